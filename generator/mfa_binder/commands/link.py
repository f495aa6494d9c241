"""`mfa-binder link`: which device is which FIDO2 registration in AWS; proposed here, decided by a person."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import DryOption, FormatOption, QuietOption, command_settings
from mfa_binder.errors import UsageError
from mfa_binder.inventory.key_linking import LinkProposal, proposal_record
from mfa_binder.inventory.message_words import one_line
from mfa_binder.organization.organization import Organization
from mfa_binder.workflows.importing import KeyLinking, propose_key_links, write_key_links

_SHOWN = 5
"""Candidates of one ARN that are printed; JSON has all."""

YesOption = Annotated[
    list[str] | None,
    typer.Option("--yes", metavar="ARN=DEVICE", help="Link this ARN to this device; may be given again."),
]


def link(
    context: typer.Context,
    yes: YesOption = None,
    dry_run: DryOption = False,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say which device a FIDO2 key in AWS could be; what you confirm becomes aws_serial in inventory.yaml."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    linking = propose_key_links(here.folder)
    asked = not yes and not output.json and on_a_terminal()
    links = list(_ask_links(linking, output)) if asked else [_parse_link(pair) for pair in yes or []]
    if not yes and not asked:
        _print_proposals(linking.proposals, output)
        return
    edit = write_key_links(here.folder, linking, links, here.progress, write=not dry_run)
    changed = edit.before != edit.after
    if output.json:
        rest = [proposal_record(each) for each in linking.proposals if each.unlinked.arn not in dict(links)]
        record = [{"arn": arn, "device": device} for arn, device in links]
        output.document({"linked": record, "written": changed and not dry_run, "diff": edit.diff(), "proposals": rest})
    elif dry_run:
        output.verbatim(edit.diff().rstrip("\n"))
    else:
        output.result(f"{len(links)} linked" + (" in inventory.yaml" if changed else "; the inventory says so already"))


def on_a_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _parse_link(given: str) -> tuple[str, str]:
    arn, equals, device = given.rpartition("=")
    if not equals or not arn or not device:
        raise UsageError(f"--yes {given}: this is not ARN=DEVICE", "mfa-binder link lists the ARNs and the devices")
    return arn, device


def _print_proposals(proposals: tuple[LinkProposal, ...], output: CommandOutput) -> None:
    if output.json:
        output.document({"proposals": [proposal_record(each) for each in proposals]})
        return
    for proposal in proposals:
        _print_proposal(proposal, output)
    output.note(f"{len(proposals)} FIDO2 key(s) in AWS without a device in the inventory")
    if proposals:
        output.note("Next: confirm with mfa-binder link --yes ARN=DEVICE, or run it on a terminal")


def _print_proposal(proposal: LinkProposal, output: CommandOutput) -> None:
    unlinked = proposal.unlinked
    enabled = f", enabled {unlinked.enabled}" if unlinked.enabled is not None else ""
    output.result(one_line(f"{unlinked.arn} ({unlinked.who}{enabled})"))
    if unlinked.principal is None:
        output.result(f"  the inventory has no {unlinked.who}: add it first")
    elif not proposal.candidates:
        output.result("  no device of the inventory speaks for itself")
    if proposal.ambiguous:
        output.result("  several are equally likely: look at the keys themselves")
    for number, candidate in enumerate(proposal.candidates[:_SHOWN], 1):
        output.result(one_line(f"  {number}. {candidate.device}: {'; '.join(each.text for each in candidate.reasons)}"))


def _ask_links(linking: KeyLinking, output: CommandOutput) -> Iterator[tuple[str, str]]:
    """Ask about one after the other. Nothing is written before the last answer."""
    for proposal in linking.proposals:
        _print_proposal(proposal, output)
        if proposal.unlinked.principal is None:
            continue
        device = _ask_device(proposal, linking.organization, output)
        if device == _NO_MORE:
            return
        if device:
            yield proposal.unlinked.arn, device


_NO_MORE = "q"


def _ask_device(proposal: LinkProposal, organization: Organization, output: CommandOutput) -> str:
    """A device, nothing, or that there is to be no more asking."""
    shown = proposal.candidates[:_SHOWN]
    while True:
        answer: str = typer.prompt("  number or device, Enter to leave it, q to end", default="", show_default=False)
        if answer.isdecimal() and 1 <= int(answer) <= len(shown) and answer not in organization.devices:
            return shown[int(answer) - 1].device
        if answer in ("", _NO_MORE) or answer in organization.devices:
            return answer
        output.note("  no such device")

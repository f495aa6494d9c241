"""`mfa-binder collect`: read the organization from AWS into observed.json."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from mfa_binder.collect.credential_report_questions import REPORT_WAIT_SECONDS
from mfa_binder.collect.organization_walk import CollectOptions, WalkProgress
from mfa_binder.collect.role_sessions import DEFAULT_ROLE, AssumeRoleSettings
from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import FormatOption, QuietOption, command_settings
from mfa_binder.errors import ExitCode
from mfa_binder.observation.aws_reading import FailureReason, next_step
from mfa_binder.observation.root_mfa_status import RootMfaState
from mfa_binder.workflows.collecting import (
    CollectedObservation,
    CollectRequest,
    PermissionDocument,
    collect_observation,
    permission_document,
)

ProfileOption = Annotated[str | None, typer.Option("--profile", help="The profile of the AWS configuration to use.")]
RegionOption = Annotated[str | None, typer.Option("--region", help="The Region to ask in.")]
RoleOption = Annotated[str, typer.Option("--role-name", help="The role to assume in each account.")]
ExternalOption = Annotated[str | None, typer.Option("--external-id", help="What the role's trust policy asks for.")]
MfaOption = Annotated[
    str | None, typer.Option("--mfa-serial", help="Your own MFA device: its code is asked for once, roles see it.")
]
AuditOption = Annotated[
    bool, typer.Option("--root-audit", help="Look at members' root users too, through central root access.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--account", metavar="ID", help="Read only this account; may be given again.")
]
AtOnceOption = Annotated[int, typer.Option("--at-once", min=1, max=64, help="Calls at the same time.")]
AnewOption = Annotated[bool, typer.Option("--anew", help="Forget what an interrupted run has read.")]
PatienceOption = Annotated[
    float,
    typer.Option(
        "--report-patience", metavar="SECONDS", min=0, max=3600, help="How long to wait for an account's report."
    ),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 3 when something could not be read.")]
PolicyOption = Annotated[
    PermissionDocument | None,
    typer.Option("--print-policy", help="Print what collect must be allowed, and do nothing."),
]


def collect(
    context: typer.Context,
    profile: ProfileOption = None,
    region: RegionOption = None,
    role_name: RoleOption = DEFAULT_ROLE,
    external_id: ExternalOption = None,
    mfa_serial: MfaOption = None,
    root_audit: AuditOption = False,
    account: OnlyOption = None,
    at_once: AtOnceOption = 8,
    report_patience: PatienceOption = REPORT_WAIT_SECONDS,
    anew: AnewOption = False,
    strict: StrictOption = False,
    print_policy: PolicyOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Read what AWS knows of the organization into observed.json. Changes nothing in AWS."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    role = AssumeRoleSettings(role_name, external_id)
    if print_policy is not None:
        output.verbatim(permission_document(print_policy, role, region, audits_root=root_audit))
        return
    options = CollectOptions(role, root_audit, tuple(account or ()), at_once, report_patience=report_patience)
    request = CollectRequest(options, profile, region, mfa_serial, anew)
    try:
        collected = collect_observation(here.folder, request, here.progress, _ask_code, lambda: _account_bar(output))
    except KeyboardInterrupt:
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if output.json:
        output.document(_collected_record(collected))
    else:
        _print_collected(collected, output)
    if strict and not collected.is_complete:
        raise typer.Exit(ExitCode.FINDINGS)


def _ask_code(mfa_serial: str) -> str:
    code: str = typer.prompt(f"Code on {mfa_serial}", err=True)
    return code


@contextmanager
def _account_bar(output: CommandOutput) -> Iterator[Callable[[WalkProgress], None]]:
    """A bar of the accounts that are read, with the pace of the calls."""
    with output.rates("reading accounts") as bar:
        began = time.monotonic()

        def show(now: WalkProgress) -> None:
            rate = now.calls / max(time.monotonic() - began, 0.001)
            bar.reach(now.done, now.total, f"{now.failed} not whole, {rate:.0f} calls/s")

        yield show


def _collected_record(collected: CollectedObservation) -> dict[str, object]:
    incomplete = collected.incomplete_accounts
    return {
        "accounts": len(collected.observation.accounts),
        "not_whole": {account: sorted({reason.value for reason in reasons}) for account, reasons in incomplete.items()},
        "roots": {state.value: collected.root_states[state] for state in RootMfaState},
    }


def _print_collected(collected: CollectedObservation, output: CommandOutput) -> None:
    """What was read, and what was not."""
    incomplete, roots = collected.incomplete_accounts, collected.root_states
    count = len(collected.observation.accounts)
    output.result(f"{count} account(s) in observed.json, {len(incomplete)} of them not whole")
    output.result("root users: " + ", ".join(f"{roots[state]} {state.value}" for state in RootMfaState))
    accounts_by_reason = Counter(reason for reasons in incomplete.values() for reason in set(reasons))
    for reason, accounts in accounts_by_reason.most_common():
        output.note(f"warning: {reason.value} in {accounts} account(s); observed.json says at which call")
    for what, why in collected.unread_parts:
        output.note(f"warning: {what} could not be read: {why.reason.value} at {why.operation} {why.code}".rstrip())
        if why.reason is FailureReason.NOT_IN_REGION:
            output.note(f"  {why.message}: {next_step(why)}")

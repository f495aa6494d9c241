"""`mfa-binder diff`: what changed between two observations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.settings import FormatOption, QuietOption, command_settings
from mfa_binder.inventory.message_words import one_line
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.observation.observed_changes import ObservedChange, observed_changes

OldArgument = Annotated[Path, typer.Argument(metavar="OLD", help="The earlier observed.json.")]
NewArgument = Annotated[Path, typer.Argument(metavar="NEW", help="The later one.")]


def diff(
    context: typer.Context, old: OldArgument, new: NewArgument, form: FormatOption = None, quiet: QuietOption = False
) -> None:
    """Say what changed in AWS between two observations: accounts, roots, users, devices."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    before, after = read_observed(here.folder.path / old), read_observed(here.folder.path / new)
    changes = observed_changes(before, after)
    if output.json:
        output.document({"changes": [change.as_json() for change in changes]})
        return
    names = {account.id: account.name for account in (*before.accounts, *after.accounts)}
    for change in changes:
        output.result(one_line(_line(change, names.get(change.account, ""))))
    output.note(f"{len(changes)} change(s)")


def _line(change: ObservedChange, name: str) -> str:
    where = f"{change.account} {name}".strip() or "organization"
    return f"{where}: {_SENTENCES[change.what](change)}"


def _turned(what: str) -> Callable[[ObservedChange], str]:
    return lambda change: f"{what}: {change.before or 'none'} -> {change.after or 'none'}"


_SENTENCES: dict[str, Callable[[ObservedChange], str]] = {
    "central-root": lambda change: f"central root access: {change.subject} is {change.after}",
    "account-new": lambda change: f"new account: {change.after}",
    "account-gone": lambda change: f"the account is gone: {change.before}",
    "account-name": _turned("renamed"),
    "account-email": _turned("email of the root user"),
    "account-status": _turned("status"),
    "account-unit": _turned("unit"),
    "root-verdict": _turned("root user"),
    "user-new": lambda change: f"new user {change.subject}: {change.after or 'no access seen'}",
    "user-gone": lambda change: f"user {change.subject} is gone",
    "user-access": lambda change: (
        f"access of user {change.subject}: {change.before or 'none'} -> {change.after or 'none'}"
    ),
    "arn": lambda change: f"{change.subject} was {change.before} and is {change.after}",
    "role-trust": lambda change: (
        f"role {change.subject} trusts: {change.before or 'nobody'} -> {change.after or 'nobody'}"
    ),
    "device-added": lambda change: f"device added to {change.subject}: {change.after}",
    "device-removed": lambda change: f"device removed from {change.subject}: {change.before}",
    "no-more-readable": lambda change: f"{change.subject} could not be read any more: {change.after}",
    "readable-again": lambda change: f"{change.subject} can be read again",
}

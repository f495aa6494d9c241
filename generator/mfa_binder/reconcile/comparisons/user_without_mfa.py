"""Somebody who can sign in with a password alone, or may do much, and has no device."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.telling import age, report_age
from mfa_binder.organization.users_and_roles import Access
from mfa_binder.reconcile.both import Both, Pair, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference

_MUCH = (Access.ADMINISTRATOR, Access.BREAK_GLASS)


_HINT = "register a device with the user's enrollment sheet, or remove the password"
_LOOK_FIRST = "ask with aws iam list-mfa-devices first: AWS makes a new report at most every four hours"
"""IAM User Guide, "Generate credential reports for your AWS account"."""


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        for name, access, spot in _users(pair):
            why = _why(pair, name, access)
            if why and _is_listed_without(pair, name):
                message = f"user {name} of {pair.name} {why}, and has no MFA device{age(pair.observed.devices)}"
                yield Difference(spot, message, _HINT)
            elif why and _was_reported_without(pair, name):
                message = f"user {name} of {pair.name} {why}, and had no MFA device{report_age(pair.observed.report)}"
                yield Difference(spot, message, _LOOK_FIRST, Severity.WARNING)


def _users(pair: Pair) -> Iterator[tuple[str, tuple[Access, ...], Spot]]:
    """The users with what they may do; from the credential report, which does not say it, where nothing else is."""
    identities, report = pair.observed.identities.value, pair.observed.report.value
    if identities is not None:
        for position, user in enumerate(identities.users):
            yield user.name, user.access, pair.user_spot(user.name, "identities", "value", "users", position)
    elif report is not None:
        for position, row in enumerate(report.rows):
            if row is not report.root:
                yield row.user, (), pair.user_spot(row.user, "report", "value", "rows", position)


def _is_listed_without(pair: Pair, user: str) -> bool:
    """Whether AWS was asked for the user's devices, and listed none."""
    devices = pair.observed.devices.value
    return devices is not None and user in devices.of_users and not devices.of_users[user]


def _was_reported_without(pair: Pair, user: str) -> bool:
    """Whether only the credential report, which may be old, says that the user has none."""
    row = pair.observed.report_row(user)
    return pair.observed.devices.value is None and row is not None and row.mfa is False


def _why(pair: Pair, user: str, access: tuple[Access, ...]) -> str:
    declared, row = pair.declared_user(user), pair.observed.report_row(user)
    on_paper = declared.access if declared is not None else ()
    for much in _MUCH:
        if much in on_paper:
            return f"has {much} access"
        if much in access:
            return f"has {much} access{age(pair.observed.identities)}"
    return f"has a password{report_age(pair.observed.report)}" if row is not None and row.password else ""


COMPARISON = Comparison(
    "user-without-mfa",
    Severity.ERROR,
    "A user with a password, or with administrator or break-glass access, has no MFA device "
    "(warning where only the credential report says so).",
    _check,
)

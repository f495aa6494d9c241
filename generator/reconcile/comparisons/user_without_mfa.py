"""Somebody who can sign in with a password alone, or may do much, and has no device."""

from __future__ import annotations

from collections.abc import Iterator

from generator.findings import Severity
from generator.observation.telling import age
from generator.organization.principals import Access
from generator.reconcile.both import Both, Pair, Spot
from generator.reconcile.comparison import Comparison, Difference

_MUCH = (Access.ADMINISTRATOR, Access.BREAK_GLASS)


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        for name, access, spot in _users(pair):
            since, why = _without(pair, name), _why(pair, name, access)
            if since is not None and why:
                yield Difference(
                    spot,
                    f"user {name} of {pair.name} {why}, and has no MFA device{since}",
                    "register a device with the user's enrollment sheet, or remove the password",
                )


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


def _without(pair: Pair, user: str) -> str | None:
    """How old the knowledge is that the user has no device; None if it has one, or nobody knows."""
    devices, report = pair.observed.devices, pair.observed.report
    if devices.value is not None and user in devices.value.of_users:
        return None if devices.value.of_users[user] else age(devices)
    row = report.value.of(user) if devices.value is None and report.value is not None else None
    return None if row is None or row.mfa else age(report)


def _why(pair: Pair, user: str, access: tuple[Access, ...]) -> str:
    declared, report = pair.declared_user(user), pair.observed.report
    on_paper = declared.access if declared is not None else ()
    for much in _MUCH:
        if much in on_paper:
            return f"has {much} access"
        if much in access:
            return f"has {much} access{age(pair.observed.identities)}"
    row = report.value.of(user) if report.value is not None else None
    return f"has a password{age(report)}" if row is not None and row.password else ""


COMPARISON = Comparison(
    "user-without-mfa",
    Severity.ERROR,
    "A user with a password, or with administrator or break-glass access, has no MFA device.",
    _check,
)

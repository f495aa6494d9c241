"""An IAM user that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.parts import ObservedUser
from mfa_binder.observation.telling import age
from mfa_binder.reconcile.both import Both, Pair
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for pair in both.pairs:
        identities = pair.observed.identities
        if pair.declared is None or identities.value is None:
            continue  # of an undeclared account that is said already
        for position, user in enumerate(identities.value.users):
            if user.name not in pair.declared.users:
                signs_in = _signs_in(pair, user)
                yield Difference(
                    pair.at("identities", "value", "users", position),
                    f"nobody declared user {user.name} of {pair.name}{signs_in}{age(identities)}",
                    "declare it under users of the account, or delete it in AWS",
                    None if signs_in else Severity.INFO,
                )


def _signs_in(pair: Pair, user: ObservedUser) -> str:
    """How it can do harm, as far as AWS showed; empty for what looks like a program's own user."""
    if user.access:
        return f", who has {' and '.join(user.access)} access"
    row = pair.observed.report_row(user.name)
    return ", who has a password" if row is not None and row.password else ""


COMPARISON = Comparison(
    "user-undeclared",
    Severity.WARNING,
    "AWS has an IAM user that nobody declared (information if neither a password nor much access was seen).",
    _check,
)

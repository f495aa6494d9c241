"""An account that is active on paper and not in AWS, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference

_NOT_ACTIVE = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
_SAME = {
    AccountStatus.ACTIVE: frozenset({"ACTIVE"}),
    AccountStatus.SUSPENDED: _NOT_ACTIVE,
    AccountStatus.CLOSED: _NOT_ACTIVE,
}
"""What AWS may say of an account that is so on paper: a closed one is listed as suspended at first."""


def _check(both: Both) -> Iterator[Difference]:
    if not both.observation.organization.current:
        return  # the status of an account comes from the list of accounts
    for pair in both.pairs:
        if pair.declared is not None and pair.observed.status not in _SAME[pair.declared.status]:
            yield Difference(
                Spot(("accounts", pair.declared.key, "status")),
                f"{pair.name} is {pair.declared.status} on paper, and {pair.observed.status} in AWS",
                "set status here, and closed_on if it was closed",
            )


COMPARISON = Comparison("account-status", Severity.WARNING, "An account has another status in AWS.", _check)

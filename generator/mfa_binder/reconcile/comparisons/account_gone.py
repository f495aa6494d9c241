"""A declared account that AWS lists no more."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    if not both.observation.organization.current or both.aws is None:
        return  # whoever could not list the accounts misses none
    for account in both.organization.accounts_of(both.aws):
        if account.key not in both.observation.by_id and account.status is not AccountStatus.CLOSED:
            yield Difference(
                Spot(("accounts", account.key)),
                f"{account.name} ({account.key}) is no more in the organization",
                "if it left, remove it here; if it was closed, set status and closed_on",
            )


COMPARISON = Comparison("account-gone", Severity.WARNING, "A declared account is no more in the organization.", _check)

"""Accounts that are declared and not in AWS, in AWS and not declared, or of another status there."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AwsComparison, CasePlace
from mfa_binder.checks.rule import ComparisonCase, ComparisonRule
from mfa_binder.findings import Severity
from mfa_binder.organization.aws_accounts import AccountStatus


def _account_undeclared(both: AwsComparison) -> Iterator[ComparisonCase]:
    for pair in both.pairs:
        if pair.declared is None:
            yield ComparisonCase(
                pair.spot,
                f"nobody declared the account {pair.name}, {pair.observed.status} in AWS",
                "declare it under accounts, so that it has sheets",
            )


ACCOUNT_UNDECLARED = ComparisonRule(
    "account-undeclared", Severity.WARNING, "AWS lists an account that nobody declared.", _account_undeclared
)


def _account_gone(both: AwsComparison) -> Iterator[ComparisonCase]:
    if not both.observation.organization.current or both.aws is None:
        return  # whoever could not list the accounts misses none
    for account in both.organization.accounts_of(both.aws):
        if account.key not in both.observation.by_id and account.status is not AccountStatus.CLOSED:
            yield ComparisonCase(
                CasePlace(("accounts", account.key)),
                f"{account.name} ({account.key}) is no more in the organization",
                "if it left, remove it here; if it was closed, set status and closed_on",
            )


ACCOUNT_GONE = ComparisonRule(
    "account-gone", Severity.WARNING, "A declared account is no more in the organization.", _account_gone
)


_NOT_ACTIVE = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
_STATUSES_IN_AWS = {
    AccountStatus.ACTIVE: frozenset({"ACTIVE"}),
    AccountStatus.SUSPENDED: _NOT_ACTIVE,
    AccountStatus.CLOSED: _NOT_ACTIVE,
}
"""What AWS may say of an account that is so on paper: a closed one is listed as suspended at first."""


def _account_status(both: AwsComparison) -> Iterator[ComparisonCase]:
    if not both.observation.organization.current:
        return  # the status of an account comes from the list of accounts
    for pair in both.pairs:
        if pair.declared is not None and pair.observed.status not in _STATUSES_IN_AWS[pair.declared.status]:
            yield ComparisonCase(
                CasePlace(("accounts", pair.declared.key, "status")),
                f"{pair.name} is {pair.declared.status} on paper, and {pair.observed.status} in AWS",
                "set status here, and closed_on if it was closed",
            )


ACCOUNT_STATUS = ComparisonRule(
    "account-status", Severity.WARNING, "An account has another status in AWS.", _account_status
)

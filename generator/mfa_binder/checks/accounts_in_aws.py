"""Accounts that are declared and not in AWS, in AWS and not declared, or of another status there."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.organization.aws_accounts import AccountStatus


@rule("account-undeclared", Severity.WARNING, "AWS lists an account that nobody declared.")
def account_undeclared(comparison: AwsComparison) -> Iterator[RuleCase]:
    """An account of the organization that nobody declared: it has no sheets."""
    for pair in comparison.pairs:
        if pair.declared is None:
            yield RuleCase(
                pair.place,
                f"nobody declared the account {pair.name}, {pair.observed.status} in AWS",
                "declare it under accounts, so that it has sheets",
            )


@rule("account-gone", Severity.WARNING, "A declared account is no more in the organization.")
def account_gone(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A declared account that AWS lists no more."""
    if not comparison.observation.organization.current or comparison.aws is None:
        return  # whoever could not list the accounts misses none
    for account in comparison.organization.accounts_of(comparison.aws):
        if account.key not in comparison.observation.by_id and account.status is not AccountStatus.CLOSED:
            yield RuleCase(
                ("accounts", account.key),
                f"{account.name} ({account.key}) is no more in the organization",
                "if it left, remove it here; if it was closed, set status and closed_on",
            )


_NOT_ACTIVE = frozenset({"SUSPENDED", "PENDING_CLOSURE", "CLOSED"})
_STATUSES_IN_AWS = {
    AccountStatus.ACTIVE: frozenset({"ACTIVE"}),
    AccountStatus.SUSPENDED: _NOT_ACTIVE,
    AccountStatus.CLOSED: _NOT_ACTIVE,
}
"""What AWS may say of an account that is so on paper: a closed one is listed as suspended at first."""


@rule("account-status", Severity.WARNING, "An account has another status in AWS.")
def account_status(comparison: AwsComparison) -> Iterator[RuleCase]:
    """An account that is active on paper and not in AWS, or the other way round."""
    if not comparison.observation.organization.current:
        return  # the status of an account comes from the list of accounts
    for pair in comparison.pairs:
        if pair.declared is not None and pair.observed.status not in _STATUSES_IN_AWS[pair.declared.status]:
            yield RuleCase(
                ("accounts", pair.declared.key, "status"),
                f"{pair.name} is {pair.declared.status} on paper, and {pair.observed.status} in AWS",
                "set status here, and closed_on if it was closed",
            )

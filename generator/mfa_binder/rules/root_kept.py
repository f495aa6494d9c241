"""A member account that keeps its root credentials without a reason, or longer than was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for account in organization.accounts.values():
        if not organization.keeps_root(account) or organization.is_management(account):
            continue
        if account.root.reason is None:
            yield Problem(
                ("accounts", account.key, "root"),
                f"the member account {account.name} keeps its root credentials without a reason",
                "give a reason and an until, or have them removed centrally (intended: removed)",
            )
        if account.root.until is not None and account.root.until < as_of:
            yield Problem(
                ("accounts", account.key, "root", "until"),
                f"the root credentials of {account.name} were to be kept until {account.root.until.isoformat()}",
                "have them removed centrally, or give a new day and reason",
            )


RULE = Rule(
    "root-kept", Severity.WARNING, "A member account keeps root credentials without a reason or too long.", _check
)

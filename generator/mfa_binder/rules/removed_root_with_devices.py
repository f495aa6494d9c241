"""A root user whose credentials are removed cannot have a device."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import RootIntent
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for account in organization.accounts.values():
        if account.root.intended is RootIntent.REMOVED and account.root.mfa:
            yield Problem(
                ("accounts", account.key, "root", "mfa"),
                f"the root user of {account.name} is to be removed and still has devices here",
                "remove it in AWS and here, or set intended: kept",
            )


RULE = Rule(
    "removed-root-with-devices", Severity.WARNING, "A root user that is to be removed still has devices.", _check
)

"""A root user that is kept, and nobody knows who has its password, mailbox or phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for account in organization.accounts.values():
        if not organization.keeps_root(account):
            continue
        known = {"mailbox": account.root.mailbox, "phone": account.root.phone, "password": account.root.password}
        missing = [name for name, value in known.items() if value is None]
        if missing:
            yield Problem(
                ("accounts", account.key, "root"),
                f"the root user of {account.name} has no {' and no '.join(missing)} here",
                "without them a lost device cannot be replaced: name them",
            )


RULE = Rule(
    "root-contacts-missing", Severity.WARNING, "A kept root user has no mailbox, phone or password recorded.", _check
)

"""One email address for two root users.

Source: an account's address "must not already be associated with another Amazon Web Services account"
(botocore 1.44.5, organizations, CreateAccount; checked 2026-12-01). An account in GovCloud has that of the commercial
account that it is linked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for account in organization.accounts.values():
        email = account.root.email
        first = taken.setdefault((organization.partition(account).name, email.casefold()), account.key)
        if first != account.key and "@" in email:
            name, _, host = email.partition("@")
            yield Problem(
                ("accounts", account.key, "root", "email"),
                f"{email} is the root address of {first} already, and AWS takes an address for one account only",
                f"look up both; another address is, for example, {name}+{account.key}@{host}",
            )


RULE = Rule("shared-root-email", Severity.ERROR, "Two root users of one partition have the same address.", _check)

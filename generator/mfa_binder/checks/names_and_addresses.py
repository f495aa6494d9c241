"""Names and addresses that are taken for one another.

Source: an account's address "must not already be associated with another Amazon Web Services account"
(botocore 1.44.5, organizations, CreateAccount; checked 2026-12-01). An account in GovCloud has that of the commercial
account that it is linked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.checks.rule import Rule, RuleCase
from mfa_binder.findings import Severity
from mfa_binder.organization.confusables import look_alikes
from mfa_binder.organization.organization import Organization


def _similar_names(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    for section, names in _names_by_section(organization):
        alike = dict(look_alikes(names.values()))
        for key, name in names.items():
            if name in alike:
                message = f"the name {name} looks like {alike[name]}, which is another"
                yield RuleCase((section, key, "name"), message, "write both in the same way, or tell them apart")


def _names_by_section(organization: Organization) -> Iterator[tuple[str, dict[str, str]]]:
    yield "accounts", {key: one.name for key, one in organization.accounts.items()}
    yield "organizations", {key: one.name for key, one in organization.organizations.items()}
    yield "people", {key: one.name for key, one in organization.people.items()}
    yield "sites", {key: one.name for key, one in organization.sites.items()}
    yield "locations", {key: one.name for key, one in organization.locations.items()}
    yield "models", {key: one.name for key, one in organization.models.items()}


SIMILAR_NAMES = Rule(
    "similar-names",
    Severity.WARNING,
    "Two names of accounts, people, places or models differ only by case, or by what nobody sees.",
    _similar_names,
)


def _shared_root_email(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    taken: dict[tuple[str, str], str] = {}
    for account in organization.accounts.values():
        email = account.root.email
        first = taken.setdefault((organization.partition(account).name, email.casefold()), account.key)
        if first != account.key and "@" in email:
            name, _, host = email.partition("@")
            yield RuleCase(
                ("accounts", account.key, "root", "email"),
                f"{email} is the root address of {first} already, and AWS takes an address for one account only",
                f"look up both; another address is, for example, {name}+{account.key}@{host}",
            )


SHARED_ROOT_EMAIL = Rule(
    "shared-root-email", Severity.ERROR, "Two root users of one partition have the same address.", _shared_root_email
)

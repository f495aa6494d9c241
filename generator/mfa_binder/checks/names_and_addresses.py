"""Names and addresses that are taken for one another.

Source: an account's address "must not already be associated with another Amazon Web Services account"
(botocore 1.44.5, organizations, CreateAccount; checked 2026-12-01). An account in GovCloud has that of the commercial
account that it is linked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.organization.confusables import look_alikes
from mfa_binder.organization.organization import Organization


@rule(
    "similar-names",
    Severity.WARNING,
    "Two names of accounts, people, places or models differ only by case, or by what nobody sees.",
)
def similar_names(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """Names that a reader takes for one: they differ only by case or the like."""
    for section, names in _names_by_section(organization):
        alike = dict(look_alikes(names.values()))
        for key, name in names.items():
            if name in alike:
                message = f"the name {name} looks like {alike[name]}, which is another"
                yield RuleCase((section, key, "name"), message, "write both in the same way, or tell them apart")


def _names_by_section(organization: Organization) -> Iterator[tuple[str, dict[str, str]]]:
    """The names by key of each section whose entries readers tell apart by name."""
    yield "accounts", {key: entry.name for key, entry in organization.accounts.items()}
    yield "organizations", {key: entry.name for key, entry in organization.organizations.items()}
    yield "people", {key: entry.name for key, entry in organization.people.items()}
    yield "sites", {key: entry.name for key, entry in organization.sites.items()}
    yield "locations", {key: entry.name for key, entry in organization.locations.items()}
    yield "models", {key: entry.name for key, entry in organization.models.items()}


@rule("shared-root-email", Severity.ERROR, "Two root users of one partition have the same address.")
def shared_root_email(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """One email address for two root users."""
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

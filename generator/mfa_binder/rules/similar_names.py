"""Names that a reader takes for one: accounts, people, places and models that differ only by case or the like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.confusables import look_alikes
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for section, names in _names(organization):
        alike = dict(look_alikes(names.values()))
        for key, name in names.items():
            if name in alike:
                message = f"the name {name} looks like {alike[name]}, which is another"
                yield Problem((section, key, "name"), message, "write both in the same way, or tell them apart")


def _names(organization: Organization) -> Iterator[tuple[str, dict[str, str]]]:
    yield "accounts", {key: one.name for key, one in organization.accounts.items()}
    yield "organizations", {key: one.name for key, one in organization.organizations.items()}
    yield "people", {key: one.name for key, one in organization.people.items()}
    yield "sites", {key: one.name for key, one in organization.sites.items()}
    yield "locations", {key: one.name for key, one in organization.locations.items()}
    yield "models", {key: one.name for key, one in organization.models.items()}


RULE = Rule(
    "similar-names",
    Severity.WARNING,
    "Two names of accounts, people, places or models differ only by case, or by what nobody sees.",
    _check,
)

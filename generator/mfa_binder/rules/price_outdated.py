"""A price without a date and source, or an old one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    age = timedelta(days=organization.standards.price_max_age_days)
    for model in organization.models.values():
        path = ("models", model.key, "price")
        if model.price is None:
            continue
        if model.priced_on is None or model.price_source is None:
            yield Problem(path, f"the price of {model.key} has no date or no source", "add priced_on and price_source")
        elif model.priced_on + age < as_of:
            yield Problem(
                path, f"the price of {model.key} is of {model.priced_on.isoformat()}", "ask for a new one and date it"
            )


RULE = Rule("price-outdated", Severity.WARNING, "A price is old, or has no date or source.", _check)

"""A bag whose seal nobody has looked at for longer than the organization's own standard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    days = timedelta(days=organization.standards.seal_check_every_days)
    for bag in organization.bags.values():
        if bag.sealed_on is None:
            yield Problem(("bags", bag.key), f"bag {bag.key} has no date of its seal", "add sealed_on")
        elif bag.sealed_on + days < as_of:
            due = (bag.sealed_on + days).isoformat()
            yield Problem(
                ("bags", bag.key, "sealed_on"),
                f"the seal of {bag.key} was due to be looked at on {due}",
                f"check it with the storage sheet of {bag.location}, and seal it anew",
            )


RULE = Rule("seal-check-overdue", Severity.WARNING, "The seal of a bag was not looked at in time.", _check)

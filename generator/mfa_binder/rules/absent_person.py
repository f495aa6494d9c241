"""Somebody who has not started, has left or leaves soon, and on whom something depends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.access.colleagues_and_duties import duty_words
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.rules.rule import Problem, Rule

HORIZON = timedelta(days=30)
"""How early duties are handed over: our own choice."""


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for person in organization.people.values():
        when = _absence(person, as_of)
        if when is None:
            continue
        held = duty_words(organization, person)
        if held:
            key, words = when
            yield Problem(
                ("people", person.key, key), f"{person.key} {words} and has {', '.join(held)}", "hand it over first"
            )


def _absence(person: Person, as_of: date) -> tuple[str, str] | None:
    if person.starts is not None and person.starts > as_of:
        return "starts", f"starts on {person.starts.isoformat()}"
    if person.ends is not None and person.ends <= as_of + HORIZON:
        return "ends", f"{'left' if person.ends < as_of else 'leaves'} on {person.ends.isoformat()}"
    return None


RULE = Rule(
    "absent-person",
    Severity.WARNING,
    "Somebody who has not started, has left or leaves within 30 days holds something.",
    _check,
)

"""Cross checks of the YAML door: what the model alone cannot see. One file per reason to change.

Each reads the `Draft`, so that it says what it can even where other parts are malformed. To add
one: a file with a function from `Draft` to findings, a line in `CHECKS`, its ids in `problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.findings import Unplaced
from generator.inventory.checks.binders import binders
from generator.inventory.checks.contacts import contacts
from generator.inventory.checks.custody import custody
from generator.inventory.checks.dates import dates
from generator.inventory.checks.linked_accounts import linked_accounts
from generator.inventory.checks.lists import listed_twice, quorums
from generator.inventory.checks.organizations import organizations
from generator.inventory.checks.places import hours, journeys
from generator.inventory.checks.references import references
from generator.inventory.checks.regions import regions
from generator.inventory.checks.registrations import registrations
from generator.inventory.checks.roles import roles
from generator.inventory.checks.serials import serials
from generator.inventory.checks.similar_ids import similar_ids
from generator.inventory.checks.time_zones import time_zones
from generator.inventory.draft import Draft

Check = Callable[[Draft], Iterator[Unplaced]]

CHECKS: tuple[Check, ...] = (
    references,
    organizations,
    registrations,
    serials,
    custody,
    listed_twice,
    quorums,
    dates,
    journeys,
    hours,
    linked_accounts,
    roles,
    binders,
    contacts,
    regions,
    time_zones,
    similar_ids,
)


def cross_checks(draft: Draft) -> Iterator[Unplaced]:
    """Every problem that any check finds."""
    for check in CHECKS:
        yield from check(draft)

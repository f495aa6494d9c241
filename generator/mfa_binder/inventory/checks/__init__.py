"""Cross checks of the YAML door: what the model alone cannot see. One file per reason to change.

Each reads the `Draft`, so that it says what it can even where other parts are malformed. To add
one: a file with a function from `Draft` to findings, a line in `CHECKS`, its ids in `problems`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.binders import binders
from mfa_binder.inventory.checks.contacts import contacts
from mfa_binder.inventory.checks.custody import custody
from mfa_binder.inventory.checks.dates import dates
from mfa_binder.inventory.checks.linked_accounts import linked_accounts
from mfa_binder.inventory.checks.lists import listed_twice, quorums
from mfa_binder.inventory.checks.organizations import organizations
from mfa_binder.inventory.checks.places import hours, journeys
from mfa_binder.inventory.checks.references import references
from mfa_binder.inventory.checks.regions import regions
from mfa_binder.inventory.checks.registrations import registrations
from mfa_binder.inventory.checks.roles import roles
from mfa_binder.inventory.checks.serials import serials
from mfa_binder.inventory.checks.similar_ids import similar_ids
from mfa_binder.inventory.checks.time_zones import time_zones
from mfa_binder.inventory.draft import Draft

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

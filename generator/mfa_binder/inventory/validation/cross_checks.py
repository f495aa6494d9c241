"""All cross checks: what the model alone cannot see.

To add one: a function from `RawInventory` to findings in the file of its subject, a line in `CROSS_CHECKS`, its ids in
`problem_ids`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.raw_inventory import RawInventory
from mfa_binder.inventory.validation.custody_errors import (
    check_binders,
    check_custody,
    check_journeys,
    check_opening_hours,
    check_quorums,
)
from mfa_binder.inventory.validation.impossible_values import (
    check_contacts,
    check_dates,
    check_regions,
    check_time_zones,
)
from mfa_binder.inventory.validation.organization_errors import check_linked_accounts, check_organizations, check_roles
from mfa_binder.inventory.validation.reference_errors import check_references, check_repeated_items, check_similar_ids
from mfa_binder.inventory.validation.registration_errors import check_registrations, check_serials

CrossCheck = Callable[[RawInventory], Iterator[UnplacedFinding]]

CROSS_CHECKS: tuple[CrossCheck, ...] = (
    check_references,
    check_organizations,
    check_registrations,
    check_serials,
    check_custody,
    check_repeated_items,
    check_quorums,
    check_dates,
    check_journeys,
    check_opening_hours,
    check_linked_accounts,
    check_roles,
    check_binders,
    check_contacts,
    check_regions,
    check_time_zones,
    check_similar_ids,
)


def run_cross_checks(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Every problem that any check finds."""
    for check in CROSS_CHECKS:
        yield from check(raw)

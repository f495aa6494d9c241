"""Every comparison, in the order in which they are documented; to add one, add its file and its line here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mfa_binder.findings import Unplaced
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization
from mfa_binder.reconcile.both import Both
from mfa_binder.reconcile.comparison import Comparison
from mfa_binder.reconcile.comparisons import (
    account_gone,
    account_status,
    account_undeclared,
    account_unread,
    device_could_be,
    device_not_registered,
    device_unowned,
    lost_device_still_registered,
    observation_stale,
    passkey_uncertified,
    password_expires,
    path_differs,
    role_trust_differs,
    root_non_compliant,
    root_virtual_mfa,
    user_gone,
    user_undeclared,
    user_virtual_mfa,
    user_without_mfa,
)

COMPARISONS: tuple[Comparison, ...] = (
    lost_device_still_registered.COMPARISON,
    root_non_compliant.COMPARISON,
    user_without_mfa.COMPARISON,
    root_virtual_mfa.COMPARISON,
    user_virtual_mfa.COMPARISON,
    passkey_uncertified.COMPARISON,
    password_expires.COMPARISON,
    device_unowned.COMPARISON,
    device_not_registered.COMPARISON,
    device_could_be.COMPARISON,
    account_undeclared.COMPARISON,
    account_gone.COMPARISON,
    account_status.COMPARISON,
    path_differs.COMPARISON,
    role_trust_differs.COMPARISON,
    user_undeclared.COMPARISON,
    user_gone.COMPARISON,
    account_unread.COMPARISON,
    observation_stale.COMPARISON,
)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What all comparisons found: `declared` has its place in inventory.yaml, `observed` in observed.json."""

    declared: tuple[Unplaced, ...]
    observed: tuple[Unplaced, ...]


def reconcile(organization: Organization, observation: Observation, as_of: date) -> Reconciled:
    """Every difference between paper and AWS, comparison by comparison."""
    both = Both(organization, observation, as_of)
    found = [
        (
            difference.spot.observed,
            Unplaced(
                comparison.id,
                difference.severity or comparison.severity,
                difference.spot.path,
                difference.message,
                difference.hint,
            ),
        )
        for comparison in COMPARISONS
        for difference in comparison.check(both)
    ]
    return Reconciled(
        tuple(unplaced for observed, unplaced in found if not observed),
        tuple(unplaced for observed, unplaced in found if observed),
    )

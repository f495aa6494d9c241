"""Which leaf sets stand in which binder: today's, and those that were issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.revision.ledger import Ledger


@dataclass(frozen=True, slots=True)
class CurrentFiling:
    """What is to be filed today: the binders of which some copy is with somebody, and their leaf sets."""

    plans: tuple[BinderPlan, ...]
    """The binders, in the order of the sidecar."""
    sets: Mapping[str, tuple[Section, LeafSet]]
    """The leaf sets that stand in a binder, by id, in the order of the sidecar."""
    binders: Mapping[str, tuple[str, ...]]
    """The ids of a binder's leaf sets, in their order, by its id."""
    binders_of_set: Mapping[str, tuple[str, ...]]
    """The ids of the binders in which a leaf set stands, by its id."""


def current_filing(sidecar: Sidecar) -> CurrentFiling:
    """The filing of a build. A binder whose every copy was withdrawn, or that has none, is not filed."""
    plans = tuple(plan for plan in sidecar.binders if any(copy.withdrawn is None for copy in plan.copies))
    sections = {section.id: section for section in sidecar.sections}
    binders = {
        plan.id: tuple(leaves.id for key in plan.sections for leaves in sections[key].leaf_sets) for plan in plans
    }
    binders_of_set = group_by_key((key, binder) for binder, keys in binders.items() for key in keys)
    sets = {
        leaves.id: (section, leaves)
        for section in sidecar.sections
        for leaves in section.leaf_sets
        if leaves.id in binders_of_set
    }
    return CurrentFiling(plans, sets, binders, binders_of_set)


def issued_filing(ledger: Ledger) -> Mapping[str, tuple[str, ...]]:
    """The ids of the leaf sets that are filed in each binder, by its id, in the order of the ledger."""
    return group_by_key((binder, issued.id) for issued in ledger.sets.values() for binder in issued.binders)

"""One copy of one binder: what its covers, feet and lists say, and what it gets in a revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.book.document_names import file_name
from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText
from mfa_binder.paper.sheet_measures import SheetMeasures, measures_of_form
from mfa_binder.paper.volumes import BinderVolume, divide_into_volumes
from mfa_binder.revision.changes import BinderChanges, CopyChanges, RevisionChanges
from mfa_binder.revision.effective_revisions import DRAFT_REVISION, EffectiveRevision


@dataclass(frozen=True)
class BoundLeafSet:
    """A leaf set in a binder."""

    section: Section
    """The section that it is of."""
    leaf_set: LeafSet

    @property
    def id(self) -> str:
        """The leaf set's id."""
        return self.leaf_set.id

    @property
    def continued(self) -> bool:
        """Whether it is not the first of its section."""
        return self.leaf_set.id != self.section.id


@dataclass(frozen=True)
class PrintedCopy:
    """One copy of a binder."""

    front: CoverText
    """What the covers of all binders say."""
    plan: BinderPlan
    """The binder that it is a copy of."""
    copy: BinderCopyPlan
    sections: tuple[Section, ...]
    """Those of the binder, in order; their blocks are not needed."""
    effective: Mapping[str, EffectiveRevision]
    """The revision of each leaf set that was issued, by its id; what is not in here is a draft."""
    sheets: Mapping[str, str]
    """The ids of all sections, also of those that are not in this binder, by path: what a link may name."""
    filed: int = 0
    """The last revision of which leaves are filed in this copy, the one that is being issued counted; 0: nobody
    said, as in a build."""

    @property
    def name(self) -> str:
        """The file's name without its ending and volume, such as `location-hq-safe-copy-1`."""
        return f"{file_name(self.plan.id)}-copy-{self.copy.number}"

    @property
    def measures(self) -> SheetMeasures:
        """The sheet that it is printed on: cards are on smaller paper than the binder's form says."""
        return measures_of_form(self.plan.form, self.sections[0].paper if self.sections else "")

    @property
    def is_cards(self) -> bool:
        """Whether it is a set of cards, which has no cover, no spine and no tabs."""
        return bool(self.sections and self.sections[0].paper)

    @cached_property
    def bound(self) -> tuple[BoundLeafSet, ...]:
        """Every leaf set, in order."""
        return tuple(bound_leaf_sets(self.sections))

    def revision(self, bound: Iterable[BoundLeafSet]) -> int:
        """What covers and records of some sets say, and the next filing sheet asks for; 0: one of them is a draft.

        A copy may be filed with a revision that changed no sheet of it: a new copy, or a complete revision.
        """
        last = latest_revision(self.revision_of(entry.id) for entry in bound)
        return max(last, self.filed) if last else 0

    def revision_of(self, leaf_set: str) -> EffectiveRevision:
        """The revision that is effective of a leaf set."""
        return self.effective.get(leaf_set, DRAFT_REVISION)


def bound_leaf_sets(sections: tuple[Section, ...]) -> Iterator[BoundLeafSet]:
    """The leaf sets of sections, in order."""
    return (BoundLeafSet(section, leaf_set) for section in sections for leaf_set in section.leaf_sets)


def latest_revision(revisions: Iterable[EffectiveRevision]) -> int:
    """The last revision among some sets; 0 if one of them is a draft."""
    numbers = [revision.revision for revision in revisions]
    return 0 if 0 in numbers else max(numbers, default=0)


def revision_and_day(effective: EffectiveRevision, dated: date) -> tuple[str, str]:
    """Revision and day of a set, as they are printed."""
    if effective.is_draft or effective.issued is None:
        return "draft", f"not issued; {dated.isoformat()}"
    return str(effective.revision), effective.issued.isoformat()


COMPLETE_BINDER = "complete"
"""The id of the binder in which everything stands."""


@dataclass(frozen=True)
class CopyRevision:
    """One copy's part of a revision."""

    changes: RevisionChanges
    """The whole revision."""
    binder: BinderChanges
    """What changes in the binder that it is a copy of."""
    copy: CopyChanges
    """What the copy gets."""
    edition: PrintedCopy
    """The copy as it is afterwards."""

    @property
    def revision(self) -> str:
        """The number of the revision, as it is printed."""
        return str(self.changes.revision.number)

    @cached_property
    def inserted(self) -> tuple[BoundLeafSet, ...]:
        """The leaf sets that are put in, in their order."""
        inserted = {insertion.id for insertion in self.binder.insert}
        return tuple(bound for bound in self.edition.bound if bound.id in inserted)

    @property
    def exchanges_cover(self) -> bool:
        """Whether what stands on cover and spine is another for this copy; cards have neither."""
        moved = bool(self.copy.holders_before or self.copy.place_before)
        return (self.binder.cover or moved) and not self.edition.is_cards

    @cached_property
    def leaves_filed(self) -> int:
        """The leaves of all sheets that are filed in it, also of those that stay as they are in other copies."""
        ledger = self.changes.ledger
        form = ledger.binders[self.binder.id].form
        return sum(ledger.sets[name].leaves[form] for name in self._filed())

    @property
    def is_kept_elsewhere(self) -> bool:
        """Whether a copy of the complete binder that stays keeps the sheets of this one that end."""
        held = self.changes.ledger.binders.get(COMPLETE_BINDER)
        had = {copy.number for copy in held.copies if not copy.withdrawn} if held is not None else set()
        plans = (plan for plan in self.changes.filing.plans if plan.id == COMPLETE_BINDER)
        return any(copy.withdrawn is None and copy.number in had for plan in plans for copy in plan.copies)

    @cached_property
    def is_regrouped(self) -> bool:
        """Whether sections came or went, so that contents, tabs and volumes may be others."""
        filed = {self.changes.ledger.sets[name].section for name in self._filed()}
        return filed != {section.id for section in self.edition.sections}

    def _filed(self) -> Iterator[str]:
        sets = self.changes.ledger.sets.values()
        return (entry.id for entry in sets if self.binder.id in entry.binders)

    @cached_property
    def relisted(self) -> tuple[BinderVolume, ...]:
        """The volumes of which the list of effective pages is another now."""
        touched = {bound.section.id for bound in self.inserted}
        return tuple(
            volume
            for volume in divide_into_volumes(self.edition.sections)
            if self.is_regrouped or any(section.id in touched for section in volume.of(self.edition.sections))
        )

"""What one copy of a binder gets in a revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mfa_binder.binder.edition import Bound, Edition
from mfa_binder.binder.volume import Volume, volumes
from mfa_binder.revision.changes import BinderChanges, Changes, CopyChanges

COMPLETE = "complete"
"""The id of the binder in which everything stands."""


@dataclass(frozen=True)
class Pack:
    """One copy's part of a revision."""

    changes: Changes
    binder: BinderChanges
    copy: CopyChanges
    edition: Edition

    @property
    def revision(self) -> str:
        """The number of the revision, as it is printed."""
        return str(self.changes.revision.number)

    @cached_property
    def inserted(self) -> tuple[Bound, ...]:
        """The leaf sets that are put in, in their order."""
        wanted = {insertion.id for insertion in self.binder.insert}
        return tuple(bound for bound in self.edition.bound if bound.id in wanted)

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
        held = self.changes.ledger.binders.get(COMPLETE)
        had = {copy.number for copy in held.copies if not copy.withdrawn} if held is not None else set()
        plans = (plan for plan in self.changes.filing.plans if plan.id == COMPLETE)
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
    def relisted(self) -> tuple[Volume, ...]:
        """The volumes of which the list of effective pages is another now."""
        touched = {bound.section.id for bound in self.inserted}
        return tuple(
            volume
            for volume in volumes(self.edition.sections)
            if self.is_regrouped or any(section.id in touched for section in volume.of(self.edition.sections))
        )

"""What one copy of a binder gets in a revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.binder.edition import Bound, Edition
from generator.binder.volume import Volume, volumes
from generator.revision.changes import BinderChanges, Changes, CopyChanges


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

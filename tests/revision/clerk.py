"""A clerk who does what the filing sheets say and nothing else, and stops where a sheet is not true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mfa_binder.revision.changes import BinderChanges, CopyChanges, Insertion, RevisionChanges
from mfa_binder.revision.ledger import Delivery
from tests.issue_helpers import leaves


@dataclass(frozen=True)
class Filed:
    """A leaf set in a ring binder."""

    revision: int
    leaves: int
    digest: str


@dataclass
class Shelf:
    """One copy of a binder."""

    revision: int = 0
    sets: dict[str, Filed] = field(default_factory=dict)


class Clerk:
    """Holds every copy, by binder id and copy number."""

    def __init__(self) -> None:
        self.shelves: dict[tuple[str, int], Shelf] = {}

    def files(self, changes: RevisionChanges) -> None:
        """File a revision in every copy."""
        counted = leaves(changes)
        for binder in changes.binders:
            for copy in binder.copies:
                self._file(changes, binder, copy, counted)

    def _file(
        self,
        changes: RevisionChanges,
        binder: BinderChanges,
        copy: CopyChanges,
        counted: Mapping[str, Mapping[str, int]],
    ) -> None:
        place = (binder.id, copy.number)
        if copy.gets in (None, Delivery.NOTE):
            return
        shelf = self.shelves.setdefault(place, Shelf()) if copy.before == 0 else self.shelves[place]
        assert shelf.revision == copy.before, "another revision is filed than the sheet says: stop"
        if copy.gets is Delivery.WITHDRAWAL:
            del self.shelves[place]
            return
        if copy.before:
            for removal in binder.remove:
                taken = shelf.sets.pop(removal.id)
                assert (taken.revision, taken.leaves) == (removal.revision, removal.leaves), removal
        if copy.gets is Delivery.COMPLETE:
            assert shelf.sets == {}, "what is not named on the sheet would stay"
        wanted = binder.sets if copy.gets is Delivery.COMPLETE else [one.id for one in binder.insert]
        said = {one.id: one for one in binder.insert}
        for key in wanted:
            assert key not in shelf.sets, "it would be filed twice"
            shelf.sets[key] = _inserted(changes, key, said.get(key), counted[key][binder.form.name])
        shelf.revision = changes.revision.number


def _inserted(changes: RevisionChanges, key: str, said: Insertion | None, count: int) -> Filed:
    revision = changes.effective[key].revision
    assert said is None or said.revision == revision
    return Filed(revision, count, changes.filing.sets[key][1].digest)

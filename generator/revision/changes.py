"""What a revision exchanges: for each binder the leaf sets to insert and to remove, for each copy what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from generator.organization.binders import Form
from generator.pages.sidecar import Sidecar
from generator.revision.effective import Effective, Text
from generator.revision.ledger import Gets, KeptSet, Ledger, Revision


class Inserted(StrEnum):
    """Why a leaf set is inserted."""

    NEW = "new"
    CHANGED = "changed"
    NEWLY_HERE = "newly in this binder"
    """Its body is as it was: it was filed in other binders only."""
    REISSUED = "reissued"
    """Its body is as it was and filed here: the whole binder is issued."""


class Removed(StrEnum):
    """Why a leaf set is removed."""

    REPLACED = "replaced"
    """One of the same id is inserted."""
    ELSEWHERE = "no longer in this binder"
    ENDED = "ended"
    """It is in no binder any more."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A leaf set that is put into a binder."""

    id: str
    revision: int
    why: Inserted
    reason: str
    """Why its body changed or is new, in paper terms: `YK-003 moved`; empty if it is as it was."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A leaf set that is taken out of a binder."""

    id: str
    title: str
    revision: int
    """In which it was filed."""
    leaves: int
    why: Removed
    reason: str
    keep_until: date | None = None
    """Its leaves are kept, sealed, to the end of that day; None: they are destroyed at once."""


@dataclass(frozen=True, slots=True)
class CopyChanges:
    """What one copy of a binder gets."""

    number: int
    where: str
    place: str
    holders: tuple[str, ...]
    gets: Gets | None
    """None: nothing, the copy is as it was."""
    before: int
    """The revision that must be filed in it, else stop; 0: nothing is filed yet."""
    holders_before: tuple[str, ...] = ()
    """Who answered for it before, if that is somebody else."""
    place_before: str = ""
    """Where it stood before, if that is elsewhere."""


@dataclass(frozen=True, slots=True)
class BinderChanges:
    """What is exchanged in one binder."""

    id: str
    title: str
    form: Form
    """How the insertions are printed; of a binder that ended: the form in which it is filed."""
    complete: bool
    """Whether the whole binder is issued: `insert` is then all of it, `remove` all that was filed."""
    ended: bool
    """Whether there is no such binder any more: every copy is withdrawn."""
    cover: bool
    """Whether what stands on cover and spine changed: title, classification or owner."""
    before: int
    """The last revision that exchanged leaves of this binder; 0: none."""
    sets: tuple[str, ...]
    """The ids of all its leaf sets once the revision is filed, in their order."""
    insert: tuple[Insertion, ...]
    remove: tuple[Removal, ...]
    revisions: tuple[int, ...]
    """Every revision that exchanged its leaves, this one last if it does."""
    copies: tuple[CopyChanges, ...]

    @property
    def is_touched(self) -> bool:
        """Whether some copy gets something."""
        return any(copy.gets is not None for copy in self.copies)


@dataclass(frozen=True, slots=True)
class Changes:
    """One revision before it is issued."""

    revision: Revision
    """Its number, day, note and front."""
    binders: tuple[BinderChanges, ...]
    """Those in which some copy gets something, in the order of the sidecar; those that ended come last."""
    typeset: Mapping[str, tuple[str, ...]]
    """The ids of the leaf sets that must be set, in their order, by name of form."""
    effective: Mapping[str, Effective]
    """The standing of every leaf set once this is issued. Made when asked for: it reads the page."""
    reasons: Mapping[str, str]
    """Why a new or changed leaf set is so, by id; made when asked for."""
    ended: tuple[KeptSet, ...]
    """Sets of which the leaves are kept, from this revision on."""
    ledger: Ledger
    """What is filed now: leaves and titles of the sets that are as they were, and the revision record."""
    sidecar: Sidecar
    """What is filed then; its sections may be without their blocks."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be issued."""
        return not self.binders


def compare(
    ledger: Ledger,
    sidecar: Sidecar,
    text: Text,
    issued: date,
    *,
    complete: bool = False,
    note: str = "",
) -> Changes:
    """What the next revision would exchange, if it were issued on that day.

    `complete`: every binder is issued whole. Raises LedgerError if the ledger is of another organization.
    """
    raise NotImplementedError

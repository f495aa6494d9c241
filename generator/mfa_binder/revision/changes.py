"""What a revision exchanges: for each binder the leaf sets to insert and to remove, for each copy what it gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mfa_binder.book.sidecar import Sidecar
from mfa_binder.organization.binder_settings import PrintForm
from mfa_binder.revision.effective_revisions import EffectiveRevision
from mfa_binder.revision.filing import CurrentFiling
from mfa_binder.revision.ledger import Delivery, EndedSet, Ledger, Revision
from mfa_binder.revision.set_reasons import summarize_list

FURNITURE_CHANGED = "another title or classification of the document"
FORM_CHANGED = "another form"
"""Why a whole binder is issued although its sheets say what they said."""


class InsertionCause(StrEnum):
    """Why a leaf set is inserted."""

    NEW = "new"
    CHANGED = "changed"
    NEWLY_HERE = "newly in this binder"
    """Its body is as it was: it was filed in other binders only."""
    REISSUED = "reissued"
    """Its body is as it was and filed here: the whole binder is issued."""


class RemovalCause(StrEnum):
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
    why: InsertionCause
    reasons: tuple[str, ...] = ()
    """Why its body changed or is new, or why it belongs here now: `YK-003 moved`; empty if it is as it was."""

    @property
    def reason(self) -> str:
        """At most three of the reasons in words."""
        return summarize_list(self.reasons)


@dataclass(frozen=True, slots=True)
class Removal:
    """A leaf set that is taken out of a binder."""

    id: str
    title: str
    revision: int
    """In which it was filed."""
    leaves: int
    why: RemovalCause
    reasons: tuple[str, ...] = ()
    """Why its body changed, or why it is no longer here: `YK-003 moved`; empty if that cannot be told."""
    keep_until: date | None = None
    """Its leaves are kept, sealed, to the end of that day; None: they are destroyed at once."""

    @property
    def reason(self) -> str:
        """At most three of the reasons in words."""
        return summarize_list(self.reasons)


@dataclass(frozen=True, slots=True)
class CopyChanges:
    """What one copy of a binder gets."""

    number: int
    where: str
    place: str
    holders: tuple[str, ...]
    gets: Delivery | None
    """None: nothing, the copy is as it was."""
    before: int
    """The revision that must be filed in it, else stop; 0: nothing is filed yet."""
    revisions: tuple[int, ...]
    """Every revision of which leaves were filed in it, this one last if it gets leaves."""
    holders_before: tuple[str, ...] = ()
    """Who answered for it before, if that is somebody else."""
    place_before: str = ""
    """Where it stood before, if that is elsewhere."""

    @property
    def gets_all(self) -> bool:
        """Whether it gets the whole binder."""
        return self.gets is Delivery.COMPLETE


@dataclass(frozen=True, slots=True)
class BinderChanges:
    """What is exchanged in one binder."""

    id: str
    title: str
    form: PrintForm
    """How the insertions are printed; of a binder that ended: the form in which it is filed."""
    complete_because: str
    """Why the whole binder is issued, such as `another form`: `insert` is then all of it, `remove` all that was
    filed. Empty: only changes are."""
    ended: bool
    """Whether there is no such binder any more: every copy is withdrawn."""
    cover: bool
    """Whether what stands on cover and spine changed: the binder's title, the owner, the organizations."""
    sets: tuple[str, ...]
    """The ids of all its leaf sets once the revision is filed, in their order."""
    insert: tuple[Insertion, ...]
    remove: tuple[Removal, ...]
    copies: tuple[CopyChanges, ...]
    """Those that somebody holds, also when they get nothing, and those that are withdrawn now."""

    @property
    def complete(self) -> bool:
        """Whether every copy gets the whole binder."""
        return bool(self.complete_because)

    @property
    def is_reprinted(self) -> bool:
        """Whether every sheet that is filed looks otherwise now, whatever its words."""
        return self.complete_because in (FURNITURE_CHANGED, FORM_CHANGED)

    @property
    def is_touched(self) -> bool:
        """Whether some copy gets something."""
        return any(copy.gets is not None for copy in self.copies)


@dataclass(frozen=True, slots=True)
class RevisionChanges:
    """One revision before it is issued."""

    revision: Revision
    """Its number, day, note and front."""
    binders: tuple[BinderChanges, ...]
    """Those in which some copy gets something, in the order of the sidecar; those that ended come last."""
    typeset: Mapping[str, tuple[str, ...]]
    """The ids of the leaf sets that must be set, in their order, by name of form."""
    effective: Mapping[str, EffectiveRevision]
    """The standing of every leaf set once this is issued. Made when asked for: it reads the page."""
    reasons: Mapping[str, tuple[str, ...]]
    """Why each new or changed leaf set is so, by id."""
    ended: tuple[EndedSet, ...]
    """Sets that stand in no binder any more."""
    ledger: Ledger
    """What is filed now: leaves and titles of the sets that are as they were, and the revision record."""
    sidecar: Sidecar
    """The build that is issued; its sections may be without their blocks."""
    filing: CurrentFiling
    """What is filed then."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be issued."""
        return not self.binders

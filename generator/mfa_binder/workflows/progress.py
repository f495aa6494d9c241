"""What a workflow says while it is at work: records, of which the one who started it makes words, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mfa_binder.rehearsal.failure_diagnosis import FailureDiagnosis


class CountedWork(StrEnum):
    """Work of so many pieces that it is worth to see how many are done."""

    RENDERING = "rendering"
    REHEARSING = "rehearsing"


@dataclass(frozen=True, slots=True)
class InventoryDrafted:
    """There is no inventory.yaml: a first one is drafted from observed.json, and everything rests on it."""


@dataclass(frozen=True, slots=True)
class FolderIsBusy:
    """Another command writes in the folder that is looked at."""

    holder: str
    """Its name and process, such as `build (process 4711)`."""


@dataclass(frozen=True, slots=True)
class ProofUnreadable:
    """The proof of the last rehearsals cannot be read, so that nothing counts as proved."""

    warning: str


@dataclass(frozen=True, slots=True)
class InputsChanged:
    """Files changed after a build had read them: the build is of what was read before."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagesChanged:
    """Pages were written while they were rehearsed, so that what was found out proves nothing of them."""

    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagesOutdated:
    """Something that the pages are made from was saved since they were built; what is rehearsed is what lies there."""


@dataclass(frozen=True, slots=True)
class RehearsalBegins:
    """A build rehearses what is not proved before it makes site and binders."""


@dataclass(frozen=True, slots=True)
class BlocksFailed:
    """Blocks failed in the rehearsal of a build, which goes on."""

    failures: tuple[FailureDiagnosis, ...]
    program: str
    """How our program is called for this folder, up to the sub-command."""


@dataclass(frozen=True, slots=True)
class SiteBegins:
    """The site is built."""

    pages: int


@dataclass(frozen=True, slots=True)
class CharactersMissing:
    """On paper some pages show code points instead of characters, because the fonts lack them."""

    pages: tuple[tuple[str, str], ...]
    """The path of each page, and its characters."""


@dataclass(frozen=True, slots=True)
class BindersBegin:
    """The binders are typeset."""


@dataclass(frozen=True, slots=True)
class PagesRenderedAnew:
    """What the pages of a build were made from is not known: they are rendered to see whether they are current."""


@dataclass(frozen=True, slots=True)
class PackBegins:
    """The pack of a revision is typeset."""

    revision: int


@dataclass(frozen=True, slots=True)
class WalkContinued:
    """A walk through AWS goes on where an interrupted one ended."""

    accounts: int
    """So many are read already."""


@dataclass(frozen=True, slots=True)
class WalkInterrupted:
    """A walk through AWS was interrupted; the next one goes on from there."""

    accounts: int
    """So many are kept."""


WorkNotice = (
    InventoryDrafted
    | FolderIsBusy
    | ProofUnreadable
    | InputsChanged
    | PagesChanged
    | PagesOutdated
    | RehearsalBegins
    | BlocksFailed
    | SiteBegins
    | CharactersMissing
    | BindersBegin
    | PagesRenderedAnew
    | PackBegins
    | WalkContinued
    | WalkInterrupted
)


class PieceCounter(Protocol):
    """Counts the pieces of some work."""

    def reach(self, done: int, total: int) -> None:
        """So many of so many pieces are done."""


class WorkProgress(Protocol):
    """Who is told how a workflow gets on."""

    def wait(self, why: str) -> None:
        """Another command holds the lock of the folder; the workflow goes on when it has ended."""

    def tell(self, notice: WorkNotice) -> None:
        """Something happened that the result does not say, or says too late."""

    def count(self, work: CountedWork) -> AbstractContextManager[PieceCounter]:
        """Some work begins; it ends with the context."""


class SilentProgress:
    """Tells nobody anything."""

    def wait(self, why: str) -> None:
        """Nobody is told."""

    def tell(self, notice: WorkNotice) -> None:
        """Nobody is told."""

    @contextmanager
    def count(self, work: CountedWork) -> Iterator[PieceCounter]:
        """Nobody counts."""
        yield self

    def reach(self, done: int, total: int) -> None:
        """Nobody is told."""


SILENT = SilentProgress()
"""For whoever wants the result only."""

"""The ledger: what was issued on paper, by revision.

One number counts the revisions of the whole documentation: 1, 2, 3, without a gap. These records are the
state after the last one, to which the lines of `ledger.jsonl` lead (`ledger_file.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.sidecar import CoverText

LEDGER_NAME = "ledger.jsonl"
"""The ledger's name in the working folder."""


class Delivery(StrEnum):
    """What a copy of a binder gets in one revision."""

    COMPLETE = "complete"
    """The whole binder: whatever was filed before is removed."""
    CHANGES = "changes"
    """A change pack: leaf sets to remove and to insert."""
    NOTE = "note"
    """No leaves: the copy stands elsewhere or with somebody else, which its receipt and its cover say."""
    WITHDRAWAL = "withdrawal"
    """The instruction to return the copy and destroy its leaves."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One issue, as the revision record prints it."""

    number: int
    issued: date
    complete: bool
    """Whether every binder was issued whole."""
    note: str
    """What changed, in the words of the one who issued it."""
    front: CoverText
    """Cover and running lines of that day."""
    line: int = 0
    """Where it begins in the ledger, from 1."""


@dataclass(frozen=True, slots=True)
class IssuedCopy:
    """One numbered copy, as its holders have it."""

    number: int
    where: str
    """`location:hq-safe` or `person:alice`."""
    place: str
    holders: tuple[str, ...]
    revisions: tuple[int, ...] = ()
    """Every revision of which leaves were filed in it, the last one last."""
    withdrawn: bool = False

    @property
    def revision(self) -> int:
        """The last revision of which leaves were filed in it; 0: none."""
        return self.revisions[-1] if self.revisions else 0


@dataclass(frozen=True, slots=True)
class IssuedBinder:
    """One binder, as it was last issued."""

    id: str
    title: str
    form: str
    """The name of its form, such as `a4` or `letter-large`."""
    copies: tuple[IssuedCopy, ...]
    """In the order of their numbers, the withdrawn ones too: a number is never given again."""
    line: int = 0
    """Where the ledger last names it, from 1."""


@dataclass(frozen=True, slots=True)
class IssuedSet:
    """One leaf set, as it is filed. Its revision is the one in which its body was last issued."""

    id: str
    section: str
    """The id of the section that it is a set of."""
    title: str
    """The section's title."""
    subject: str
    """What the section is for, such as `device:YK-001`."""
    digest: str
    marks: str
    """Four characters for each line of it that is not blank."""
    before: str | None
    """The marks of the revision before; None: the set was new."""
    leaves: Mapping[str, int]
    """Leaves by name of form, such as `{"a4": 2}`."""
    binders: tuple[str, ...]
    """The ids of the binders in which it is filed."""
    revision: int
    issued: date
    line: int = 0
    """Where the ledger last names its body, from 1."""


@dataclass(frozen=True, slots=True)
class EndedSet:
    """A leaf set that stands in no binder any more."""

    id: str
    title: str
    revision: int
    """In which it was filed."""
    leaves: Mapping[str, int]
    why: str
    keep_until: date | None
    """The last day on which its leaves are kept, sealed; None: they are destroyed at once."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is filed after the last revision."""

    organizations: Mapping[str, str] = field(default_factory=dict)
    """Names of the AWS organizations by key, as of the first issue."""
    revisions: tuple[Revision, ...] = ()
    binders: Mapping[str, IssuedBinder] = field(default_factory=dict)
    """By id; a binder whose every copy was withdrawn with it is not among them."""
    sets: Mapping[str, IssuedSet] = field(default_factory=dict)
    kept: Mapping[str, EndedSet] = field(default_factory=dict)
    """Sets that ended and whose leaves were still kept on the day of the last revision."""
    facts: Mapping[str, InventoryFact] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        """The number of the last revision; 0: nothing was ever issued."""
        return self.revisions[-1].number if self.revisions else 0

    @property
    def issued(self) -> date | None:
        """The day of the last revision."""
        return self.revisions[-1].issued if self.revisions else None


EMPTY_LEDGER = Ledger()
"""Nothing was ever issued."""

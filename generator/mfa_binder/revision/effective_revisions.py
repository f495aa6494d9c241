"""What the furniture of a sheet says of its revision: number, day, and which lines get a bar in the margin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import islice

from mfa_binder.book.leaf_sets import MARK_LENGTH, LeafSet
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.revision.ledger import Ledger


def changed_lines(leaves: LeafSet, before: str, markdown: str) -> frozenset[int]:
    """The lines (from 1) of a page that are new or differ from the marks `before` of one of its sets.

    Where lines are gone and nothing stands in their place, it is the line that follows, or the last one:
    a bar in the margin must say that something changed there.
    """
    now, then = _split_marks(leaves.lines), _split_marks(before)
    places = list(_line_numbers(leaves, len(now), markdown))
    opcodes = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    touched = (_marked_range(first, end, len(now)) for tag, _, _, first, end in opcodes if tag != "equal")
    return frozenset(places[index] for indices in touched for index in indices if index < len(places))


def _marked_range(first: int, end: int, count: int) -> range:
    if first < end:
        return range(first, end)
    return range(min(first, count - 1), min(first, count - 1) + 1) if count else range(0)


def _split_marks(text: str) -> list[str]:
    return [text[start : start + MARK_LENGTH] for start in range(0, len(text), MARK_LENGTH)]


def _line_numbers(leaves: LeafSet, count: int, markdown: str) -> Iterator[int]:
    """The numbers of its lines that are not blank."""
    lines = enumerate(markdown.split("\n")[leaves.line - 1 :], start=leaves.line)
    return islice((number for number, line in lines if line.strip()), count)


PageText = Callable[[str], str]
"""The Markdown of the page at a path under runbooks/."""


@dataclass(frozen=True, slots=True)
class EffectiveRevision:
    """The revision in which the body of one leaf set was last issued, as its sheets say it."""

    revision: int = 0
    """0: it was never issued, or its body has changed since: a draft."""
    issued: date | None = None
    """The day of that revision."""
    changed: frozenset[int] = frozenset()
    """The lines of the page's Markdown, from 1, that differ from the revision before and get a bar in the margin;
    empty for a set that is new."""

    @property
    def is_draft(self) -> bool:
        """Whether what is printed was not issued."""
        return self.revision == 0


DRAFT_REVISION = EffectiveRevision()
"""What the sheets of a set that was never issued say."""


def effective_revisions(
    ledger: Ledger, sidecar: Sidecar, text: PageText, otherwise: tuple[int, date | None] = (0, None)
) -> Mapping[str, EffectiveRevision]:
    """The standing of every leaf set of the sidecar, by id; each is made when asked for.

    `text` answers the Markdown of a page by its path under runbooks/; the changed lines are lines of it.
    `otherwise` are revision and day of a set whose body is not the issued one: a draft, unless it is being issued.
    """
    return _EffectiveRevisions(ledger, sidecar, text, otherwise)


class _EffectiveRevisions(Mapping[str, EffectiveRevision]):
    """Made one by one: most readers ask for a few of thousands, and each asks for its page."""

    def __init__(self, ledger: Ledger, sidecar: Sidecar, text: PageText, otherwise: tuple[int, date | None]) -> None:
        self._ledger, self._text, self._otherwise = ledger, text, otherwise
        self._sets = {leaves.id: (section, leaves) for section in sidecar.sections for leaves in section.leaf_sets}

    def __getitem__(self, key: str) -> EffectiveRevision:
        section, leaves = self._sets[key]
        issued = self._ledger.sets.get(key)
        if issued is None:
            return EffectiveRevision(*self._otherwise)
        if issued.digest == leaves.digest:
            return EffectiveRevision(issued.revision, issued.issued, self._changed(section, leaves, issued.before))
        return EffectiveRevision(*self._otherwise, self._changed(section, leaves, issued.marks))

    def __iter__(self) -> Iterator[str]:
        return iter(self._sets)

    def __len__(self) -> int:
        return len(self._sets)

    def _changed(self, section: Section, leaves: LeafSet, before: str | None) -> frozenset[int]:
        return frozenset() if before is None else changed_lines(leaves, before, self._text(section.path))

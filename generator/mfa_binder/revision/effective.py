"""What the furniture of a sheet says of its revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.revision.ledger import Ledger
from mfa_binder.revision.lines import changed_lines

Text = Callable[[str], str]
"""The Markdown of the page at a path under runbooks/."""


@dataclass(frozen=True, slots=True)
class Effective:
    """The standing of one leaf set: the revision in which its body was last issued, and that day.

    `revision` 0: it was never issued, or its body has changed since: a draft. `changed` are the lines of
    the page's Markdown (from 1) that differ from the revision before, which get a bar in the margin;
    empty for a set that is new.
    """

    revision: int = 0
    issued: date | None = None
    changed: frozenset[int] = frozenset()

    @property
    def is_draft(self) -> bool:
        """Whether what is printed was not issued."""
        return self.revision == 0


DRAFT = Effective()
"""Of a set that was never issued."""


def effective(
    ledger: Ledger, sidecar: Sidecar, text: Text, otherwise: tuple[int, date | None] = (0, None)
) -> Mapping[str, Effective]:
    """The standing of every leaf set of the sidecar, by id; each is made when asked for.

    `text` answers the Markdown of a page by its path under runbooks/; the changed lines are lines of it.
    `otherwise` are revision and day of a set whose body is not the issued one: a draft, unless it is being issued.
    """
    return _Standings(ledger, sidecar, text, otherwise)


class _Standings(Mapping[str, Effective]):
    """Made one by one: most readers ask for a few of thousands, and each asks for its page."""

    def __init__(self, ledger: Ledger, sidecar: Sidecar, text: Text, otherwise: tuple[int, date | None]) -> None:
        self._ledger, self._text, self._otherwise = ledger, text, otherwise
        self._sets = {leaves.id: (section, leaves) for section in sidecar.sections for leaves in section.leaf_sets}

    def __getitem__(self, key: str) -> Effective:
        section, leaves = self._sets[key]
        issued = self._ledger.sets.get(key)
        if issued is None:
            return Effective(*self._otherwise)
        if issued.digest == leaves.digest:
            return Effective(issued.revision, issued.issued, self._changed(section, leaves, issued.before))
        return Effective(*self._otherwise, self._changed(section, leaves, issued.marks))

    def __iter__(self) -> Iterator[str]:
        return iter(self._sets)

    def __len__(self) -> int:
        return len(self._sets)

    def _changed(self, section: Section, leaves: LeafSet, before: str | None) -> frozenset[int]:
        return frozenset() if before is None else changed_lines(leaves, before, self._text(section.path))

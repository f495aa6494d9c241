"""What the furniture of a sheet says of its revision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from generator.pages.sidecar import Sidecar
from generator.revision.ledger import Ledger

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


def effective(ledger: Ledger, sidecar: Sidecar, text: Text) -> Mapping[str, Effective]:
    """The standing of every leaf set of the sidecar, by id; each is made when asked for.

    `text` answers the Markdown of a page by its path under runbooks/; the changed lines are lines of it.
    """
    raise NotImplementedError

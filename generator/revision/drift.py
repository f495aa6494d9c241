"""Drift in paper terms: which copy of which binder is out of date, and why."""

from __future__ import annotations

from dataclasses import dataclass

from generator.revision.changes import Changes


@dataclass(frozen=True, slots=True)
class Drift:
    """One copy of a binder that is not what the inventory says today."""

    binder: str
    copy: int
    sentence: str
    """Such as `hq-safe copy 1: leaf sets LD-YK-003 and ST-hq-safe (3 leaves) are out of date because YK-003 moved`."""
    line: int
    """Of the ledger, where the binder was last issued."""


def drift(changes: Changes) -> tuple[Drift, ...]:
    """A sentence for each copy that would get something if it were issued now."""
    raise NotImplementedError

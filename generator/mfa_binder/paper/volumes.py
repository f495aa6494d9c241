"""Volumes: a large binder in several PDFs, each a document of its own that fits into memory and a ring binder.

Finished PDFs are never merged or cut, since that would lose the accessibility tags. Where one volume
ends depends on the sections alone, so a section that is added or goes moves few others.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from mfa_binder.book.height_estimate import page_count
from mfa_binder.book.sections import Section

_LEAST, _MOST = 140, 240
"""Pages of a volume, about: 120 leaves fill a ring binder of 30 mm, with its dividers and what comes."""


@dataclass(frozen=True, slots=True)
class BinderVolume:
    """One volume of a binder."""

    number: int
    """Counted from 1."""
    count: int
    """How many volumes the binder has."""
    first: int
    """Where its first section stands among the binder's."""
    end: int
    """Where the first section stands that is not in it any more."""
    spans: tuple[tuple[str, str], ...] = ()
    """The ids of the first and last section of every volume."""

    def of(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """The sections of this volume."""
        return tuple(sections[self.first : self.end])

    @property
    def alone(self) -> BinderVolume:
        """The same volume, of its own sections only."""
        return replace(self, first=0, end=self.end - self.first)

    @property
    def ordinal(self) -> str:
        """Which of several volumes it is; empty for the only one."""
        return f"{self.number} of {self.count}" if self.count > 1 else ""


def divide_into_volumes(sections: Sequence[Section], most: int = _MOST) -> tuple[BinderVolume, ...]:
    """How a binder is divided; `most` is about how many pages a volume has at most."""
    ends = list(_volume_ends(sections, most))
    starts = [0, *ends[:-1]]
    bounds = list(zip(starts, ends, strict=True))
    spans = tuple((sections[first].id, sections[end - 1].id) for first, end in bounds if end > first)
    return tuple(
        BinderVolume(number, len(ends), first, end, spans) for number, (first, end) in enumerate(bounds, start=1)
    )


def _volume_ends(sections: Sequence[Section], most: int) -> Iterator[int]:
    """Where each volume ends: of the places at which it is full enough, the one whose section has the least digest.

    So the place depends on what stands around it, and not on what stands before: the volumes of two binders that
    differ in one section soon end at the same places again.
    """
    least, first = most * _LEAST / _MOST, 0
    reached = list(accumulate(map(estimate_pages, sections)))
    while first < len(sections):
        before = reached[first - 1] if first else 0.0
        if reached[-1] - before <= most:
            break
        full = range(bisect_right(reached, before + least), bisect_right(reached, before + most))
        last = min(full, key=lambda number: _section_digest(sections[number])) if full else max(first, full.start - 1)
        yield last + 1
        first = last + 1
    if first < len(sections) or not sections:
        yield len(sections)


def estimate_pages(section: Section) -> float:
    """About how many pages a section fills: whole leaves, one at least."""
    lines = sum(leaf_set.line_count for leaf_set in section.leaf_sets)
    return max(2.0, page_count(lines, len(section.leaf_sets)))


def _section_digest(section: Section) -> bytes:
    return hashlib.sha256(section.id.encode("utf-8")).digest()

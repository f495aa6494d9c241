"""Volumes: a large binder in several PDFs, each a document of its own that fits into memory and a ring binder.

Finished PDFs are never merged or cut, since that would lose the accessibility tags. Where one volume
ends depends on the sections alone, so a section that is added or goes moves few others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.pages.sidecar import Section

_LEAST, _MOST = 200, 360
"""Pages of a volume, about: 180 leaves fill a ring binder of 50 mm, with its dividers and what comes."""
_LINES_OF_A_PAGE = 22
"""Lines of Markdown, about, that fill a page of paper with its QR codes."""
_ONE_IN = 8
"""Of so many sections beyond the least one ends the volume, by its id."""


@dataclass(frozen=True, slots=True)
class Volume:
    """Volume `number` (from 1) of `count`: sections `first` up to, and without, `end` of the binder's."""

    number: int
    count: int
    first: int
    end: int

    def of(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """The sections of this volume."""
        return tuple(sections[self.first : self.end])

    @property
    def told(self) -> str:
        """Which of several volumes it is; empty for the only one."""
        return f"{self.number} of {self.count}" if self.count > 1 else ""


def volumes(sections: Sequence[Section], most: int = _MOST) -> tuple[Volume, ...]:
    """How a binder is divided; `most` is about how many pages a volume has at most."""
    ends = list(_ends(sections, most))
    starts = [0, *ends[:-1]]
    return tuple(Volume(n, len(ends), first, end) for n, (first, end) in enumerate(zip(starts, ends, strict=True), 1))


def _ends(sections: Sequence[Section], most: int) -> Iterator[int]:
    least, filled = most * _LEAST / _MOST, 0.0
    for index, section in enumerate(sections):
        filled += _pages(section)
        after = _pages(sections[index + 1]) if index + 1 < len(sections) else 0.0
        if after and (filled + after > most or (filled > least and _ends_a_volume(section))):
            yield index + 1
            filled = 0.0
    yield len(sections)


def _pages(section: Section) -> float:
    """About how many pages a section fills, blank backs among them."""
    lines = sum(len(leaf_set.lines) // 4 for leaf_set in section.leaf_sets)
    return max(2.0, lines / _LINES_OF_A_PAGE + len(section.leaf_sets))


def _ends_a_volume(section: Section) -> bool:
    return hashlib.sha256(section.id.encode("utf-8")).digest()[0] % _ONE_IN == 0

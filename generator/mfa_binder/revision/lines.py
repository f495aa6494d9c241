"""Which lines of a leaf set differ from what they were: by their marks, since the old words are not kept."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from mfa_binder.book.leaf_sets import LeafSet

_MARK = 4
"""Characters of a mark."""


def changed_lines(leaves: LeafSet, before: str, markdown: str) -> frozenset[int]:
    """The lines (from 1) of a page that are new or differ from the marks `before` of one of its sets.

    Where lines are gone and nothing stands in their place, it is the line that follows, or the last one:
    a bar in the margin must say that something changed there.
    """
    now, then = _marks(leaves.lines), _marks(before)
    places = list(_places(leaves, len(now), markdown))
    opcodes = SequenceMatcher(None, then, now, autojunk=False).get_opcodes()
    touched = (_touched(first, end, len(now)) for tag, _, _, first, end in opcodes if tag != "equal")
    return frozenset(places[index] for indices in touched for index in indices if index < len(places))


def _touched(first: int, end: int, count: int) -> range:
    if first < end:
        return range(first, end)
    return range(min(first, count - 1), min(first, count - 1) + 1) if count else range(0)


def _marks(text: str) -> list[str]:
    return [text[start : start + _MARK] for start in range(0, len(text), _MARK)]


def _places(leaves: LeafSet, count: int, markdown: str) -> Iterator[int]:
    """The numbers of its lines that are not blank."""
    lines = enumerate(markdown.split("\n")[leaves.line - 1 :], start=leaves.line)
    return islice((number for number, line in lines if line.strip()), count)

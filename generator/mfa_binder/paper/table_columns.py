"""How the columns of a table share the width of the page.

Narrow columns keep all they ask for on one line. The wide ones share what is left by the square root of what
they ask for, so that the longest text has the most room and no other is squeezed beside it; but none gets
less than its longest word, as long as that takes no more than a third of the table. A longer word is broken in
its column. A column that is empty for writing gets its header on one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.paper.fonts import text_width
from mfa_binder.paper.sheet_measures import SheetMeasures

_NEARLY_FULL = 0.6
"""A table whose natural width is above this share of the room is stretched to the room."""
_WIDEST_WORD = 1 / 3
"""The share of the room that a column can claim for one word."""
_WORD = re.compile(r"\b\d{4} \d{4} \d{4}\b|\S+")
"""An account number is read aloud in three groups, and is one word all the same; so says words.typ too."""
_HALVINGS = 40
"""Enough to find a level to a billionth of the room."""


@dataclass(frozen=True)
class TableColumn:
    """What a column asks for, in points, insets included."""

    least: float
    """For its longest word. A column whose cells are empty is written into by hand: its least is its natural width."""
    natural: float
    """For each of its cells on one line."""


def requested_columns(
    rows: Sequence[SyntaxTreeNode], words: Callable[[SyntaxTreeNode], str], measures: SheetMeasures
) -> list[TableColumn]:
    """What each column of these rows asks for; `words` are those of a cell as it is printed."""
    columns = zip(*(row.children for row in rows), strict=True)
    return [_requested_column([words(cell) for cell in cells], measures) for cells in columns]


def _requested_column(texts: Sequence[str], measures: SheetMeasures) -> TableColumn:
    inset = 2 * measures.cell_inset + 1
    natural = max(text_width(text, measures.table_size) for text in texts)
    words = (word for text in texts for word in _WORD.findall(text))
    least = max((text_width(word, measures.table_size) for word in words), default=0.0)
    return TableColumn((least if any(texts[1:]) else natural) + inset, natural + inset)


def share_width(columns: Sequence[TableColumn], room: float, fill: bool) -> list[float]:
    """The width of each column, in points, together at most `room`; exactly `room` if `fill` or nearly so."""
    natural = sum(column.natural for column in columns)
    if natural <= room:
        stretched = room / natural if fill or natural > _NEARLY_FULL * room else 1.0
        return [column.natural * stretched for column in columns]
    least = _level_widths(
        [0.0] * len(columns), [min(column.least, _WIDEST_WORD * room) for column in columns], room, _equal_claim
    )
    wishes = [column.natural for column in columns]
    # First all columns claim the same: those that are content with that are narrow, and keep what they ask for. Only
    # then do the wide ones share the rest by their roots.
    equal = _level_widths(least, wishes, room, _equal_claim)
    narrow = [width if width >= wish else floor for width, wish, floor in zip(equal, wishes, least, strict=True)]
    return _level_widths(narrow, wishes, room, sqrt)


def _equal_claim(_: float) -> float:
    """Every column has the same claim."""
    return 1.0


def _level_widths(
    least: Sequence[float], wishes: Sequence[float], room: float, claim: Callable[[float], float]
) -> list[float]:
    """What each column wishes, at most its claim times a common level, at least `least`, together at most `room`."""
    low, high = 0.0, room

    def widths(level: float) -> list[float]:
        claims = [level * claim(wish) for wish in wishes]
        return [max(floor, min(wish, most)) for floor, wish, most in zip(least, wishes, claims, strict=True)]

    for _ in range(_HALVINGS):
        level = (low + high) / 2
        low, high = (level, high) if sum(widths(level)) <= room else (low, level)
    return widths(low)

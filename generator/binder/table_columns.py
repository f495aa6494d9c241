"""How the columns of a table share the width of the page.

Every column gets at least its longest word where that is possible, then what is left is shared by how
much text each has. A word that is longer than its column is broken, which the caller is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from generator.binder import measures
from generator.binder.extent import plain, text_width

_FILLED = 0.6
"""A table whose natural width is above this share of the room is stretched to the room."""


@dataclass(frozen=True)
class Column:
    """What a column asks for, in points, insets included: `least` for its longest word, `natural` for one line."""

    least: float
    natural: float


def columns_of(rows: Sequence[SyntaxTreeNode]) -> list[Column]:
    """What each column of these rows asks for."""
    return [_column([plain(cell) for cell in cells]) for cells in zip(*(row.children for row in rows), strict=True)]


def _column(texts: Sequence[str]) -> Column:
    inset = 2 * measures.CELL_INSET + 1
    natural = max(text_width(text, measures.TABLE_SIZE) for text in texts)
    words = (word for text in texts for word in text.split())
    least = max((text_width(word, measures.TABLE_SIZE) for word in words), default=0.0)
    return Column(least + inset, natural + inset)


def shared(columns: Sequence[Column], room: float, fill: bool) -> list[float]:
    """The width of each column, in points, together at most `room`; exactly `room` if `fill` or nearly so."""
    natural = sum(column.natural for column in columns)
    if natural <= room:
        stretched = room / natural if fill or natural > _FILLED * room else 1.0
        return [column.natural * stretched for column in columns]
    least = _capped([column.least for column in columns], room)
    wanted = [column.natural - width for column, width in zip(columns, least, strict=True)]
    left = room - sum(least)
    return [width + left * want / sum(wanted) for width, want in zip(least, wanted, strict=True)]


def _capped(least: Sequence[float], room: float) -> list[float]:
    """The least widths, the widest cut down alike until all fit into `room`."""
    capped = list(least)
    for count, width in enumerate(sorted(least), start=0):
        cap = (room - sum(sorted(least)[:count])) / (len(least) - count)
        if width > cap:
            return [min(one, cap) for one in capped]
    return capped

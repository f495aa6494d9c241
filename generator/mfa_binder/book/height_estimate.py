"""About how high Markdown is on paper, guessed generously before anything is set: the one estimate, for every guess.

Pages are divided into leaf sets by it, binders into volumes, the typesetting into processes, and the typesetter asks it
which blocks are surely lower than a page. All is in points on A4, where letters have `BODY_SIZE`; letters of another
size are in proportion. Whoever knows the fonts counts lines by the widths of letters, whoever has only the Markdown by
its characters.

The figures decide where leaf sets begin, and so what is filed in binders: with another one, sheets that say the same
are divided otherwise, and the next revision exchanges them.
"""

from __future__ import annotations

from math import ceil

BODY_SIZE = 10.5
"""Of the letters of a paragraph, in points."""
PAGE_HEIGHT = 700.0
"""Of the text area of A4: 297 mm without the margins, less what a page leaves free."""
SPACING = 11.0
"""White below a paragraph, an item of a list, a row of a table."""
HEADING_HEIGHT = 42.0
"""Of a heading with the white around it."""
FRAME_HEIGHT = 40.0
"""What a frame with its label adds to what stands in it."""
QR_CODE_HEIGHT = 100.0
"""Of a code with its caption, which stands beside a block of commands: no such block is lower."""

_LINE_HEIGHT = 14.5
"""Of a line of letters of `BODY_SIZE`."""
_LINE_CHARACTERS = 88
"""Characters of Markdown in a line."""
_PAGE_LINES = 22
"""Lines of Markdown on a page: a line that is not blank takes 31.8 points by the figures above, on average over all
pages of the examples."""


def lines_height(lines: float, size: float = BODY_SIZE) -> float:
    """Of so many lines, at least one and only whole ones, of letters of a size."""
    return max(ceil(lines), 1) * _LINE_HEIGHT * size / BODY_SIZE


def text_height(line: str) -> float:
    """Of a line of Markdown that is a paragraph, an item or a row of a table, with the white below it."""
    return lines_height(len(line) / _LINE_CHARACTERS) + SPACING


def code_height(lines: int, size: float = BODY_SIZE, least: float = QR_CODE_HEIGHT) -> float:
    """Of a block of code in its frame; `least` is the height of what stands beside its lines."""
    return max(least, lines_height(lines, size)) + FRAME_HEIGHT


def page_count(lines: int, leaf_sets: int) -> float:
    """Of leaf sets with so many lines of Markdown, blank ones apart; each leaves half a leaf free, on average."""
    return lines / _PAGE_LINES + leaf_sets

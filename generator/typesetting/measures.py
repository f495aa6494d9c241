"""The sheet, in points (1/72 inch) unless said otherwise. `layout.typ` gets these figures, and no second copy.

A4, bound on the inner edge: sections begin on right-hand pages, so the inner margin is the left one
there, and an even page has it on its right. Both margins leave room for the holes of a binder.
"""

from __future__ import annotations

MILLIMETRE = 72 / 25.4

INNER_MARGIN = 25 * MILLIMETRE
OUTER_MARGIN = 20 * MILLIMETRE
TOP_MARGIN = 27 * MILLIMETRE
BOTTOM_MARGIN = 23 * MILLIMETRE
TEXT_WIDTH = 210 * MILLIMETRE - INNER_MARGIN - OUTER_MARGIN
TEXT_HEIGHT = 297 * MILLIMETRE - TOP_MARGIN - BOTTOM_MARGIN

BODY_SIZE = 10.5
TABLE_SIZE = 9.5
CODE_SIZE = 9.5
TABLE_CODE_SIZE = 8.7
CODE_ADVANCE = 0.602
"""The width of every character of the code font, in em (1,233 of 2,048 units)."""

LINE_HEIGHT = 1.4
"""Of a line of text, in em, generously."""

LIST_INDENT = 8 * MILLIMETRE
BULLET_INDENT = 5.5 * MILLIMETRE
CODE_INSET = 7.0
CELL_INSET = 4.0
ADMONITION_INSET = 10.0
WRITING_HEIGHT = 8 * MILLIMETRE
"""Of a table row with an empty cell: somebody writes there."""

KEPT_SHARE = 0.45
"""A block that is guessed to be lower than this share of the text area is kept whole without measuring."""


def code_columns(width: float) -> int:
    """How many characters of code fit into a frame of `width` points, with room for fold marks, which are larger."""
    return int((width - 2 * CODE_INSET) / (CODE_SIZE * CODE_ADVANCE)) - 1


def lengths() -> dict[str, float]:
    """The figures that the layout needs, by the name that they have there."""
    return {
        "inner-margin": INNER_MARGIN,
        "outer-margin": OUTER_MARGIN,
        "top-margin": TOP_MARGIN,
        "bottom-margin": BOTTOM_MARGIN,
        "text-height": TEXT_HEIGHT,
        "body-size": BODY_SIZE,
        "table-size": TABLE_SIZE,
        "code-size": CODE_SIZE,
        "table-code-size": TABLE_CODE_SIZE,
        "list-indent": LIST_INDENT,
        "bullet-indent": BULLET_INDENT,
        "code-inset": CODE_INSET,
        "cell-inset": CELL_INSET,
        "admonition-inset": ADMONITION_INSET,
        "writing-height": WRITING_HEIGHT,
    }

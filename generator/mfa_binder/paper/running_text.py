"""Texts of running lines and lists: as the fonts can print them, and short enough."""

from __future__ import annotations

from itertools import accumulate

from mfa_binder.paper.fonts import printable_text, text_width
from mfa_binder.paper.typst_expressions import array, join_expressions, literal
from mfa_binder.paper.typst_inline import breakable_text

_LONGEST_RUNNING_LINE = 70
_USUAL_WIDTH = 0.5
"""The width of a usual character, in em."""
_LONGEST_UNBROKEN = 10.0
"""In em: a longer word of a running line may be broken."""


def text_literal(text: str) -> str:
    """A text as the fonts can print it, as an expression."""
    return literal(printable_text(text))


def flowing_text(text: str) -> str:
    """A text as the fonts can print it, as contents whose longest words can be broken."""
    return join_expressions([breakable_text(printable_text(text), _LONGEST_UNBROKEN)])


def text_array(*cells: str) -> str:
    """Texts as an array."""
    return array(map(text_literal, cells))


def shorten_text(text: str, longest: int = _LONGEST_RUNNING_LINE) -> str:
    """A text no wider than `longest` usual characters; the whole stands elsewhere on the sheet."""
    widths = accumulate(text_width(printable_text(character), 1) for character in text)
    room = _USUAL_WIDTH * longest
    fitting = sum(width <= room for width in widths)
    return text if fitting == len(text) else text[: max(fitting - 1, 1)] + "…"

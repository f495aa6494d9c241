"""Texts of running lines and lists: as the fonts can print them, and short enough."""

from __future__ import annotations

from itertools import accumulate

from mfa_binder.typesetting.extent import text_width
from mfa_binder.typesetting.glyphs import printable_text
from mfa_binder.typesetting.inline import breakable
from mfa_binder.typesetting.typst_source import array, joined, literal

_LONGEST = 70
_USUAL = 0.5
"""The width of a usual character, in em."""
_UNBROKEN = 10.0
"""In em: a longer word of a running line may be broken."""


def words(text: str) -> str:
    """A text as the fonts can print it, as an expression."""
    return literal(printable_text(text))


def flowing(text: str) -> str:
    """A text as the fonts can print it, as contents whose longest words can be broken."""
    return joined([breakable(printable_text(text), _UNBROKEN)])


def row(*cells: str) -> str:
    """Texts as an array."""
    return array(map(words, cells))


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text no wider than `longest` usual characters; the whole stands elsewhere on the sheet."""
    widths = accumulate(text_width(printable_text(character), 1) for character in text)
    room = _USUAL * longest
    fitting = sum(width <= room for width in widths)
    return text if fitting == len(text) else text[: max(fitting - 1, 1)] + "…"

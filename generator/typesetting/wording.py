"""Texts of running lines and lists: as the fonts can print them, and short enough."""

from __future__ import annotations

from generator.typesetting.glyphs import printable_text
from generator.typesetting.typst_source import array, literal

_LONGEST = 70


def words(text: str) -> str:
    """A text as the fonts can print it, as an expression."""
    return literal(printable_text(text))


def row(*cells: str) -> str:
    """Texts as an array."""
    return array(map(words, cells))


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text of at most `longest` characters; the whole stands elsewhere on the sheet."""
    return text if len(text) <= longest else text[: longest - 1] + "…"

"""Words set as large as a label has room for.

The tag is twice as large as the rest if that can be, and never smaller than it. All is folded at spaces; a word is
torn only if it is wider than the label at `SMALLEST`, and never inside the code point of an unprintable character.
What does not fit at `SMALLEST` does not fit: nothing is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mfa_binder.labels.widths import width
from mfa_binder.typesetting.glyphs import CLOSE, OPEN

LARGEST, SMALLEST, _STEP = 11.0, 6.0, 0.25
"""Sizes of the words in points; below 6 pt nobody reads a label at arm's length."""
_TAG_RATIOS = (2.2, 2.0, 1.7, 1.4, 1.2, 1.0)
_TAG_LARGEST = 24.0
LEADING = 0.15
"""White between lines of one text, in em."""
GAP = 0.35
"""White between two texts, in em of the words."""
_PIECE = re.compile(rf"\s+|(?:{OPEN}[^{CLOSE}]*{CLOSE}|\S)+")
_ATOM = re.compile(rf"{OPEN}[^{CLOSE}]*{CLOSE}|.", re.DOTALL)

_Piece = tuple[str, float]
"""A word or white, and its width in em."""


@dataclass(frozen=True)
class SetText:
    """A text as it is set: its lines, and their size in points."""

    lines: tuple[str, ...]
    size: float
    bold: bool

    @property
    def height(self) -> float:
        """In points."""
        return self.size * (len(self.lines) + LEADING * (len(self.lines) - 1))


def fitted(tag: str, words: Sequence[str], room: tuple[float, float], scale: float) -> tuple[SetText, ...] | None:
    """Tag and words, printable already, in a room of so many points; None if they do not fit.

    The largest tag wins, then the largest words. `scale` enlarges the largest sizes, for large labels.
    """
    for ratio in _TAG_RATIOS:
        if found := _largest(_Request(tag, tuple(words), room, scale, ratio)):
            return found
    return None


@dataclass(frozen=True)
class _Request:
    """What is to be set, with the tag `ratio` times as large as the words."""

    tag: str
    words: tuple[str, ...]
    room: tuple[float, float]
    scale: float
    ratio: float


def _largest(request: _Request) -> tuple[SetText, ...] | None:
    """The largest words that fit, by halving: what fits at one size fits at every smaller one."""
    best: tuple[SetText, ...] | None = None
    low, high = 0, int((LARGEST * request.scale - SMALLEST) / _STEP)
    while low <= high:
        step = (low + high) // 2
        found = _within(request, SMALLEST + step * _STEP)
        best, low, high = (found, step + 1, high) if found else (best, low, step - 1)
    return best


def _within(request: _Request, size: float) -> tuple[SetText, ...] | None:
    """All texts at this size, or None if they do not fit."""
    wide, high = request.room
    tag = _set(request.tag, min(size * request.ratio, _TAG_LARGEST * request.scale), True, wide)
    texts = [tag, *(_set(text, size, False, wide) for text in request.words)]
    whole = tuple(text for text in texts if text is not None)
    return whole if len(whole) == len(texts) and height(whole) <= high else None


def height(texts: Sequence[SetText]) -> float:
    """Of texts one below the other, in points."""
    return sum(text.height for text in texts) + GAP * texts[-1].size * (len(texts) - 1)


@lru_cache(maxsize=65536)
def _set(text: str, size: float, bold: bool, room: float) -> SetText | None:
    """The text folded into a room of so many points, or None if one of its words is too wide for it.

    Kept, since a thousand labels have few models, places and titles among them.
    """
    lines = _filled(_pieces(text, bold, room / SMALLEST), room / size)
    return None if lines is None else SetText(tuple(lines), size, bold)


@lru_cache(maxsize=65536)
def _pieces(text: str, bold: bool, widest: float) -> tuple[_Piece, ...]:
    """Words and the white between them; a word wider than `widest` em in its characters and code points."""
    pieces: list[_Piece] = []
    for piece in _PIECE.findall(text):
        em = width(piece, 1.0, bold)
        pieces += [(piece, em)] if em <= widest else [(atom, width(atom, 1.0, bold)) for atom in _ATOM.findall(piece)]
    return tuple(pieces)


def _filled(pieces: Sequence[_Piece], room: float) -> list[str] | None:
    """Lines as full as they can be, without white at their ends; None if a piece is wider than a line."""
    lines = [""]
    used = 0.0
    for piece, em in pieces:
        white = piece.isspace()
        if white and not lines[-1]:
            continue
        if not white and em > room:
            return None
        if not white and used + em > room:
            lines.append("")
            used = 0.0
        lines[-1] += piece
        used += em
    return [line.rstrip() for line in lines if line]

"""Words set as large as a label has room for.

The tag is twice as large as the rest if that can be, and never smaller than it. All is folded at spaces where that
makes it larger; inside a word only at `SMALLEST`, and never inside the code point of an unprintable character. What
does not fit at `SMALLEST` does not fit: nothing is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from generator.labels.widths import width
from generator.typesetting.glyphs import CLOSE, OPEN

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
    for size, tag_size, fold in _choices(scale):
        texts = [_set(tag, tag_size, True, room[0], fold), *(_set(text, size, False, room[0], fold) for text in words)]
        whole = [text for text in texts if text is not None]
        if len(whole) == len(texts) and height(whole) <= room[1]:
            return tuple(whole)
    return None


def height(texts: Sequence[SetText]) -> float:
    """Of texts one below the other, in points."""
    return sum(text.height for text in texts) + GAP * texts[-1].size * (len(texts) - 1)


_Fold = Callable[[str, float, bool, float], "list[str] | None"]


def _choices(scale: float) -> Iterator[tuple[float, float, _Fold]]:
    """Size of the words, size of the tag, and how they are folded; the best first."""
    steps = int((LARGEST * scale - SMALLEST) / _STEP)
    for ratio in _TAG_RATIOS:
        for step in range(steps, -1, -1):
            size = SMALLEST + step * _STEP
            yield size, min(size * ratio, _TAG_LARGEST * scale), _at_spaces
    yield SMALLEST, SMALLEST, _anywhere


def _set(text: str, size: float, bold: bool, room: float, fold: _Fold) -> SetText | None:
    lines = fold(text, size, bold, room)
    return None if lines is None else SetText(tuple(lines), size, bold)


def _at_spaces(text: str, size: float, bold: bool, room: float) -> list[str] | None:
    """The lines of a text, or None if one of its words is too wide."""
    pieces = _PIECE.findall(text)
    lines = _filled(pieces, size, bold, room)
    return lines if all(width(line, size, bold) <= room for line in lines) else None


def _anywhere(text: str, size: float, bold: bool, room: float) -> list[str] | None:
    """The same, words torn where they must be; None if the room is narrower than a code point."""
    atoms: list[str] = []
    for piece in _PIECE.findall(text):
        atoms += [piece] if width(piece, size, bold) <= room else _ATOM.findall(piece)
    lines = _filled(atoms, size, bold, room)
    return lines if all(width(line, size, bold) <= room for line in lines) else None


def _filled(pieces: Sequence[str], size: float, bold: bool, room: float) -> list[str]:
    """Lines as full as they can be, without white at their ends."""
    lines = [""]
    for piece in pieces:
        if width((lines[-1] + piece).rstrip(), size, bold) <= room or not lines[-1]:
            lines[-1] += piece
        else:
            lines.append(piece)
        lines[-1] = lines[-1].lstrip()
    return [line.rstrip() for line in lines if line.strip()]

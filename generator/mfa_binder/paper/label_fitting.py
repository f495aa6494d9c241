"""Code and words of each label on its stock, the words as large as there is room for, or why they do not fit.

The tag is twice as large as the rest if that can be, and never smaller than it. All is folded at spaces; a word is
torn only if it is wider than the label at `SMALLEST`, and never inside the code point of an unprintable character.
What does not fit at `SMALLEST` does not fit: nothing is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from fontTools.ttLib import TTFont

from mfa_binder.errors import OutputError
from mfa_binder.paper.fonts import CLOSING_MARK, OPENING_MARK, printable_text, sans_file
from mfa_binder.paper.label_contents import LabelContents
from mfa_binder.paper.label_formats import LABEL_STOCKS, LabelStock
from mfa_binder.paper.qr_codes import LEAST_MODULE_MM, QrCode, qr_codes
from mfa_binder.paper.sheet_measures import CODE_ADVANCE, MILLIMETRE

_FACES = {False: "SourceSansPro-Regular.ttf", True: "SourceSansPro-Bold.ttf"}


@cache
def _face_advances(bold: bool) -> Mapping[str, float]:
    """Em, by character."""
    font = TTFont(sans_file(_FACES[bold]))
    unit = float(vars(font["head"])["unitsPerEm"])
    glyphs = font.getGlyphSet()
    return {chr(point): glyphs[name].width / unit for point, name in (font.getBestCmap() or {}).items()}


def face_width(text: str, size: float, bold: bool) -> float:
    """Of a line of printable text, in points; what the text font lacks is set in the code font."""
    advances = _face_advances(bold)
    return size * sum(advances.get(character, CODE_ADVANCE) for character in text)


LARGEST_TEXT, SMALLEST_TEXT, _SIZE_STEP = 11.0, 6.0, 0.25
"""Sizes of the words in points; below 6 pt nobody reads a label at arm's length."""
_TAG_RATIOS = (2.2, 2.0, 1.7, 1.4, 1.2, 1.0)
_TAG_LARGEST = 24.0
LABEL_LEADING = 0.15
"""White between lines of one text, in em."""
LABEL_TEXT_GAP = 0.35
"""White between two texts, in em of the words."""
_LABEL_PIECE = re.compile(rf"\s+|(?:{OPENING_MARK}[^{CLOSING_MARK}]*{CLOSING_MARK}|\S)+")
_LABEL_ATOM = re.compile(rf"{OPENING_MARK}[^{CLOSING_MARK}]*{CLOSING_MARK}|.", re.DOTALL)

_TextPiece = tuple[str, float]
"""A word or white, and its width in em."""


@dataclass(frozen=True)
class FittedText:
    """A text as it is set: its lines, and their size in points."""

    lines: tuple[str, ...]
    size: float
    bold: bool

    @property
    def height(self) -> float:
        """In points."""
        return self.size * (len(self.lines) + LABEL_LEADING * (len(self.lines) - 1))


def fit_texts(tag: str, words: Sequence[str], room: tuple[float, float], scale: float) -> tuple[FittedText, ...] | None:
    """Tag and words, printable already, in a room of so many points; None if they do not fit.

    The largest tag wins, then the largest words. `scale` enlarges the largest sizes, for large labels.
    """
    for ratio in _TAG_RATIOS:
        if found := _fit_largest(_FittingRequest(tag, tuple(words), room, scale, ratio)):
            return found
    return None


@dataclass(frozen=True)
class _FittingRequest:
    """What is to be set, with the tag `ratio` times as large as the words."""

    tag: str
    words: tuple[str, ...]
    room: tuple[float, float]
    scale: float
    ratio: float


def _fit_largest(request: _FittingRequest) -> tuple[FittedText, ...] | None:
    """The largest words that fit, by halving: what fits at one size fits at every smaller one."""
    best: tuple[FittedText, ...] | None = None
    low, high = 0, int((LARGEST_TEXT * request.scale - SMALLEST_TEXT) / _SIZE_STEP)
    while low <= high:
        step = (low + high) // 2
        found = _fit_at_size(request, SMALLEST_TEXT + step * _SIZE_STEP)
        best, low, high = (found, step + 1, high) if found else (best, low, step - 1)
    return best


def _fit_at_size(request: _FittingRequest, size: float) -> tuple[FittedText, ...] | None:
    """All texts at this size, or None if they do not fit."""
    wide, high = request.room
    tag = _fold_text(request.tag, min(size * request.ratio, _TAG_LARGEST * request.scale), True, wide)
    texts = [tag, *(_fold_text(text, size, False, wide) for text in request.words)]
    whole = tuple(text for text in texts if text is not None)
    return whole if len(whole) == len(texts) and texts_height(whole) <= high else None


def texts_height(texts: Sequence[FittedText]) -> float:
    """Of texts one below the other, in points."""
    return sum(text.height for text in texts) + LABEL_TEXT_GAP * texts[-1].size * (len(texts) - 1)


@lru_cache(maxsize=65536)
def _fold_text(text: str, size: float, bold: bool, room: float) -> FittedText | None:
    """The text folded into a room of so many points, or None if one of its words is too wide for it.

    Kept, since a thousand labels have few models, places and titles among them.
    """
    lines = _fill_lines(_text_pieces(text, bold, room / SMALLEST_TEXT), room / size)
    return None if lines is None else FittedText(tuple(lines), size, bold)


@lru_cache(maxsize=65536)
def _text_pieces(text: str, bold: bool, widest: float) -> tuple[_TextPiece, ...]:
    """Words and the white between them; a word wider than `widest` em in its characters and code points."""
    pieces: list[_TextPiece] = []
    for piece in _LABEL_PIECE.findall(text):
        em = face_width(piece, 1.0, bold)
        pieces += (
            [(piece, em)]
            if em <= widest
            else [(atom, face_width(atom, 1.0, bold)) for atom in _LABEL_ATOM.findall(piece)]
        )
    return tuple(pieces)


def _fill_lines(pieces: Sequence[_TextPiece], room: float) -> list[str] | None:
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


LABEL_EDGE = 0.5
"""Between a code's quiet zone and the label's edge, in millimetres: a printer is rarely off by more than the two."""
LABEL_CODE_GAP = 0.4
"""Between a code's quiet zone and the words, in millimetres."""
_LARGEST_MODULE = 0.6
"""In millimetres: any phone reads it from a hand's breadth; the rest of the label is for the words."""
_CODE_SHARE = 0.42
"""Of the label's width that a code may take."""
_INSET = 2.0
_SMALL_INSET = 1.0
_SMALL = 16.0
"""A label lower than this, in millimetres, has the small inset."""
_USUAL_HEIGHT, _LARGEST_SCALE = 38.1, 2.0
"""On a label higher than this, in millimetres, everything may be larger, up to twice as large."""
_TAG_KEPT = 0.6
"""The title is left out if the tag would be smaller than this share of what it is without."""

_MOST_NAMED = 20


@dataclass(frozen=True)
class PlacedLabel:
    """A label as it is printed: `side` of its code in millimetres, `texts` from the top."""

    label: LabelContents
    code: QrCode
    data: str
    side: float
    texts: tuple[FittedText, ...]
    titled: bool
    """Whether there was room for the title."""


def place_labels(labels: Sequence[LabelContents], stock: LabelStock) -> list[PlacedLabel]:
    """Every label on this stock. Raises OutputError naming each that does not fit, and the formats on which all do."""
    found = [(label, _place_label(label, stock)) for label in labels]
    failed = [(label.tag, result) for label, result in found if isinstance(result, str)]
    if failed:
        message = f"{len(failed)} label(s) do not fit on {stock.name} ({stock.measure}): {_reasons_by_label(failed)}"
        raise OutputError(message, _roomier_stocks_hint(labels))
    return [result for _, result in found if isinstance(result, PlacedLabel)]


def _reasons_by_label(failed: Sequence[tuple[str, str]]) -> str:
    """Each reason once, with the labels it holds for."""
    tags: dict[str, list[str]] = {}
    for tag, reason in failed:
        tags.setdefault(reason, []).append(tag)
    return "; ".join(f"{_shortened_tags(names)}: {reason}" for reason, names in tags.items())


def _shortened_tags(tags: Sequence[str]) -> str:
    more = len(tags) - _MOST_NAMED
    return ", ".join(tags[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _roomier_stocks_hint(labels: Sequence[LabelContents]) -> str:
    names = [stock.name for stock in LABEL_STOCKS.values() if _all_fit(labels, stock)]
    return f"they fit on {', '.join(names)}: --stock NAME" if names else "no format has room: shorten the names"


def _all_fit(labels: Iterable[LabelContents], stock: LabelStock) -> bool:
    return all(isinstance(_place_label(label, stock), PlacedLabel) for label in labels)


def _place_label(label: LabelContents, stock: LabelStock) -> PlacedLabel | str:
    """The label, or why it does not fit."""
    room = min(stock.height - 2 * LABEL_EDGE, stock.width * _CODE_SHARE)
    fitting = next(
        ((line, code) for line, code in _codes_of_label(label) if code.modules * LEAST_MODULE_MM <= room), None
    )
    if fitting is None:
        return _code_too_fine(label, room)
    data, code = fitting
    scale = min(max(1.0, stock.height / _USUAL_HEIGHT), _LARGEST_SCALE)
    side = min(room, code.modules * _LARGEST_MODULE * scale)
    texts, titled = _fit_label_texts(label, _room_for_text(stock, side), scale)
    if texts is None:
        return f"the words do not fit at {SMALLEST_TEXT:g} pt"
    return PlacedLabel(label, code, data, side, texts, titled)


def _room_for_text(stock: LabelStock, side: float) -> tuple[float, float]:
    """Width and height, in points, that a code leaves for the words."""
    inset = _SMALL_INSET if stock.height < _SMALL else _INSET
    return (stock.width - LABEL_EDGE - side - LABEL_CODE_GAP - inset) * MILLIMETRE, (
        stock.height - 2 * inset
    ) * MILLIMETRE


def _code_too_fine(label: LabelContents, room: float) -> str:
    modules = [code.modules for _, code in _codes_of_label(label)]
    if not modules:
        return "the id is longer than a code can hold"
    return f"the code needs {min(modules) * LEAST_MODULE_MM:.2f} mm, and there are {max(room, 0):.2f} mm for it"


def _codes_of_label(label: LabelContents) -> Iterator[tuple[str, QrCode]]:
    """Each line for the scanner, the longest first, with its code; one that is divided is for no label."""
    for line in label.data:
        code = qr_codes(line.encode())[0]
        if code.of == 1:
            yield line, code


def _fit_label_texts(
    label: LabelContents, space: tuple[float, float], scale: float
) -> tuple[tuple[FittedText, ...] | None, bool]:
    """The words of a label as they are set, and whether the title is among them."""
    tag, title, words = printable_text(label.tag), printable_text(label.title), [*map(printable_text, label.words)]
    without = fit_texts(tag, words, space, scale)
    whole = fit_texts(tag, [*words, title], space, scale)
    if without is None or whole is None or whole[0].size < _TAG_KEPT * without[0].size:
        return without, False
    return whole, True

"""The QR code of each label on its stock, and the room that it leaves for the words; or why no code fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mfa_binder.paper.label_contents import LabelContents
from mfa_binder.paper.label_formats import LabelStock
from mfa_binder.paper.qr_codes import LEAST_MODULE_MM, QrCode, qr_codes

SMALLEST_TEXT = 6.0
"""The least size of words, in points: below it nobody reads a label at arm's length. Nothing is ever cut off."""
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


@dataclass(frozen=True)
class CodedLabel:
    """A label whose code has its place. Lengths are in millimetres."""

    contents: LabelContents
    code: QrCode
    data: str
    """The line that the code holds."""
    side: float
    """The side of the code, quiet zone included."""
    room: tuple[float, float]
    """Width and height that the code leaves for the words."""
    scale: float
    """How much larger than usual the words may be."""


def place_code(contents: LabelContents, stock: LabelStock) -> CodedLabel | str:
    """The label with the longest of its lines for the scanner whose code fits on this stock, or why none fits."""
    most = min(stock.height - 2 * LABEL_EDGE, stock.width * _CODE_SHARE)
    codes = list(_undivided_codes(contents))
    for data, code in codes:
        if code.modules * LEAST_MODULE_MM <= most:
            scale = min(max(1.0, stock.height / _USUAL_HEIGHT), _LARGEST_SCALE)
            side = min(most, code.modules * _LARGEST_MODULE * scale)
            return CodedLabel(contents, code, data, side, _room_for_words(stock, side), scale)
    return _code_too_fine([code.modules for _, code in codes], most)


def _undivided_codes(contents: LabelContents) -> Iterator[tuple[str, QrCode]]:
    """Each line for the scanner, the longest first, with its code; one that is divided is for no label."""
    for line in contents.data:
        code = qr_codes(line.encode())[0]
        if code.of == 1:
            yield line, code


def _room_for_words(stock: LabelStock, side: float) -> tuple[float, float]:
    inset = _SMALL_INSET if stock.height < _SMALL else _INSET
    return stock.width - LABEL_EDGE - side - LABEL_CODE_GAP - inset, stock.height - 2 * inset


def _code_too_fine(modules: Sequence[int], most: float) -> str:
    if not modules:
        return "the id is longer than a code can hold"
    return f"the code needs {min(modules) * LEAST_MODULE_MM:.2f} mm, and there are {max(most, 0):.2f} mm for it"

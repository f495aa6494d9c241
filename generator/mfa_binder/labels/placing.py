"""Code and words of each label on its stock, or why they do not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mfa_binder.errors import LabelError
from mfa_binder.labels.fitting import SMALLEST, SetText, fitted
from mfa_binder.labels.label import Label
from mfa_binder.labels.stock import STOCKS, Stock
from mfa_binder.typesetting.glyphs import printable_text
from mfa_binder.typesetting.measures import MILLIMETRE
from mfa_binder.typesetting.qr import MODULE, QrCode, qr_codes

EDGE = 0.5
"""Between a code's quiet zone and the label's edge, in millimetres: a printer is rarely off by more than the two."""
CODE_GAP = 0.4
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
class Placed:
    """A label as it is printed: `side` of its code in millimetres, `texts` from the top."""

    label: Label
    code: QrCode
    data: str
    side: float
    texts: tuple[SetText, ...]
    titled: bool
    """Whether there was room for the title."""


def placed(labels: Sequence[Label], stock: Stock) -> list[Placed]:
    """Every label on this stock. Raises LabelError naming each that does not fit, and the formats on which all do."""
    found = [(label, _placed(label, stock)) for label in labels]
    failed = [(label.tag, result) for label, result in found if isinstance(result, str)]
    if failed:
        message = f"{len(failed)} label(s) do not fit on {stock.name} ({stock.measure}): {_told(failed)}"
        raise LabelError(message, _roomier(labels))
    return [result for _, result in found if isinstance(result, Placed)]


def _told(failed: Sequence[tuple[str, str]]) -> str:
    """Each reason once, with the labels it holds for."""
    tags: dict[str, list[str]] = {}
    for tag, reason in failed:
        tags.setdefault(reason, []).append(tag)
    return "; ".join(f"{_named(names)}: {reason}" for reason, names in tags.items())


def _named(tags: Sequence[str]) -> str:
    more = len(tags) - _MOST_NAMED
    return ", ".join(tags[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _roomier(labels: Sequence[Label]) -> str:
    names = [stock.name for stock in STOCKS.values() if _all_fit(labels, stock)]
    return f"they fit on {', '.join(names)}: --stock NAME" if names else "no format has room: shorten the names"


def _all_fit(labels: Iterable[Label], stock: Stock) -> bool:
    return all(isinstance(_placed(label, stock), Placed) for label in labels)


def _placed(label: Label, stock: Stock) -> Placed | str:
    """The label, or why it does not fit."""
    room = min(stock.height - 2 * EDGE, stock.width * _CODE_SHARE)
    fitting = next(((line, code) for line, code in _codes(label) if code.modules * MODULE <= room), None)
    if fitting is None:
        return _too_fine(label, room)
    data, code = fitting
    scale = min(max(1.0, stock.height / _USUAL_HEIGHT), _LARGEST_SCALE)
    side = min(room, code.modules * _LARGEST_MODULE * scale)
    texts, titled = _texts(label, _space(stock, side), scale)
    if texts is None:
        return f"the words do not fit at {SMALLEST:g} pt"
    return Placed(label, code, data, side, texts, titled)


def _space(stock: Stock, side: float) -> tuple[float, float]:
    """Width and height, in points, that a code leaves for the words."""
    inset = _SMALL_INSET if stock.height < _SMALL else _INSET
    return (stock.width - EDGE - side - CODE_GAP - inset) * MILLIMETRE, (stock.height - 2 * inset) * MILLIMETRE


def _too_fine(label: Label, room: float) -> str:
    modules = [code.modules for _, code in _codes(label)]
    if not modules:
        return "the id is longer than a code can hold"
    return f"the code needs {min(modules) * MODULE:.2f} mm, and there are {max(room, 0):.2f} mm for it"


def _codes(label: Label) -> Iterator[tuple[str, QrCode]]:
    """Each line for the scanner, the longest first, with its code; one that is divided is for no label."""
    for line in label.data:
        code = qr_codes(line.encode())[0]
        if code.of == 1:
            yield line, code


def _texts(label: Label, space: tuple[float, float], scale: float) -> tuple[tuple[SetText, ...] | None, bool]:
    """The words of a label as they are set, and whether the title is among them."""
    tag, title, words = printable_text(label.tag), printable_text(label.title), [*map(printable_text, label.words)]
    without = fitted(tag, words, space, scale)
    whole = fitted(tag, [*words, title], space, scale)
    if without is None or whole is None or whole[0].size < _TAG_KEPT * without[0].size:
        return without, False
    return whole, True

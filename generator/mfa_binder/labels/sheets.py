"""Sheets of labels in the language of the typesetter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files

from mfa_binder.labels.fitting import GAP, LEADING, SetText
from mfa_binder.labels.placing import CODE_GAP, EDGE, Placed
from mfa_binder.labels.stock import PAPER_SIZE, Stock
from mfa_binder.typesetting.compiling import page_count
from mfa_binder.typesetting.typst_source import array, boolean, call, literal, points

Slots = Sequence[Placed | None]
"""The labels of all sheets, in their order; None: that place of the sheet is left empty."""


def sheets_source(slots: Slots, stock: Stock, title: str, day: date, outline: bool) -> str:
    """The whole document. `outline`: a hairline around every label, for a test on plain paper."""
    width, height = PAPER_SIZE[stock.paper]
    settings = {
        "sheet-width": _millimetres(width),
        "sheet-height": _millimetres(height),
        "label-width": _millimetres(stock.width),
        "label-height": _millimetres(stock.height),
        "edge": _millimetres(EDGE),
        "code-gap": _millimetres(CODE_GAP),
        "leading": f"{LEADING}em",
        "gap": f"{GAP}em",
        "outlined": boolean(outline),
        "stock": literal(f"{stock.name}, {stock.measure}"),
        "head": _millimetres(stock.top),
        "sheet-title": literal(title),
        "day": call("datetime", year=str(day.year), month=str(day.month), day=str(day.day)),
    }
    layout = files("mfa_binder.labels").joinpath("layout.typ").read_text(encoding="utf-8")
    body = [f"#{expression}" for expression in [*_sheets(slots, stock), page_count()]]
    return "\n".join([*(f"#let {name} = {value}" for name, value in settings.items()), layout, *body])


def _sheets(slots: Slots, stock: Stock) -> Iterator[str]:
    for first in range(0, len(slots), stock.on_a_sheet):
        on_sheet = slots[first : first + stock.on_a_sheet]
        labels = [_label(label, stock.place(slot)) for slot, label in enumerate(on_sheet) if label is not None]
        frames = [array(map(_millimetres, stock.place(slot))) for slot in range(stock.on_a_sheet)]
        yield call("sheet", array(frames), *labels)


def _label(label: Placed, place: tuple[float, float]) -> str:
    return call(
        "label-at",
        *map(_millimetres, place),
        literal(label.code.name),
        literal(f"QR code: {label.data}"),
        _millimetres(label.side),
        *map(_text, label.texts),
    )


def _text(text: SetText) -> str:
    return call("words", points(text.size), boolean(text.bold), array(map(literal, text.lines)))


def _millimetres(length: float) -> str:
    return f"{length:.3f}mm"

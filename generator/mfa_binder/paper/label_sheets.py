"""Sheets of labels as a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import is_marked_pdf, require_free_or_own, write_bytes
from mfa_binder.paper.label_contents import LabelContents
from mfa_binder.paper.label_fitting import (
    LABEL_CODE_GAP,
    LABEL_EDGE,
    LABEL_LEADING,
    LABEL_TEXT_GAP,
    FittedText,
    PlacedLabel,
    place_labels,
)
from mfa_binder.paper.label_formats import PAPER_SIZE, LabelStock
from mfa_binder.paper.typst_compiler import compile_counted_pdf, page_count_expression
from mfa_binder.paper.typst_expressions import array, boolean, call, literal, points

LabelSlots = Sequence[PlacedLabel | None]
"""The labels of all sheets, in their order; None: that place of the sheet is left empty."""


def label_sheets_source(slots: LabelSlots, stock: LabelStock, title: str, day: date, outline: bool) -> str:
    """The whole document. `outline`: a hairline around every label, for a test on plain paper."""
    width, height = PAPER_SIZE[stock.paper]
    settings = {
        "sheet-width": _millimetres(width),
        "sheet-height": _millimetres(height),
        "label-width": _millimetres(stock.width),
        "label-height": _millimetres(stock.height),
        "edge": _millimetres(LABEL_EDGE),
        "code-gap": _millimetres(LABEL_CODE_GAP),
        "leading": f"{LABEL_LEADING}em",
        "gap": f"{LABEL_TEXT_GAP}em",
        "outlined": boolean(outline),
        "stock": literal(f"{stock.name}, {stock.measure}"),
        "head": _millimetres(stock.top),
        "sheet-title": literal(title),
        "day": call("datetime", year=str(day.year), month=str(day.month), day=str(day.day)),
    }
    layout = files("mfa_binder.paper").joinpath("typst/labels.typ").read_text(encoding="utf-8")
    body = [f"#{expression}" for expression in [*_sheet_calls(slots, stock), page_count_expression()]]
    return "\n".join([*(f"#let {name} = {value}" for name, value in settings.items()), layout, *body])


def _sheet_calls(slots: LabelSlots, stock: LabelStock) -> Iterator[str]:
    for first in range(0, len(slots), stock.on_a_sheet):
        on_sheet = slots[first : first + stock.on_a_sheet]
        labels = [_label_call(label, stock.place(slot)) for slot, label in enumerate(on_sheet) if label is not None]
        frames = [array(map(_millimetres, stock.place(slot))) for slot in range(stock.on_a_sheet)]
        yield call("sheet", array(frames), *labels)


def _label_call(label: PlacedLabel, place: tuple[float, float]) -> str:
    return call(
        "label-at",
        *map(_millimetres, place),
        literal(label.code.name),
        literal(f"QR code: {label.data}"),
        _millimetres(label.side),
        *map(_text_call, label.texts),
    )


def _text_call(text: FittedText) -> str:
    return call("words", points(text.size), boolean(text.bold), array(map(literal, text.lines)))


def _millimetres(length: float) -> str:
    return f"{length:.3f}mm"


@dataclass(frozen=True)
class LabelOrder:
    """How labels are printed: on what, how many of each, and from which place of the first sheet on (from 1).

    `outline` is a test print: hairlines around the labels.
    """

    stock: LabelStock
    copies: int = 1
    start: int = 1
    outline: bool = False


@dataclass(frozen=True)
class PrintedLabels:
    """What was made: the file, its sheets, and each label once."""

    path: Path
    sheets: int
    labels: tuple[PlacedLabel, ...]


def print_labels(labels: Sequence[LabelContents], order: LabelOrder, day: date, destination: Path) -> PrintedLabels:
    """Write the sheets to `destination`, whole or not at all; the same bytes for the same labels, order and day.

    Raises OutputError if there is nothing to print, something does not fit, the file cannot be written, or something
    that is none of our labels stands there.
    """
    require_free_or_own(destination, own=is_marked_pdf(destination, "labels"), option="--output")
    if not labels:
        raise OutputError("there is nothing to print a label for", "see devices: and bags: of the inventory, and --of")
    ready = place_labels(labels, order.stock)
    slots = [None] * (order.start - 1) + [label for label in ready for _ in range(order.copies)]
    source = label_sheets_source(slots, order.stock, f"Labels: {labels[0].title}", day, order.outline)
    pictures = {label.code.name: label.code.png for label in ready}
    pdf, sheets = compile_counted_pdf(source, datetime.combine(day, time(), tzinfo=UTC), pictures)
    write_bytes(destination, pdf)
    return PrintedLabels(destination, sheets, tuple(ready))

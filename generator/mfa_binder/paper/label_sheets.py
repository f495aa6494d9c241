"""Sheets of labels as a PDF. The words of each are fitted by the typesetter, in `typst/labels.typ`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import is_marked_pdf, require_free_or_own, write_bytes
from mfa_binder.paper.label_contents import LabelContents
from mfa_binder.paper.label_fitting import LABEL_CODE_GAP, LABEL_EDGE, SMALLEST_TEXT, CodedLabel, place_code
from mfa_binder.paper.label_formats import LABEL_STOCKS, PAPER_SIZE, LabelStock
from mfa_binder.paper.running_text import text_array, text_literal
from mfa_binder.paper.typst_compiler import PAGE_COUNT, CompiledDocument, compile_document, page_count_expression
from mfa_binder.paper.typst_expressions import array, boolean, call, date_expression, literal, millimetres, points

_FITTING = "fitting"
"""The Typst label of what the layout tells of words: the name that it was given for them, whether they fit, and whether
the title is among them."""
_MOST_NAMED = 20


@dataclass(frozen=True)
class LabelOrder:
    """How labels are printed."""

    stock: LabelStock
    copies: int = 1
    """How many of each label."""
    start: int = 1
    """The first place that is used on the first sheet, counted from 1."""
    outline: bool = False
    """Whether it is a test print, with hairlines around the labels."""


@dataclass(frozen=True)
class PrintedLabel:
    """A label as it was printed."""

    label: LabelContents
    data: str
    """The line that its code holds."""
    titled: bool
    """Whether there was room for the title."""


@dataclass(frozen=True)
class PrintedLabels:
    """A file of labels."""

    path: Path
    sheets: int
    """How many sheets it has."""
    labels: tuple[PrintedLabel, ...]
    """Each label once."""


def print_labels(labels: Sequence[LabelContents], order: LabelOrder, day: date, destination: Path) -> PrintedLabels:
    """Write the sheets to `destination`, whole or not at all; the same bytes for the same labels, order and day.

    Raises OutputError if there is nothing to print, something does not fit, the file cannot be written, or something
    that is none of our labels stands there.
    """
    require_free_or_own(destination, own=is_marked_pdf(destination, "labels"), option="--output")
    if not labels:
        raise OutputError("there is nothing to print a label for", "see devices: and bags: of the inventory, and --of")
    coded = [place_code(label, order.stock) for label in labels]
    document = _compile_sheets(_sheet_calls(coded, order), coded, order, f"Labels: {labels[0].title}", day)
    titled = {int(number): bool(titled) for number, fits, titled in document.values[_FITTING] if fits}
    _require_fit(coded, titled, labels, order, day)
    write_bytes(destination, document.pdf)
    printed = (PrintedLabel(label.contents, label.data, titled[number]) for number, label in _with_codes(coded))
    return PrintedLabels(destination, int(document.values[PAGE_COUNT][0]), tuple(printed))


def _with_codes(coded: Iterable[CodedLabel | str]) -> Iterator[tuple[int, CodedLabel]]:
    """The labels whose codes fit, with their numbers among all."""
    return ((number, label) for number, label in enumerate(coded) if isinstance(label, CodedLabel))


def _require_fit(
    coded: Sequence[CodedLabel | str],
    fitting: Collection[int],
    labels: Sequence[LabelContents],
    order: LabelOrder,
    day: date,
) -> None:
    """Raise OutputError if labels do not fit: naming each, each reason once, and the formats on which all fit."""
    tags: dict[str, list[str]] = {}
    for number, label in enumerate(coded):
        if number not in fitting:
            reason = label if isinstance(label, str) else f"the words do not fit at {SMALLEST_TEXT:g} pt"
            tags.setdefault(reason, []).append(labels[number].tag)
    if tags:
        count = sum(map(len, tags.values()))
        reasons = "; ".join(f"{_shortened_tags(names)}: {reason}" for reason, names in tags.items())
        message = f"{count} label(s) do not fit on {order.stock.name} ({order.stock.measure}): {reasons}"
        raise OutputError(message, _roomier_stocks_hint(labels, order, day))


def _shortened_tags(tags: Sequence[str]) -> str:
    more = len(tags) - _MOST_NAMED
    return ", ".join(tags[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _roomier_stocks_hint(labels: Sequence[LabelContents], order: LabelOrder, day: date) -> str:
    """The formats on which all labels fit. The typesetter looks at those whose codes do."""
    coded = {name: [place_code(label, stock) for label in labels] for name, stock in LABEL_STOCKS.items()}
    whole = {name: on_it for name, on_it in coded.items() if all(isinstance(label, CodedLabel) for label in on_it)}
    calls = (
        call(
            "fitting", literal(name), _room(label), text_literal(label.contents.tag), text_array(*label.contents.words)
        )
        for name, on_it in whole.items()
        for _, label in _with_codes(on_it)
    )
    document = _compile_sheets(calls, (), order, "Labels", day)
    narrow = {name for name, fits, _ in document.values[_FITTING] if not fits}
    names = [name for name in whole if name not in narrow]
    return f"they fit on {', '.join(names)}: --stock NAME" if names else "no format has room: shorten the names"


def _compile_sheets(
    calls: Iterable[str], coded: Iterable[CodedLabel | str], order: LabelOrder, title: str, day: date
) -> CompiledDocument:
    """A document of these calls of the layout, which may show the codes of these labels."""
    width, height = PAPER_SIZE[order.stock.paper]
    settings = {
        "sheet-width": millimetres(width),
        "sheet-height": millimetres(height),
        "label-width": millimetres(order.stock.width),
        "label-height": millimetres(order.stock.height),
        "edge": millimetres(LABEL_EDGE),
        "code-gap": millimetres(LABEL_CODE_GAP),
        "smallest": points(SMALLEST_TEXT),
        "outlined": boolean(order.outline),
        "stock": literal(f"{order.stock.name}, {order.stock.measure}"),
        "head": millimetres(order.stock.top),
        "sheet-title": literal(title),
        "day": date_expression(day),
    }
    layout = files("mfa_binder.paper").joinpath("typst/labels.typ").read_text(encoding="utf-8")
    body = (f"#{expression}" for expression in (*calls, page_count_expression()))
    source = "\n".join([*(f"#let {name} = {value}" for name, value in settings.items()), layout, *body])
    pictures = {label.code.name: label.code.png for _, label in _with_codes(coded)}
    return compile_document(source, datetime.combine(day, time(), tzinfo=UTC), pictures, (PAGE_COUNT, _FITTING))


def _sheet_calls(coded: Sequence[CodedLabel | str], order: LabelOrder) -> Iterator[str]:
    """Each sheet: where its labels are, and what stands on them."""
    stock = order.stock
    frames = array(array(map(millimetres, stock.place(slot))) for slot in range(stock.on_a_sheet))
    copies = [numbered for numbered in _with_codes(coded) for _ in range(order.copies)]
    slots = [None] * (order.start - 1) + copies
    for first in range(0, len(slots), stock.on_a_sheet):
        on_sheet = enumerate(slots[first : first + stock.on_a_sheet])
        labels = [_label_call(*numbered, stock.place(slot)) for slot, numbered in on_sheet if numbered is not None]
        yield call("sheet", frames, *labels)


def _label_call(number: int, label: CodedLabel, place: tuple[float, float]) -> str:
    return call(
        "label-at",
        *map(millimetres, place),
        str(number),
        literal(label.code.name),
        literal(f"QR code: {label.data}"),
        millimetres(label.side),
        _room(label),
        str(label.scale),
        text_literal(label.contents.tag),
        text_array(*label.contents.words),
        text_literal(label.contents.title),
    )


def _room(label: CodedLabel) -> str:
    """The room for the words, as a record."""
    width, height = label.room
    return call("", width=millimetres(width), height=millimetres(height))

"""Labels as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from mfa_binder.errors import LabelError
from mfa_binder.files.writing import is_marked_pdf, require_free_or_own, write_bytes
from mfa_binder.labels.label import Label
from mfa_binder.labels.placing import Placed, placed
from mfa_binder.labels.sheets import sheets_source
from mfa_binder.labels.stock import Stock
from mfa_binder.typesetting.compiling import compile_pdf


@dataclass(frozen=True)
class Order:
    """How labels are printed: on what, how many of each, and from which place of the first sheet on (from 1).

    `outline` is a test print: hairlines around the labels.
    """

    stock: Stock
    copies: int = 1
    start: int = 1
    outline: bool = False


@dataclass(frozen=True)
class Printed:
    """What was made: the file, its sheets, and each label once."""

    path: Path
    sheets: int
    labels: tuple[Placed, ...]


def print_labels(labels: Sequence[Label], order: Order, day: date, destination: Path) -> Printed:
    """Write the sheets to `destination`, whole or not at all; the same bytes for the same labels, order and day.

    Raises LabelError if there is nothing to print or something does not fit, OutputError if the file cannot be written
    or something that is none of our labels stands there.
    """
    require_free_or_own(destination, own=is_marked_pdf(destination, "labels"), option="--output")
    if not labels:
        raise LabelError("there is nothing to print a label for", "see devices: and bags: of the inventory, and --of")
    ready = placed(labels, order.stock)
    slots = [None] * (order.start - 1) + [label for label in ready for _ in range(order.copies)]
    source = sheets_source(slots, order.stock, f"Labels: {labels[0].title}", day, order.outline)
    pictures = {label.code.name: label.code.png for label in ready}
    pdf, sheets = compile_pdf(source, datetime.combine(day, time(), tzinfo=UTC), pictures)
    write_bytes(destination, pdf)
    return Printed(destination, sheets, tuple(ready))

"""The formats are those that are sold."""

from __future__ import annotations

import pytest

from mfa_binder.organization.binder_settings import Paper
from mfa_binder.paper.label_formats import LABEL_STOCKS, PAPER_SIZE, LabelStock

INCH = 25.4
# What stands on the packets: columns, rows, width, height.
SOLD = {
    "L7160": (3, 7, 63.5, 38.1),
    "L7161": (3, 6, 63.5, 46.6),
    "L7163": (2, 7, 99.1, 38.1),
    "L7165": (2, 4, 99.1, 67.7),
    "L7651": (5, 13, 38.1, 21.2),
    "L7654": (4, 10, 45.7, 25.4),
    "5160": (3, 10, 2.625 * INCH, 1 * INCH),
    "5163": (2, 5, 4 * INCH, 2 * INCH),
    "5164": (2, 3, 4 * INCH, 10 / 3 * INCH),
    "5167": (4, 20, 1.75 * INCH, 0.5 * INCH),
}


def test_every_format_is_checked() -> None:
    assert SOLD.keys() == LABEL_STOCKS.keys()


@pytest.mark.parametrize("stock", LABEL_STOCKS.values(), ids=LABEL_STOCKS)
def test_labels_have_the_size_and_number_on_the_packet(stock: LabelStock) -> None:
    columns, rows, width, height = SOLD[stock.name]
    assert (stock.columns, stock.rows) == (columns, rows)
    assert (stock.width, stock.height) == (pytest.approx(width, abs=0.06), pytest.approx(height, abs=0.06))


@pytest.mark.parametrize("stock", LABEL_STOCKS.values(), ids=LABEL_STOCKS)
def test_the_labels_stand_in_the_middle_of_the_sheet_and_do_not_overlap(stock: LabelStock) -> None:
    width, height = PAPER_SIZE[stock.paper]
    x, y = stock.place(stock.on_a_sheet - 1)
    assert width - x - stock.width == pytest.approx(stock.left, abs=0.3)
    assert height - y - stock.height == pytest.approx(stock.top, abs=0.3)
    assert stock.pitch_x >= stock.width
    assert stock.pitch_y >= stock.height
    assert stock.problems() == []


def test_places_go_row_by_row() -> None:
    stock = LabelStock("own", Paper.A4, 2, 3, 50, 20, 10, 15, 60, 25)
    assert [stock.place(slot) for slot in range(6)] == [(10, 15), (70, 15), (10, 40), (70, 40), (10, 65), (70, 65)]


def test_every_reason_why_a_sheet_cannot_be() -> None:
    stock = LabelStock("own", Paper.LETTER, 4, 12, 50, 25, 10, 15, 60, 25)
    assert stock.problems() == [
        "4 columns end at 240 mm, the sheet at 215.9 mm",
        "12 rows end at 315 mm, the sheet at 279.4 mm",
    ]

"""Label stock: where the labels of a bought sheet are.

The measures are those of LibreOffice's list of labels (extras/source/labels/labels.xml, read in November 2026): label
width and height, pitch, left and upper margin, columns and rows, in hundredths of a millimetre. The six that gLabels 4
lists too (templates/avery-iso-templates.xml, avery-us-templates.xml) agree with it within 0.8 mm, and every sheet
is symmetric to 0.2 mm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mfa_binder.organization.binder_settings import Paper

PAPER_SIZE: Mapping[Paper, tuple[float, float]] = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}
"""Width and height in millimetres (ISO 216; ANSI/ASME Y14.1)."""


@dataclass(frozen=True)
class LabelStock:
    """A sheet of labels. Lengths are in millimetres; a pitch is from one label's edge to the same of the next."""

    name: str
    paper: Paper
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float

    @property
    def on_a_sheet(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows

    def place(self, slot: int) -> tuple[float, float]:
        """Left and upper edge of a label of a sheet, counted from 0, row by row."""
        row, column = divmod(slot, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y

    @property
    def measure(self) -> str:
        """Its label's size in words."""
        return f"{self.width:g} x {self.height:g} mm"

    def problems(self) -> list[str]:
        """What makes it no sheet of labels: every reason."""
        width, height = PAPER_SIZE[self.paper]
        right = self.left + (self.columns - 1) * self.pitch_x + self.width
        bottom = self.top + (self.rows - 1) * self.pitch_y + self.height
        # written so that a length that is no number is a problem too
        reasons = {
            f"{self.columns} columns end at {right:g} mm, the sheet at {width:g} mm": not right <= width + _ROUNDING,
            f"{self.rows} rows end at {bottom:g} mm, the sheet at {height:g} mm": not bottom <= height + _ROUNDING,
        }
        return [reason for reason, holds in reasons.items() if holds]


_ROUNDING = 0.05
"""Measures are given in tenths or hundredths of a millimetre."""


def _a4_stock(
    name: str, grid: tuple[int, int], size: tuple[float, float], start: tuple[float, float], pitch: float
) -> LabelStock:
    """A sheet whose labels touch from row to row."""
    return LabelStock(name, Paper.A4, *grid, *size, *start, pitch, size[1])


def _letter_stock(
    name: str, grid: tuple[int, int], size: tuple[float, float], start: tuple[float, float], pitch: float
) -> LabelStock:
    return LabelStock(name, Paper.LETTER, *grid, *size, *start, pitch, size[1])


LABEL_STOCKS: Mapping[str, LabelStock] = {
    stock.name: stock
    for stock in (
        _a4_stock("L7160", (3, 7), (63.50, 38.10), (7.20, 15.15), 66.04),
        _a4_stock("L7161", (3, 6), (63.50, 46.56), (7.21, 8.82), 66.04),
        _a4_stock("L7163", (2, 7), (99.06, 38.10), (4.67, 15.15), 101.60),
        _a4_stock("L7165", (2, 4), (99.06, 67.73), (4.67, 13.04), 101.60),
        _a4_stock("L7651", (5, 13), (38.10, 21.17), (4.67, 10.90), 40.64),
        _a4_stock("L7654", (4, 10), (45.72, 25.40), (9.75, 21.43), 48.26),
        _letter_stock("5160", (3, 10), (66.68, 25.40), (4.78, 12.70), 69.85),
        _letter_stock("5163", (2, 5), (101.60, 50.80), (3.96, 12.70), 106.36),
        _letter_stock("5164", (2, 3), (101.60, 84.67), (3.96, 12.70), 106.36),
        _letter_stock("5167", (4, 20), (44.45, 12.70), (7.14, 12.70), 52.40),
    )
}
"""Avery's formats by number; 8160, 8163, 8164 and 8167 are 5160, 5163, 5164 and 5167 for ink jets."""

USUAL_STOCK: Mapping[Paper, str] = {Paper.A4: "L7160", Paper.LETTER: "5163"}
"""The format that is taken if none is named."""

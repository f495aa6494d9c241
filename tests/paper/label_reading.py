"""The example organization, and sheets of labels read back by programs that know nothing of the typesetter."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest
import zxingcpp

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.paper.label_contents import LabelContents
from mfa_binder.paper.label_formats import LabelStock
from mfa_binder.paper.label_sheets import LabelOrder, print_labels

DAY = date(2026, 11, 24)
POINT = 25.4 / 72


@dataclass(frozen=True)
class Seen:
    """A code as a scanner sees it: page from 0, left and upper edge of its modules in millimetres, its text."""

    page: int
    left: float
    top: float
    text: str


@dataclass
class Line:
    """One line of words."""

    text: str
    """Without its spaces."""
    size: float
    """Of its letters, in points."""
    left: float
    """Where its first letter begins, in millimetres from the sheet's left edge."""
    right: float
    """Where its last letter ends."""
    base: float
    """The height of its base line over the sheet's lower edge, in points."""


@dataclass(frozen=True)
class Sheets:
    """A printed file."""

    path: Path
    stock: LabelStock

    def slots(self) -> list[tuple[int, int, str]]:
        """Page, slot (from 0) and text of every code, in the order of the slots."""
        return sorted((code.page, self.slot(code.left, code.top), code.text) for code in self.codes())

    def slot(self, left: float, top: float) -> int:
        """The label that a place in millimetres lies on; -1: on none."""
        for slot in range(self.stock.on_a_sheet):
            x, y = self.stock.place(slot)
            if x <= left <= x + self.stock.width and y <= top <= y + self.stock.height:
                return slot
        return -1

    def codes(self, dpi: int = 300) -> list[Seen]:
        found = []
        with pypdfium2.PdfDocument(self.path) as document:
            for number, page in enumerate(document):
                picture = page.render(scale=dpi / 72).to_pil().convert("L")
                for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
                    corner = code.position.top_left
                    found.append(Seen(number, corner.x / dpi * 25.4, corner.y / dpi * 25.4, code.text))
        return found

    def characters(self) -> list[tuple[int, str, float, float, float, float]]:
        """Page, character, and its box in millimetres from the upper left corner: left, top, right, bottom."""
        found = []
        with pypdfium2.PdfDocument(self.path) as document:
            for number, page in enumerate(document):
                text, height = page.get_textpage(), page.get_height()
                for index in range(text.count_chars()):
                    left, bottom, right, top = text.get_charbox(index)
                    character = text.get_text_range(index, 1)
                    if character.strip():
                        box = (left * POINT, (height - top) * POINT, right * POINT, (height - bottom) * POINT)
                        found.append((number, character, *box))
        return found

    def lines(self, slot: int) -> list[Line]:
        """The lines of words on a label of the first sheet, from the top."""
        lines: list[Line] = []
        with pypdfium2.PdfDocument(self.path) as document:
            text, height = document[0].get_textpage(), document[0].get_height()
            for index in range(text.count_chars()):
                left, bottom, right, _ = text.get_charbox(index)
                place = (left * POINT, (height - bottom) * POINT)
                if not text.get_text_range(index, 1).strip() or self.slot(*place) != slot:
                    continue
                size = round(pypdfium2.raw.FPDFText_GetFontSize(text, index), 2)
                x, y = ctypes.c_double(), ctypes.c_double()
                pypdfium2.raw.FPDFText_GetCharOrigin(text, index, x, y)
                if not lines or lines[-1].base != y.value:
                    lines.append(Line("", size, left * POINT, left * POINT, y.value))
                # a hyphen at a line's end is told as U+FFFE
                lines[-1].text += text.get_text_range(index, 1).replace("\ufffe", "-")
                lines[-1].right = right * POINT
        return lines

    def text(self, page: int = 0) -> str:
        with pypdfium2.PdfDocument(self.path) as document:
            return document[page].get_textpage().get_text_range().replace("\r\n", "\n")

    def pictures(self) -> list[tuple[int, float, float, float, float]]:
        """Page, and left, top, right and bottom in millimetres of every code with its quiet zone."""
        found = []
        with pypdfium2.PdfDocument(self.path) as document:
            for number, page in enumerate(document):
                height = page.get_height()
                for shape in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
                    left, bottom, right, top = shape.get_bounds()
                    found.append(
                        (number, left * POINT, (height - top) * POINT, right * POINT, (height - bottom) * POINT)
                    )
        return found

    def frames(self) -> list[tuple[float, float, float, float]]:
        """Left, top, width and height in millimetres of the outlines on the first page, in the order of the page."""
        with pypdfium2.PdfDocument(self.path) as document:
            page = document[0]
            height = page.get_height()
            boxes = [shape.get_bounds() for shape in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_PATH])]
        return [
            (left * POINT, (height - top) * POINT, (right - left) * POINT, (top - bottom) * POINT)
            for left, bottom, right, top in boxes
            if (top - bottom) * POINT > 5
        ]


@pytest.fixture(scope="session")
def organization(checkout: Path) -> Organization:
    return load_inventory(checkout / "inventory.yaml").organization


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[..., Sheets]:
    def make(labels: list[LabelContents], stock: LabelStock, **order: object) -> Sheets:
        made = print_labels(labels, LabelOrder(stock, **order), DAY, tmp_path / "labels.pdf")  # type: ignore[arg-type] # rows of a table
        return Sheets(made.path, stock)

    return make

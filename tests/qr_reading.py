"""What a scanner reads from a printed page: the picture of the page, and the codes in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image

from mfa_binder.book.fenced_blocks import fenced_blocks
from tests.printing import Printed

DOTS = 300
"""Dots in an inch, of an office printer and of a scanner."""


@dataclass(frozen=True)
class Scanned:
    """What a code holds, on which page of the PDF (from 1)."""

    page: int
    payload: bytes


def scan(path: Path, dots: int = DOTS, black_and_white: bool = False) -> Iterator[Scanned]:
    """Every QR code of a PDF: pages in order, on a page from above, then from the left."""
    with pypdfium2.PdfDocument(path) as document:
        for number, page in enumerate(document, start=1):
            if not any(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=6)):
                continue
            picture = page.render(scale=dots / 72, grayscale=True).to_pil()
            picture = picture.convert("1", dither=Image.Dither.NONE).convert("L") if black_and_white else picture
            found = zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)
            row = dots // 4
            for code in sorted(found, key=lambda code: (code.position.top_left.y // row, code.position.top_left.x)):
                yield Scanned(number, code.bytes)


def blocks_of(printed: Printed, runbooks: Path, ids: Sequence[str]) -> list[bytes]:
    """The text of every block to type or to save of these sections, as the rehearsal takes it from the pages."""
    sections = {section.id: section for section in printed.sidecar.sections}
    pages = ((runbooks / sections[name].path).read_text(encoding="utf-8") for name in ids)
    return [snippet.text.encode() for page in pages for snippet in fenced_blocks(page, "page.md")]

"""A printed page as somebody hears it who does not see it: its tagged text, in the order of the page's contents.

What is marked as an artifact (running head, foot, rules, bars, a repeated table head) is not read out.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

_TEXT, _FORM = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_FORM


@dataclass(frozen=True)
class Spoken:
    """A page of the PDF: what is read out, and what is not."""

    text: str
    furniture: str


def spoken(path: Path) -> list[Spoken]:
    """Every page of a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return [_page(page) for page in document]


def _page(page: pypdfium2.PdfPage) -> Spoken:
    textpage = page.get_textpage()
    said: dict[bool, list[str]] = {True: [], False: []}
    for item, is_artifact in _texts(page.raw, textpage.raw):
        said[is_artifact].append(item)
    return Spoken("".join(said[False]), "".join(said[True]))


def _texts(page: object, textpage: object) -> Iterator[tuple[str, bool]]:
    for index in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) == _TEXT:
            yield _text(item, textpage), _is_artifact(item)


def _text(item: object, textpage: object) -> str:
    size = raw.FPDFTextObj_GetText(item, textpage, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(item, textpage, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _is_artifact(item: object) -> bool:
    return any(_mark(item, index) == "Artifact" for index in range(raw.FPDFPageObj_CountMarks(item)))


def _mark(item: object, index: int) -> str:
    buffer = ctypes.create_string_buffer(64)
    length = ctypes.c_ulong()
    mark = raw.FPDFPageObj_GetMark(item, index)
    raw.FPDFPageObjMark_GetName(mark, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 64, ctypes.byref(length))
    return buffer.raw[: length.value].decode("utf-16-le").rstrip("\0")

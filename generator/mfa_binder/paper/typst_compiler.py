"""The typesetter itself: a document in the language of Typst, and files beside it, to a PDF.

The PDF is tagged (PDF/UA-1 and PDF/A-2a together) and has the same bytes for the same source: its time
is an argument, its fonts are one file per face.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from mfa_binder.errors import OutputError
from mfa_binder.files.temporary import temporary_folder
from mfa_binder.paper.fonts import SANS_FILES, sans_file


@dataclass(frozen=True)
class CompiledDocument:
    """A finished PDF."""

    pdf: bytes
    values: Mapping[str, Sequence[Any]]
    """What the source tells under each label that was asked for."""


PAGE_COUNT = "page-count"
"""The label of a value, in every document, that is the number of its last page."""


def compile_counted_pdf(source: str, moment: datetime, files: Mapping[str, bytes]) -> tuple[bytes, int]:
    """The PDF of a document, and the number of its pages, which its source ends with; as `compile_document`."""
    document = compile_document(source, moment, files, (PAGE_COUNT,))
    return document.pdf, int(document.values[PAGE_COUNT][0])


def page_count_expression() -> str:
    """The expression that ends a document: the labelled number of its pages."""
    return f"context [#metadata(here().page())<{PAGE_COUNT}>]"


def compile_document(
    source: str, moment: datetime, files: Mapping[str, bytes], labels: Sequence[str] = ()
) -> CompiledDocument:
    """Typeset `source`, which may read `files` by their names; `moment` is the document's time.

    `labels` name metadata of the source whose values are wanted. Raises OutputError if the typesetter refuses, or
    warns: it warns of contents that it leaves out.
    """
    with tempfile.TemporaryDirectory(prefix="binder-", dir=temporary_folder()) as name:
        folder = Path(name)
        for font in SANS_FILES:
            shutil.copyfile(sans_file(font), folder / font)
        for file, contents in files.items():
            (folder / file).write_bytes(contents)
        main = folder / "main.typ"
        main.write_text(source, encoding="utf-8", newline="\n")
        try:
            compiler = typst.Compiler(main, root=folder, font_paths=[folder], ignore_system_fonts=True)
            pdf, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=moment
            )
            values = {label: _labelled_values(compiler, label) for label in labels}
        except typst.TypstError as error:
            raise OutputError(f"the typesetter refused: {error.message}", "; ".join(error.hints)) from error
    for warning in warnings:
        raise OutputError(f"the typesetter warns: {warning.message}", "; ".join(warning.hints))
    if not isinstance(pdf, bytes):
        raise OutputError("the typesetter gave no PDF")
    return CompiledDocument(pdf, values)


def _labelled_values(compiler: typst.Compiler, label: str) -> Sequence[Any]:
    values: list[Any] = json.loads(compiler.query(f"<{label}>", field="value"))
    return values


LEAF_SET_PAGE_COUNTS = "counts"
"""The label of a value that tells the pages of a document, and of each leaf set in it."""


@dataclass(frozen=True)
class DocumentSource:
    """A document in the language of the typesetter."""

    text: str
    files: Mapping[str, bytes]
    """What it reads, by name."""


@dataclass(frozen=True)
class TypesetDocument:
    """A finished PDF with leaf sets in it."""

    pdf: bytes
    pages: int
    set_pages: Mapping[str, int]
    """The pages of each leaf set in it, by the set's id."""


def typeset_document(source: DocumentSource, dated: date) -> TypesetDocument:
    """Typeset a document; `dated` is the day that the PDF gives as its own. Raises OutputError."""
    moment = datetime.combine(dated, time(), tzinfo=UTC)
    document = compile_document(source.text, moment, source.files, (LEAF_SET_PAGE_COUNTS,))
    ((pages, sets),) = document.values[LEAF_SET_PAGE_COUNTS]
    return TypesetDocument(document.pdf, int(pages), {str(name): int(count) for name, count in sets})

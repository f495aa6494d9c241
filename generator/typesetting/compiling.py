"""One document of the typesetter, compiled: tagged, PDF/UA-1 and PDF/A-2a, the same bytes for the same source.

Its time comes from the caller, its fonts are one file per face, and nothing of the machine is read.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst

from generator.errors import BinderError
from generator.typesetting.glyphs import SANS_FILES, sans_file

PAGE_COUNT = "page-count"
"""The label of a value, in every document, that is the number of its last page."""


def compile_pdf(source: str, moment: datetime, files: Mapping[str, bytes]) -> tuple[bytes, int]:
    """The PDF of a document and the number of its pages.

    `files` (pictures and the like) lie beside the source under their names. Raises BinderError if the typesetter
    refuses.
    """
    with tempfile.TemporaryDirectory(prefix="binder-") as name:
        folder = Path(name)
        for font in SANS_FILES:
            shutil.copyfile(sans_file(font), folder / font)
        for file, contents in files.items():
            (folder / file).write_bytes(contents)
        main = folder / "main.typ"
        main.write_text(source, encoding="utf-8", newline="\n")
        try:
            compiler = typst.Compiler(main, root=folder, font_paths=[folder], ignore_system_fonts=True)
            pdf = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=moment)
            count = int(compiler.query(f"<{PAGE_COUNT}>", field="value", one=True))
        except typst.TypstError as error:
            raise BinderError(f"the typesetter refused the binder: {error.message}", "; ".join(error.hints)) from error
    if not isinstance(pdf, bytes):
        raise BinderError("the typesetter gave no PDF")
    return pdf, count


def page_count() -> str:
    """The expression that ends a document: the labelled number of its pages."""
    return f"context [#metadata(here().page())<{PAGE_COUNT}>]"

"""The binder: every section of the sidecar, in its order, as one PDF.

The PDF is tagged (PDF/UA-1 and PDF/A-2a), in English, with an outline, and has the same bytes for the
same pages: its time is the document's date, its fonts are one file per face.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import typst

from generator.binder.document import PAGE_COUNT, binder_source
from generator.binder.volume import Volume, whole
from generator.errors import BinderError, OutputError
from generator.pages.sidecar import Section, Sidecar
from generator.pages.standing import Summary
from generator.typesetting.glyphs import SANS_FILES, sans_file
from generator.typesetting.markdown import read_page


@dataclass(frozen=True, slots=True)
class Binder:
    """A finished PDF: its id, where it is, how many pages it has."""

    id: str
    path: Path
    pages: int


def typeset(
    runbooks: Path,
    sidecar: Sidecar,
    destination: Path,
    volume: Volume | None = None,
    rehearsed: Summary | None = None,
) -> Binder:
    """Typeset the pages under `runbooks` that the sidecar lists into the PDF `destination`.

    `volume` is the part of the sidecar that is set; None: all of it. `rehearsed` is what the certificate
    page tells of these sheets; None: there is no such page.

    The file appears whole or not at all. Raises DialectError (page and line) for a page that site and
    paper would read differently, BinderError if a page is missing or not the one that the sidecar
    describes, or if the typesetter refuses, OutputError if the file cannot be written.
    """
    volume = volume or whole(sidecar)
    pages = [read_page(_read(runbooks, section), section.path) for section in volume.sections(sidecar)]
    moment = datetime.combine(sidecar.front.dated, time(), tzinfo=UTC)
    pdf, count = _compiled(binder_source(sidecar, pages, volume, rehearsed), moment)
    _write(destination, pdf)
    return Binder(destination.stem, destination, count)


def _read(runbooks: Path, section: Section) -> str:
    stale = "run mfa-binder build: page and sidecar come from one build"
    try:
        written = (runbooks / section.path).read_bytes()
    except OSError as error:
        raise BinderError(f"{section.path} of section {section.id} cannot be read: {error.strerror}", stale) from error
    if hashlib.sha256(written).hexdigest() != section.digest:
        raise BinderError(f"{section.path} is not the page that the sidecar describes as {section.id}", stale)
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BinderError(f"{section.path} is not UTF-8: {error.reason}", stale) from error


def _compiled(source: str, moment: datetime) -> tuple[bytes, int]:
    """The PDF of a document and the number of its pages."""
    with tempfile.TemporaryDirectory(prefix="binder-") as name:
        folder = Path(name)
        for font in SANS_FILES:
            shutil.copyfile(sans_file(font), folder / font)
        main = folder / "binder.typ"
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


def _write(destination: Path, pdf: bytes) -> None:
    """Write the file beside its place, then put it there in one step."""
    temporary = destination.with_name(f".{destination.name}.part")
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(pdf)
        temporary.replace(destination)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputError(
            f"{destination} cannot be written: {error.strerror}", "free the place and run again"
        ) from error

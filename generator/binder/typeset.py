"""The binder: every section of the sidecar, in its order, as one PDF.

The PDF is tagged (PDF/UA-1 and PDF/A-2a), in English, with an outline, and has the same bytes for the
same pages: its time is the document's date.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from generator.binder.document import binder_source
from generator.binder.volume import Volume, whole
from generator.errors import BinderError, OutputError
from generator.pages.sidecar import Section, Sidecar
from generator.pages.standing import Summary
from generator.typesetting.compiling import compile_pdf
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
    pdf, count = compile_pdf(binder_source(sidecar, pages, volume, rehearsed), moment, {})
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

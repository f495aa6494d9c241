"""One volume typeset: pages and their sidecar in, a PDF out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from mfa_binder.binder.document import COUNTS, Source
from mfa_binder.book.sections import Section
from mfa_binder.errors import BinderError, ReadingError
from mfa_binder.files.reading import read_bytes
from mfa_binder.typesetting.compiling import compiled
from mfa_binder.typesetting.markdown import Page, read_page


@dataclass(frozen=True)
class Printed:
    """A PDF: how many pages it has, and each leaf set in it."""

    pdf: bytes
    pages: int
    set_pages: Mapping[str, int]


def typeset(source: Source, dated: date) -> Printed:
    """Typeset a document; `dated` is the day that the PDF gives as its own. Raises BinderError."""
    moment = datetime.combine(dated, time(), tzinfo=UTC)
    made = compiled(source.text, moment, source.files, (COUNTS,))
    ((pages, sets),) = made.told[COUNTS]
    return Printed(made.pdf, int(pages), {str(name): int(count) for name, count in sets})


def read_pages(runbooks: Path, sections: Iterable[Section]) -> dict[str, Page]:
    """The pages of sections by path, parsed.

    Raises DialectError (page and line) for a page that site and paper would read differently, BinderError
    if a page is missing or not the one that the sidecar describes.
    """
    return {section.path: read_page(_read(runbooks, section), section.path) for section in sections}


def _read(runbooks: Path, section: Section) -> str:
    stale = "run mfa-binder build: page and sidecar come from one build"
    try:
        written = read_bytes(runbooks / section.path)
    except ReadingError as error:
        raise BinderError(f"{section.path} of section {section.id} cannot be read: {error.reason}", stale) from error
    if hashlib.sha256(written).hexdigest() != section.digest:
        raise BinderError(f"{section.path} is not the page that the sidecar describes as {section.id}", stale)
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BinderError(f"{section.path} is not UTF-8: {error.reason}", stale) from error

"""The binder: every section of the sidecar, in its order, as one PDF.

The PDF is tagged (PDF/UA-1 and PDF/A-2a), in English, with an outline, and has the same bytes for the
same pages: its time is the document's date, its fonts are one file per face.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from itertools import groupby
from os import replace
from pathlib import Path

import typst

from generator.binder.addresses import Addresses, section_label
from generator.binder.blocks import blocks
from generator.binder.glyphs import SANS_FILES, printable_text, sans_file
from generator.binder.inline import Sheet, inline
from generator.binder.markdown import Page, read_page
from generator.binder.measures import lengths
from generator.binder.typst_source import array, call, literal, points
from generator.errors import BinderError, OutputError
from generator.pages.sidecar import Front, Section, Sidecar

_LONGEST_RUNNING = 90
"""Characters of a title in a running line; the whole title stands on the section's first page."""


@dataclass(frozen=True, slots=True)
class Binder:
    """A finished PDF: its id, where it is, how many pages it has."""

    id: str
    path: Path
    pages: int


def typeset(runbooks: Path, sidecar: Sidecar, destination: Path) -> Binder:
    """Typeset the pages under `runbooks` that the sidecar lists into the PDF `destination`.

    The file appears whole or not at all. Raises DialectError (page and line) for a page that site and
    paper would read differently, BinderError if a page is missing or not the one that the sidecar
    describes, or if the typesetter refuses, OutputError if the file cannot be written.
    """
    pages = [read_page(_read(runbooks, section), section.path) for section in sidecar.sections]
    pdf = _compiled(binder_source(sidecar, pages), sidecar.front)
    _write(destination, pdf)
    return Binder("binder", destination, _page_count(pdf))


def _read(runbooks: Path, section: Section) -> str:
    try:
        return (runbooks / section.path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise BinderError(f"{section.path} of section {section.id} is missing", "run mfa-binder build") from None
    except UnicodeDecodeError as error:
        raise BinderError(f"{section.path} is not UTF-8: {error.reason}", "run mfa-binder build") from None

"""The index of the binders: which goes where, in how many copies, who holds them, and what to print.

It stands beside the PDFs, in `site/binders/`. The PDFs are made after the site, so it names them and does
not count their pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.site.markdown_escaping import markdown_environment

BINDER_INDEX = "binders/index.md"
"""The page's path beside the runbooks."""


@dataclass(frozen=True, slots=True)
class BinderIndexCopy:
    """One copy of a binder."""

    number: int
    place: str
    """Where it stands, in words."""
    holders: tuple[str, ...]
    """The names of those who hold it."""
    files: tuple[str, ...]
    """The PDFs to print, by their names beside the index."""
    revision: int
    """The last revision of which it got leaves; 0: none was issued."""
    withdrawn: date | None
    """When it was taken back; None: it was not."""


@dataclass(frozen=True, slots=True)
class BinderIndexEntry:
    """One binder with its copies."""

    plan: BinderPlan
    paper: str
    """What it is printed on: `a4`, `letter` or `a5`."""
    copies: tuple[BinderIndexCopy, ...]


def binder_index_pages(binders: Sequence[BinderIndexEntry]) -> Mapping[str, str]:
    """The Markdown of the page, by its path beside the runbooks."""
    environment = markdown_environment()
    environment.filters["paper"] = _paper_name
    environment.globals.update(pdf=_pdf_link)
    return {BINDER_INDEX: environment.get_template("binder_index.md.j2").render(binders=binders)}


def _paper_name(paper: str) -> str:
    return {"a4": "A4", "letter": "US Letter", "a5": "A5"}[paper]


def _pdf_link(file: str, volume: int) -> Markup:
    """A link to a PDF, which MkDocs cannot check since it is made after the site."""
    name = f"volume {volume}" if volume else "PDF"
    return Markup('<a href="{}">{}</a>').format(quote(file), name)

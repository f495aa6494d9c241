"""The rehearsal report: pages of the site that are made from the proof when it is built.

They stand beside the runbooks, not among them: runbooks/ holds the same bytes whatever was rehearsed.
A summary leads to a page for each tab that has commands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from markupsafe import Markup

from mfa_binder.book.document_names import slug
from mfa_binder.book.proof import Proof
from mfa_binder.book.proof_status import ProofSummary, SectionStatus, summarize_proof
from mfa_binder.site.markdown_escaping import markdown_environment, markdown_text

REPORT_FOLDER = "rehearsal"
"""The folder of the site that holds the report."""
REPORT_INDEX = f"{REPORT_FOLDER}/index.md"
"""The page that the home page leads to."""

_MOST_UNPROVEN = 100
"""Unproven sheets that the summary lists; the pages of the tabs list all."""


@dataclass(frozen=True, slots=True)
class ReportTab:
    """The sheets of one tab of the binder."""

    name: str
    path: str
    """Of its page; empty where no sheet has anything to tell."""
    summary: ProofSummary
    rows: tuple[SectionStatus, ...]
    """The sheets that have something to tell."""


def report_pages(standings: Sequence[SectionStatus], proof: Proof) -> Mapping[str, str]:
    """The Markdown of the report's pages, by their path beside the runbooks."""
    tabs = tuple(_report_tabs(standings, proof))
    environment = markdown_environment()
    environment.globals.update(sheet=_sheet_link, page=_tab_link)
    facts = {"summary": summarize_proof(standings, proof), "tabs": tabs, "listed": _MOST_UNPROVEN}
    pages = {REPORT_INDEX: environment.get_template("rehearsal_report.md.j2").render(facts)}
    for tab in tabs:
        if tab.path:
            pages[tab.path] = environment.get_template("rehearsal_report_tab.md.j2").render(tab=tab)
    return pages


def _report_tabs(standings: Sequence[SectionStatus], proof: Proof) -> Iterator[ReportTab]:
    for name, members in groupby(standings, key=lambda standing: standing.section.part):
        sheets = tuple(members)
        rows = tuple(standing for standing in sheets if standing.section.blocks or standing.state.unproven)
        yield ReportTab(name, f"{REPORT_FOLDER}/{slug(name)}.md" if rows else "", summarize_proof(sheets, proof), rows)


def _sheet_link(standing: SectionStatus) -> Markup:
    """A link to a sheet: its id and title."""
    section = standing.section
    return _markdown_link(f"{section.id}", f"../{section.path}") + Markup(" ") + Markup(markdown_text(section.title))  # noqa: S704 - escaped


def _tab_link(tab: ReportTab) -> Markup:
    """A link to a tab's page, or just its name."""
    return _markdown_link(tab.name, PurePosixPath(tab.path).name) if tab.path else Markup(markdown_text(tab.name))  # noqa: S704 - escaped


def _markdown_link(words: str, path: str) -> Markup:
    return Markup(f"[{markdown_text(words)}](<{path}>)")  # noqa: S704 - the words are escaped, a path is made of slugs

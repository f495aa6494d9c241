"""The pages that the inventory and the templates of a working folder give, rendered in memory."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from mfa_binder.errors import OutputError, OwnRunbookError, RenderingError
from mfa_binder.findings import Finding, FindingPlace
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.catalogue_entries import RunbookPage
from mfa_binder.paper.markdown_parsing import dialect_problems, page_links
from mfa_binder.rendering.book_renderer import RenderedBook, render_book, without_repeats
from mfa_binder.rendering.build_inputs import take_build_inputs, write_build_note
from mfa_binder.rendering.runbook_files import compare_runbooks
from mfa_binder.rendering.template_mistakes import template_finding
from mfa_binder.workflows.folder_inputs import FolderInputs, load_inputs
from mfa_binder.workflows.working_folder import WorkingFolder, document_day


def render_pages(
    folder: WorkingFolder,
    opened: FolderInputs,
    as_of: date,
    on_page: Callable[[RunbookPage], None] = lambda page: None,
    on_count: Callable[[int], None] = lambda count: None,
    jobs: int = 1,
) -> RenderedBook:
    """Every page of a working folder; `on_count` is told how many there are.

    Raises RenderingError with every mistake of the user's templates: in a front matter, in an expression, and what
    site and paper would read differently. Nothing is written before.
    """
    findings = list(opened.template_errors)
    try:
        pages = make_catalogue(opened.organization, opened.own, opened.observation)
    except OwnRunbookError as error:
        findings += error.findings
        wrong_files = {found.place.file for found in error.findings}
        sound = tuple(own for own in opened.own if not wrong_files & {place.file for place in own.places.values()})
        pages = make_catalogue(opened.organization, sound, opened.observation)
    on_count(len(pages.pages))
    judge = partial(_page_findings, frozenset(page.path for page in pages.pages))
    try:
        rendered = render_book(opened.organization, pages, as_of, folder.overrides, on_page, jobs, judge)
    except RenderingError as error:
        findings += error.findings
    if findings:
        raise RenderingError(without_repeats(findings))
    return rendered


def _page_findings(paths: frozenset[str], path: str, markdown: str) -> Iterator[Finding]:
    """What is outside the dialect, and which links lead to no page; `paths` are those of all pages."""
    for problem in dialect_problems(markdown, path):
        yield template_finding(FindingPlace(f"runbooks/{path}", problem.line, 1), problem.what, problem.hint)
    for line, address in page_links(markdown):
        target = address.partition("#")[0]
        if not target or ":" in target or target.startswith("//"):
            continue
        if posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) not in paths:
            hint = "let links.find(kind, subject, text) write the link"
            yield template_finding(
                FindingPlace(f"runbooks/{path}", line, 1), f"a link to {target}, and there is no such page", hint
            )


def require_current_pages(folder: WorkingFolder, day: str | None, environ: Mapping[str, str]) -> bool:
    """Whether the inventory says the day of the document. Raises OutputError if the build is not of today's inputs."""
    inputs = take_build_inputs(folder.path, folder.overrides)
    opened = load_inputs(folder, None, environ)
    dated = opened.organization.document.dated
    as_of = document_day(None if dated else day, dated, environ, "--date")
    rendered = render_pages(folder, opened, as_of)
    stale = compare_runbooks(folder.path, rendered).out_of_date
    if stale:
        raise OutputError(
            f"{len(stale)} file(s), such as {stale[0]}, are not what the inventory gives now", "run mfa-binder build"
        )
    write_build_note(inputs, rendered.sidecar_text, dated=dated is not None)
    return dated is not None

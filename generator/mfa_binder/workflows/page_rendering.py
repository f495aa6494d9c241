"""The pages that the inventory and the templates of a working folder give, rendered in memory."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import count

from mfa_binder.errors import OutputError, OwnRunbookError, RenderingError
from mfa_binder.findings import Finding, FindingPlace
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.own_runbooks import OwnRunbook
from mfa_binder.paper.markdown_parsing import dialect_problems, page_links
from mfa_binder.rendering.book_renderer import RenderedBook, render_book, without_repeats
from mfa_binder.rendering.build_inputs import take_build_inputs, write_build_note
from mfa_binder.rendering.runbook_files import compare_runbooks
from mfa_binder.rendering.template_mistakes import template_finding
from mfa_binder.workflows.folder_inputs import FolderInputs, load_inputs
from mfa_binder.workflows.progress import SILENT, CountedWork, WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder, document_day


def render_pages(
    folder: WorkingFolder, inputs: FolderInputs, as_of: date, progress: WorkProgress = SILENT, jobs: int = 1
) -> RenderedBook:
    """Every page of a working folder; `progress` counts them.

    Raises RenderingError with every mistake of the user's templates: in a front matter, in an expression, and what
    site and paper would read differently. Nothing is written before.
    """
    findings = list(inputs.template_errors)
    with progress.count(CountedWork.RENDERING) as counter:
        try:
            pages = make_catalogue(inputs.organization, inputs.own, inputs.observation)
        except OwnRunbookError as error:
            findings += error.findings
            pages = make_catalogue(inputs.organization, _sound_runbooks(inputs, error), inputs.observation)
        total, done = len(pages.pages), count(1)
        counter.reach(0, total)
        judge = partial(_page_findings, frozenset(page.path for page in pages.pages))
        try:
            rendered = render_book(
                inputs.organization,
                pages,
                as_of,
                folder.overrides,
                lambda page: counter.reach(next(done), total),
                jobs,
                judge,
            )
        except RenderingError as error:
            findings += error.findings
    if findings:
        raise RenderingError(without_repeats(findings))
    return rendered


def _sound_runbooks(inputs: FolderInputs, error: OwnRunbookError) -> tuple[OwnRunbook, ...]:
    """The user's runbooks without those that cannot be used, so that what is wrong in the others is found as well."""
    wrong_files = {found.place.file for found in error.findings}
    return tuple(own for own in inputs.own if not wrong_files & {place.file for place in own.places.values()})


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


def require_current_pages(folder: WorkingFolder, day: date | None, environ: Mapping[str, str]) -> bool:
    """Whether the inventory says the day of the document. Raises OutputError if the build is not of today's inputs.

    `day` dates the documents if the inventory does not.
    """
    # Taken before anything is read: what is saved meanwhile must not count as what was rendered.
    build_inputs = take_build_inputs(folder.path, folder.overrides)
    inputs = load_inputs(folder, None, environ)
    dated = inputs.organization.document.dated
    rendered = render_pages(folder, inputs, document_day(None if dated else day, dated, environ))
    stale = compare_runbooks(folder.path, rendered).out_of_date
    if stale:
        raise OutputError(
            f"{len(stale)} file(s), such as {stale[0]}, are not what the inventory gives now", "run mfa-binder build"
        )
    write_build_note(build_inputs, rendered.sidecar_text, dated=dated is not None)
    return dated is not None

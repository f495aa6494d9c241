"""All pages of a catalogue to Markdown, with the sidecar beside them; many pages in several processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from mfa_binder.book.binder_plans import binder_plans
from mfa_binder.book.inventory_facts import inventory_facts
from mfa_binder.book.sidecar import CoverText, IssuingSettings, Sidecar
from mfa_binder.errors import RenderingError
from mfa_binder.findings import Finding, FindingPlace
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.catalogue_entries import RunbookPage
from mfa_binder.processes.process_pool import fork_context, work_through
from mfa_binder.rendering.page_renderer import Judge, PageRenderer, RefusedPage, RenderedPage

_CHUNK_PAGES = 25
"""Pages handed out at a time, to one process after the other."""


def can_fork() -> bool:
    """Whether this platform copies a process with its memory; only then is nothing handed over."""
    return fork_context() is not None


def render_in_workers(
    renderer: PageRenderer, pages: Sequence[RunbookPage], jobs: int
) -> Iterator[RenderedPage | RefusedPage]:
    """The pages in their order, rendered by `jobs` processes; after one that took more than it may, not all of them."""
    context = fork_context()
    if context is None:
        raise RuntimeError("this platform cannot copy a process")

    def render(mine: Sequence[int]) -> Iterator[list[RenderedPage | RefusedPage]]:
        for start in mine:
            chunk = list(_render_until_refused(renderer, pages[start : start + _CHUNK_PAGES]))
            yield chunk
            if isinstance(chunk[-1], RefusedPage) and chunk[-1].last:
                return

    starts = range(0, len(pages), _CHUNK_PAGES)
    done: list[deque[list[RenderedPage | RefusedPage]]] = [deque() for _ in range(jobs)]
    following = 0
    for position, chunk in work_through([starts[job::jobs] for job in range(jobs)], render, context, jobs):
        done[position].append(chunk)
        while done[following % jobs]:
            yield from done[following % jobs].popleft()
            following += 1


def _render_until_refused(renderer: PageRenderer, pages: Sequence[RunbookPage]) -> Iterator[RenderedPage | RefusedPage]:
    """The pages, up to one after which no other is worth trying."""
    for page in pages:
        rendered = renderer.render(page)
        yield rendered
        if isinstance(rendered, RefusedPage) and rendered.last:
            return


_PAGES_WORTH_WORKERS = 300
"""Pages from which on a second process saves more than it costs."""


@dataclass(frozen=True)
class RenderedBook:
    """A build in memory: Markdown by path under runbooks/, in the order of the sidecar."""

    files: dict[str, str]
    sidecar: Sidecar

    @cached_property
    def sidecar_text(self) -> str:
        """The text of `runbooks.json`."""
        return self.sidecar.dumps()


def render_book(
    organization: Organization,
    pages: Catalogue,
    as_of: date,
    overrides: Path | None = None,
    on_page: Callable[[RunbookPage], None] = lambda page: None,
    jobs: int = 1,
    judge: Judge | None = None,
) -> RenderedBook:
    """Render every page, `jobs` at a time where there are many.

    `judge` says what is wrong in the Markdown of a page that the user's templates had a part in.
    Raises RenderingError with every mistake of the templates, each once.
    """
    cover = cover_text(organization, as_of)
    renderer = PageRenderer(organization, pages, cover, overrides, judge)
    files, sections, findings = {}, [], list(renderer.mistakes())
    for page, rendered in zip(pages.pages, _render_pages(renderer, pages, jobs), strict=False):
        on_page(page)
        if isinstance(rendered, RenderedPage):
            files[page.path] = rendered.markdown
            sections.append(rendered.section)
            continue
        findings += rendered.findings
        if rendered.last:
            break
    if findings:
        raise RenderingError(without_repeats(findings))
    sidecar = Sidecar(
        front=cover,
        sections=tuple(sections),
        binders=binder_plans(organization, sections),
        issuing=issuing_settings(organization),
        facts=inventory_facts(organization),
    )
    return RenderedBook(files, sidecar)


def issuing_settings(organization: Organization) -> IssuingSettings:
    """What the inventory says of issuing a revision."""
    return IssuingSettings(
        organizations={key: aws.name for key, aws in organization.organizations.items()},
        complete_revision_above=organization.binders.complete_revision_above,
        keep_ended_days=organization.binders.keep_ended_days,
    )


def cover_text(organization: Organization, as_of: date) -> CoverText:
    """What stands on the cover and in the running lines."""
    document = organization.document
    owner = organization.people[document.owner].name if document.owner is not None else "no owner named"
    return CoverText(
        title=document.title,
        dated=as_of,
        owner=owner,
        classification=document.classification,
        review_by=as_of + timedelta(days=document.review_every_days),
        organizations=tuple(aws.name for aws in organization.organizations.values()),
    )


def without_repeats(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of their files: one for each place and message, though many pages have it."""
    first: dict[tuple[FindingPlace, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.place, finding.message), finding)
    return tuple(sorted(first.values(), key=lambda each: (each.place.file, each.place.line, each.message)))


def _render_pages(renderer: PageRenderer, pages: Catalogue, jobs: int) -> Iterator[RenderedPage | RefusedPage]:
    """The pages in their order."""
    if jobs > 1 and len(pages.pages) >= _PAGES_WORTH_WORKERS and can_fork():
        return render_in_workers(renderer, pages.pages, jobs)
    return map(renderer.render, pages.pages)

"""Rendering: every page of the catalogue to Markdown, and the sidecar beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from mfa_binder.errors import RenderingError
from mfa_binder.findings import Finding, Place
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.binders import binder_plans
from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.facts import facts
from mfa_binder.pages.page import Page
from mfa_binder.pages.sidecar import Front, Issuing, Sidecar
from mfa_binder.rendering.page_renderer import Judge, PageRenderer, RefusedPage, RenderedPage
from mfa_binder.rendering.workers import can_fork, in_workers

_WORTH_WORKERS = 300
"""Pages from which on a second process saves more than it costs."""


@dataclass(frozen=True)
class Rendered:
    """A build in memory: Markdown by path under runbooks/, in the order of the sidecar."""

    files: dict[str, str]
    sidecar: Sidecar

    @cached_property
    def sidecar_text(self) -> str:
        """The text of `runbooks.json`."""
        return self.sidecar.dumps()


def render(
    organization: Organization,
    pages: Catalogue,
    as_of: date,
    overrides: Path | None = None,
    on_page: Callable[[Page], None] = lambda page: None,
    jobs: int = 1,
    judge: Judge | None = None,
) -> Rendered:
    """Render every page, `jobs` at a time where there are many.

    `judge` says what is wrong in the Markdown of a page that the user's templates had a part in.
    Raises RenderingError with every mistake of the templates, each once.
    """
    cover = front(organization, as_of)
    renderer = PageRenderer(organization, pages, cover, overrides, judge)
    files, sections, findings = {}, [], list(renderer.mistakes())
    for page, rendered in zip(pages.pages, _rendered(renderer, pages, jobs), strict=False):
        on_page(page)
        if isinstance(rendered, RenderedPage):
            files[page.path] = rendered.markdown
            sections.append(rendered.section)
            continue
        findings += rendered.findings
        if rendered.last:
            break
    if findings:
        raise RenderingError(each_once(findings))
    sidecar = Sidecar(
        front=cover,
        sections=tuple(sections),
        binders=binder_plans(organization, sections),
        issuing=issuing(organization),
        facts=facts(organization),
    )
    return Rendered(files, sidecar)


def issuing(organization: Organization) -> Issuing:
    """What the inventory says of issuing a revision."""
    return Issuing(
        organizations={key: aws.name for key, aws in organization.organizations.items()},
        complete_revision_above=organization.binders.complete_revision_above,
        keep_ended_days=organization.binders.keep_ended_days,
    )


def front(organization: Organization, as_of: date) -> Front:
    """What stands on the cover and in the running lines."""
    document = organization.document
    owner = organization.people[document.owner].name if document.owner is not None else "no owner named"
    return Front(
        title=document.title,
        dated=as_of,
        owner=owner,
        classification=document.classification,
        review_by=as_of + timedelta(days=document.review_every_days),
        organizations=tuple(aws.name for aws in organization.organizations.values()),
    )


def each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of their files: one for each place and message, though many pages have it."""
    first: dict[tuple[Place, str], Finding] = {}
    for finding in findings:
        first.setdefault((finding.place, finding.message), finding)
    return tuple(sorted(first.values(), key=lambda each: (each.place.file, each.place.line, each.message)))


def _rendered(renderer: PageRenderer, pages: Catalogue, jobs: int) -> Iterator[RenderedPage | RefusedPage]:
    """The pages in their order."""
    if jobs > 1 and len(pages.pages) >= _WORTH_WORKERS and can_fork():
        return in_workers(renderer, pages.pages, jobs)
    return map(renderer.render, pages.pages)

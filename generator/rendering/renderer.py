"""Rendering: every page of the catalogue to Markdown, and the sidecar beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from generator.organization.organization import Organization
from generator.pages.binders import binder_plans
from generator.pages.catalogue import Catalogue
from generator.pages.facts import facts
from generator.pages.page import Page
from generator.pages.sidecar import Front, Issuing, Sidecar
from generator.rendering.page_renderer import PageRenderer, RenderedPage
from generator.rendering.workers import can_fork, in_workers

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
) -> Rendered:
    """Render every page, `jobs` at a time where there are many.

    Raises TemplateError with template and line at the first that fails.
    """
    cover = front(organization, as_of)
    files, sections = {}, []
    for page, rendered in zip(pages.pages, _rendered(organization, pages, cover, overrides, jobs), strict=True):
        files[page.path] = rendered.markdown
        sections.append(rendered.section)
        on_page(page)
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


def _rendered(
    organization: Organization, pages: Catalogue, cover: Front, overrides: Path | None, jobs: int
) -> Iterator[RenderedPage]:
    """The pages in their order."""
    if jobs > 1 and len(pages.pages) >= _WORTH_WORKERS and can_fork():
        return in_workers(lambda: PageRenderer(organization, pages, cover, overrides), pages.pages, jobs)
    return map(PageRenderer(organization, pages, cover, overrides).render, pages.pages)

"""One page of an organization, rendered alone: a whole build takes seconds, and most tests read one sheet."""

from __future__ import annotations

from datetime import date

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.catalogue_entries import RunbookPage
from mfa_binder.rendering.book_renderer import cover_text
from mfa_binder.rendering.page_renderer import PageRenderer, RenderedPage

DAY = date(2026, 11, 24)


def rendered_page(organization: Organization, path: str, day: date = DAY) -> RenderedPage:
    """The page at a path under runbooks/."""
    pages = make_catalogue(organization)
    page = next(page for page in pages.pages if page.path == path)
    return _rendered(organization, page, day)


def page_about(organization: Organization, kind: str, subject: str, day: date = DAY) -> str:
    """The Markdown of the page of a kind about a subject."""
    page = make_catalogue(organization).find(kind, subject)
    assert page is not None
    return _rendered(organization, page, day).markdown


def _rendered(organization: Organization, page: RunbookPage, day: date) -> RenderedPage:
    made = PageRenderer(organization, make_catalogue(organization), cover_text(organization, day), None).render(page)
    assert isinstance(made, RenderedPage), made
    return made

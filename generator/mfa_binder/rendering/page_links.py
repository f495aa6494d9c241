"""Links between pages, relative to the page that is being rendered."""

from __future__ import annotations

import posixpath

from jinja2.sandbox import unsafe
from markupsafe import Markup

from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.catalogue_entries import RunbookPage
from mfa_binder.rendering.escaping import markdown


class PageLinks:
    """Writes Markdown links from the page at hand; `start` tells it which one that is."""

    def __init__(self, pages: Catalogue) -> None:
        self._pages = pages
        self._folder = ""

    @unsafe
    def start(self, page: RunbookPage) -> None:
        """Links are relative to this page from now on."""
        self._folder = posixpath.dirname(page.path)

    def to(self, page: RunbookPage, text: object = "") -> Markup:
        """A link to a page, with its title or another text."""
        target = posixpath.relpath(page.path, self._folder or ".")
        return Markup(f"[{markdown(text or page.title)}]({target})")  # noqa: S704 - paths are slugs

    def find(self, kind: str, subject: str, text: object) -> Markup:
        """A link to the page of that kind for that subject; just the text where there is none."""
        page = self._pages.find(kind, subject)
        return self.to(page, text) if page is not None else markdown(text)

    def sheet(self, kind: str, subject: str, text: object = "") -> Markup:
        """A link to a page, its id as the text unless another is given; where there is none, "none: " and why."""
        page = self._pages.find(kind, subject)
        if page is None:
            return markdown(f"none: {self._pages.why_none(kind, subject)}")
        return self.to(page, text or page.id)

"""Rendering one page after the other, in one process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mfa_binder.errors import RenderingError
from mfa_binder.findings import Finding, Place
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.page import Page
from mfa_binder.pages.sidecar import Front, Section
from mfa_binder.pages.template_limits import TemplateLimitError, TemplateLimits
from mfa_binder.rendering.environment import PageEnvironment, environment
from mfa_binder.rendering.links import Links
from mfa_binder.rendering.loading import LayeredLoader
from mfa_binder.rendering.mistakes import MISTAKES, mistake, undefined_names
from mfa_binder.rendering.recorder import Recorder
from mfa_binder.rendering.shipped import shipped_templates
from mfa_binder.rendering.tidying import tidied

Judge = Callable[[str, str], Iterable[Finding]]
"""Says what is wrong in a page's Markdown: its path under runbooks/ and its text; places are lines of the page."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's Markdown and its record in the sidecar."""

    markdown: str
    section: Section


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What is wrong in the templates of a page. `last`: no further page is worth trying, it might take as long."""

    findings: tuple[Finding, ...]
    last: bool = False


class PageRenderer:
    """Renders the pages of one organization.

    What a template of the user's takes part in has limits, and is judged.
    """

    def __init__(
        self,
        organization: Organization,
        pages: Catalogue,
        cover: Front,
        overrides: Path | None,
        judge: Judge | None = None,
        limits: TemplateLimits | None = None,
    ) -> None:
        self._recorder, self._links = Recorder(), Links(pages)
        self._loader = LayeredLoader(shipped_templates(), overrides)
        self._judge, self._limits = judge, limits or TemplateLimits()
        self._theirs = self._loader.their_names
        self._environment = self._make_environment(organization, pages, cover)

    def mistakes(self) -> Iterator[Finding]:
        """What is wrong in each template of the user's, read by itself."""
        for name in self._theirs:
            yield from self._mistakes_of(name)

    def render(self, page: Page) -> RenderedPage | RefusedPage:
        """One page, or what is wrong with it."""
        try:
            with self._limited():
                return self._rendered(page)
        except MISTAKES as error:
            found = mistake(error, self._loader, page.template, page.id)
            if found is None:
                raise
            return RefusedPage((found,), last=isinstance(error, MemoryError | TemplateLimitError))

    def _rendered(self, page: Page) -> RenderedPage | RefusedPage:
        self._recorder.start(page)
        self._links.start(page)
        self._environment.used.clear()
        text = self._environment.get_template(page.template).render(page=page, view=page.view)
        self._limits.check_length(text)
        markdown = "\n".join(tidied(text.split("\n"))).strip("\n") + "\n"
        findings = tuple(self._judged(page, markdown))
        return RefusedPage(findings) if findings else RenderedPage(markdown, self._recorder.section(markdown))

    @contextmanager
    def _limited(self) -> Iterator[None]:
        if not self._theirs:
            yield
            return
        with self._limits.kept():
            yield

    def _make_environment(self, organization: Organization, pages: Catalogue, cover: Front) -> PageEnvironment:
        """Raises RenderingError with every mistake of the user's macros, without which there are no pages."""
        try:
            with self._limited():
                return environment(organization, pages, cover, self._recorder, self._links, self._loader)
        except MISTAKES as error:
            found = mistake(error, self._loader, "macros")
            if found is None:
                raise
            raise RenderingError((found,)) from None

    def _mistakes_of(self, name: str) -> Iterator[Finding]:
        try:
            with self._limited():
                self._environment.get_template(name)
                findings = list(self._undefined_names(name))
        except MISTAKES as error:
            found = mistake(error, self._loader, name)
            if found is None:
                raise
            findings = [found]
        yield from findings

    def _undefined_names(self, name: str) -> Iterator[Finding]:
        """Of a runbook: a section also knows what the template sets that includes it."""
        file, text = self._loader.runbook(name)
        known = {*self._environment.globals, "page", "view", "subject"}
        yield from undefined_names(text, file, known, self._environment)

    def _judged(self, page: Page, markdown: str) -> Iterator[Finding]:
        """What is wrong in a page in which the user's templates had a part, at the line of the template."""
        if self._judge is None or not (theirs := self._their_part()):
            return
        lines = markdown.split("\n")
        for found in self._judge(page.path, markdown):
            yield self._located(found, lines[found.place.line - 1 : found.place.line], theirs)

    def _their_part(self) -> list[str]:
        """The user's files that the page was made with; any page may have been made with their macros."""
        macros = [file for file in self._environment.macro_files if self._loader.is_theirs(file)]
        return [*sorted(file for file in self._environment.used if self._loader.is_theirs(file)), *macros]

    def _located(self, found: Finding, lines: list[str], theirs: list[str]) -> Finding:
        """The finding at the line of a template that holds the words of the page's line; else at a template's top."""
        words = lines[0].strip() if lines else ""
        places = (
            Place(file, number, 1)
            for file in theirs
            for number, line in enumerate(self._loader.their_lines(file), start=1)
            if words and _holds(line.strip(), words)
        )
        place = next(places, Place(theirs[0], 1, 1))
        return replace(found, place=place, message=f"{found.message} (in {found.place})")


def _holds(line: str, words: str) -> bool:
    """Whether a line of a template gives those words of a page, or a part of them."""
    return line == words or (len(line) > _TELLING and (line in words or words in line))


_TELLING = 2
"""Characters from which on a part of a line says where it comes from."""

"""One page to Markdown: its template, then blank lines as the dialect needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mfa_binder.book.sections import Section
from mfa_binder.book.sidecar import CoverText
from mfa_binder.errors import RenderingError
from mfa_binder.findings import Finding, FindingPlace
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import Catalogue
from mfa_binder.pages.catalogue_entries import RunbookPage
from mfa_binder.pages.template_limits import TemplateLimitError, TemplateLimits
from mfa_binder.rendering.block_recorder import BlockRecorder
from mfa_binder.rendering.page_environment import PageEnvironment, make_environment
from mfa_binder.rendering.page_links import PageLinks
from mfa_binder.rendering.shipped_templates import shipped_templates
from mfa_binder.rendering.template_files import LayeredLoader
from mfa_binder.rendering.template_mistakes import TEMPLATE_MISTAKES, mistake_finding, undefined_names

_OPENERS = re.compile(r"(?P<heading>#{1,3} )|(?P<table>\|)|(?P<list>- |\d+\. )|(?P<admonition>!!! )")


def _line_kind(line: str) -> str:
    """What a line outside a fence begins with; an indented line goes on with what stands above it."""
    if line.startswith(" "):
        return "inside"
    opener = _OPENERS.match(line)
    return (opener.lastgroup or "text") if opener else "text"


def _needs_blank_line(above: str, below: str) -> bool:
    """Whether a blank line must stand between two lines that are not blank.

    Jinja drops the line break after `{% endif %}`, so a template's blank line can get lost.
    """
    if "heading" in (above, below) or below == "admonition":
        return True
    return below in ("table", "list") and above not in (below, "inside")


def normalize_blank_lines(lines: Sequence[str]) -> Iterator[str]:
    """Outside fences: no trailing blanks but hard breaks, and one blank line where one is needed or wanted."""
    fence, above = "", ""
    for line in lines:
        ticks = re.match(r" *(`{3,})", line) if "```" in line else None
        inside = bool(fence)
        if ticks and not fence:
            fence = ticks[1]
        elif ticks and ticks[1] == fence:
            fence = ""
        kept = line if inside or (line.endswith("  ") and line.strip()) else line.rstrip()
        kind = "inside" if inside else _line_kind(kept) if kept else ""
        if kept and above and not inside and _needs_blank_line(above, kind):
            yield ""
        if kept or inside or above:
            yield kept
        above = kind


Judge = Callable[[str, str], Iterable[Finding]]
"""Says what is wrong in a page's Markdown: its path under runbooks/ and its text; places are lines of the page."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's Markdown and its record in the sidecar."""

    markdown: str
    section: Section


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """What is wrong in the templates of a page."""

    findings: tuple[Finding, ...]
    last: bool = False
    """Whether no further page is worth trying, since it might take as long."""


class PageRenderer:
    """Renders the pages of one organization.

    What a template of the user's takes part in has limits, and is judged.
    """

    def __init__(
        self,
        organization: Organization,
        pages: Catalogue,
        cover: CoverText,
        overrides: Path | None,
        judge: Judge | None = None,
        limits: TemplateLimits | None = None,
    ) -> None:
        self._recorder, self._links = BlockRecorder(), PageLinks(pages)
        self._loader = LayeredLoader(shipped_templates(), overrides)
        self._judge, self._limits = judge, limits or TemplateLimits()
        self._theirs = self._loader.their_names
        self._environment = self._make_environment(organization, pages, cover)

    def mistakes(self) -> Iterator[Finding]:
        """What is wrong in each template of the user's, read by itself."""
        for name in self._theirs:
            yield from self._mistakes_of(name)

    def render(self, page: RunbookPage) -> RenderedPage | RefusedPage:
        """One page, or what is wrong with it."""
        try:
            with self._limited():
                return self._rendered(page)
        except TEMPLATE_MISTAKES as error:
            found = mistake_finding(error, self._loader, page.template, page.id)
            if found is None:
                raise
            return RefusedPage((found,), last=isinstance(error, MemoryError | TemplateLimitError))

    def _rendered(self, page: RunbookPage) -> RenderedPage | RefusedPage:
        self._recorder.start(page)
        self._links.start(page)
        self._environment.used.clear()
        text = self._environment.get_template(page.template).render(page=page, view=page.view)
        self._limits.check_length(text)
        markdown = "\n".join(normalize_blank_lines(text.split("\n"))).strip("\n") + "\n"
        findings = tuple(self._judged(page, markdown))
        return RefusedPage(findings) if findings else RenderedPage(markdown, self._recorder.section(markdown))

    @contextmanager
    def _limited(self) -> Iterator[None]:
        if not self._theirs:
            yield
            return
        with self._limits.kept():
            yield

    def _make_environment(self, organization: Organization, pages: Catalogue, cover: CoverText) -> PageEnvironment:
        """Raises RenderingError with every mistake of the user's macros, without which there are no pages."""
        try:
            with self._limited():
                return make_environment(organization, pages, cover, self._recorder, self._links, self._loader)
        except TEMPLATE_MISTAKES as error:
            found = mistake_finding(error, self._loader, "macros")
            if found is None:
                raise
            raise RenderingError((found,)) from None

    def _mistakes_of(self, name: str) -> Iterator[Finding]:
        try:
            with self._limited():
                self._environment.get_template(name)
                findings = list(self._undefined_names(name))
        except TEMPLATE_MISTAKES as error:
            found = mistake_finding(error, self._loader, name)
            if found is None:
                raise
            findings = [found]
        yield from findings

    def _undefined_names(self, name: str) -> Iterator[Finding]:
        """Of a runbook: a section also knows what the template sets that includes it."""
        file, text = self._loader.runbook(name)
        known = {*self._environment.globals, *self._environment.offered, "page", "view", "subject"}
        yield from undefined_names(text, file, known, self._environment)

    def _judged(self, page: RunbookPage, markdown: str) -> Iterator[Finding]:
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
            FindingPlace(file, number, 1)
            for file in theirs
            for number, line in enumerate(self._loader.their_lines(file), start=1)
            if words and _is_source_of(line.strip(), words)
        )
        place = next(places, FindingPlace(theirs[0], 1, 1))
        return replace(found, place=place, message=f"{found.message} (in {found.place})")


def _is_source_of(line: str, words: str) -> bool:
    """Whether a line of a template gives those words of a page, or a part of them."""
    return line == words or (len(line) > _SIGNIFICANT_CHARACTERS and (line in words or words in line))


_SIGNIFICANT_CHARACTERS = 2
"""Characters from which on a part of a line says where it comes from."""

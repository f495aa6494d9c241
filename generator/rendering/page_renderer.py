"""Rendering one page after the other, in one process."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateSyntaxError

from generator.errors import TemplateError
from generator.organization.organization import Organization
from generator.pages.catalogue import Catalogue
from generator.pages.page import Page
from generator.pages.sidecar import Front, Section
from generator.rendering.environment import environment
from generator.rendering.links import Links
from generator.rendering.loading import LayeredLoader
from generator.rendering.recorder import Recorder
from generator.rendering.shipped import shipped_templates
from generator.rendering.tidying import tidied

_MISTAKES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What Python raises where an expression of a template is wrong."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's Markdown and its record in the sidecar."""

    markdown: str
    section: Section


class PageRenderer:
    """Renders the pages of one organization."""

    def __init__(self, organization: Organization, pages: Catalogue, cover: Front, overrides: Path | None) -> None:
        self._recorder, self._links = Recorder(), Links(pages)
        self._loader = LayeredLoader(shipped_templates(), overrides)
        with self._telling("macros"):
            self._environment = environment(organization, pages, cover, self._recorder, self._links, self._loader)

    def render(self, page: Page) -> RenderedPage:
        """One page. Raises TemplateError with template and line."""
        self._recorder.start(page)
        self._links.start(page)
        text = self._filled(page)
        markdown = "\n".join(tidied(text.split("\n"))).strip("\n") + "\n"
        return RenderedPage(markdown, self._recorder.section(markdown))

    def _filled(self, page: Page) -> str:
        with self._telling(page.template, page.id):
            return self._environment.get_template(page.template).render(page=page, view=page.view)

    @contextmanager
    def _telling(self, what: str, page_id: str = "") -> Iterator[None]:
        """Turn what is wrong in a template into a TemplateError with its file and line."""
        try:
            yield
        except TemplateSyntaxError as error:
            where = self._loader.place(error.filename or str(error.name), error.lineno)
            raise TemplateError(f"{where}: {error.message}", "mend the template") from error
        except (JinjaError, *_MISTAKES) as error:
            place = self._place(error)
            if place is None and not isinstance(error, JinjaError):
                raise
            hint = f"mend the template ({page_id})" if page_id else "mend the template"
            raise TemplateError(f"{place or what}: {error}", hint) from error

    def _place(self, error: BaseException) -> str | None:
        """Template and line where an error came from, and who called a macro; None if it came from no template."""
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
        places = [self._loader.place(frame.filename, frame.lineno or 0) for frame in frames]
        if len(places) > 1 and Path(frames[-1].filename).parent.name == "macros":
            return f"{places[-1]} (called in {places[-2]})"
        return places[-1] if places else None

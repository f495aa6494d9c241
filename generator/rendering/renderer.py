"""Rendering: every page of the catalogue to Markdown, and the sidecar beside it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError

from generator.errors import TemplateError
from generator.organization.organization import Organization
from generator.pages.catalogue import Catalogue
from generator.pages.page import Page
from generator.pages.sidecar import Front, Section, Sidecar
from generator.rendering.environment import environment
from generator.rendering.links import Links
from generator.rendering.recorder import Recorder


@dataclass(frozen=True)
class Rendered:
    """A build in memory: Markdown by path under runbooks/, in the order of the sidecar."""

    files: dict[str, str]
    sidecar: Sidecar


def render(
    organization: Organization,
    pages: Catalogue,
    as_of: date,
    overrides: Path | None = None,
    on_page: Callable[[Page], None] = lambda page: None,
) -> Rendered:
    """Render every page. Raises TemplateError with template and line at the first that fails."""
    recorder, cover = Recorder(), front(organization, as_of)
    env = environment(organization, pages, cover, recorder, overrides)
    files: dict[str, str] = {}
    sections: list[Section] = []
    for page in pages.pages:
        files[page.path] = _render(env, recorder, page)
        sections.append(recorder.section(files[page.path]))
        on_page(page)
    return Rendered(files, Sidecar(front=cover, sections=tuple(sections)))


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


def _render(env: Environment, recorder: Recorder, page: Page) -> str:
    recorder.start(page)
    links = env.globals["links"]
    if isinstance(links, Links):
        links.start(page)
    try:
        text = env.get_template(page.template).render(page=page, view=page.view)
    except TemplateSyntaxError as error:
        raise TemplateError(f"{error.name}:{error.lineno}: {error.message}", "mend the template") from error
    except JinjaError as error:
        raise TemplateError(f"{_where(error)}: {error}", f"mend the template ({page.id})") from error
    return "\n".join(_tidy(text.split("\n"))).strip("\n") + "\n"


def _where(error: JinjaError) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    if not frames:
        return str(error)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"


_OPENERS = re.compile(r"(?P<heading>#{1,3} )|(?P<table>\|)|(?P<list>- |\d+\. )|(?P<admonition>!!! )")


def _kind(line: str) -> str:
    """What a line outside a fence begins with; an indented line goes on with what stands above it."""
    if line.startswith(" "):
        return "inside"
    opener = _OPENERS.match(line)
    return (opener.lastgroup or "text") if opener else "text"


def _parted(above: str, below: str) -> bool:
    """Whether a blank line must stand between two lines that are not blank.

    Jinja drops the line break after `{% endif %}`, so a template's blank line can get lost.
    """
    if "heading" in (above, below) or below == "admonition":
        return True
    return below in ("table", "list") and above not in (below, "inside")


def _tidy(lines: list[str]) -> Iterator[str]:
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
        kind = "inside" if inside else _kind(kept) if kept else ""
        if kept and above and not inside and _parted(above, kind):
            yield ""
        if kept or inside or above:
            yield kept
        above = kind

"""Where templates come from: the user's folder before ours, file by file, and macro by macro."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, TemplateNotFound

from generator.pages.user_templates import split_front_matter
from generator.rendering.shipped import shipped_templates


def shipped_names() -> frozenset[str]:
    """The paths of our templates under their folder, with forward slashes."""
    folder = shipped_templates()
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))


_Source = tuple[str, str, Callable[[], bool]]


class LayeredLoader(BaseLoader):
    """A file of the user's replaces ours; of a file of macros it replaces those that it defines.

    Their macros are read after ours, in one source: a macro defined twice counts as defined last,
    also for the macros of ours that call it.
    """

    def __init__(self, ours: Path, theirs: Path | None) -> None:
        self._ours = FileSystemLoader(ours)
        layered = theirs is not None and theirs.resolve() != ours.resolve()
        self._theirs = FileSystemLoader(theirs) if theirs is not None and layered else None
        self._first_lines: dict[str, int] = {}

    def get_source(self, environment: Environment, template: str) -> _Source:
        """The text of a template, without its front matter, its lines where they stand in the file."""
        theirs = self._their_source(environment, template)
        if theirs is None:
            return self._ours.get_source(environment, template)
        text = split_front_matter(theirs[0])[1]
        if template.startswith("macros/") and (ours := self._our_macros(environment, template)):
            self._first_lines[theirs[1]] = ours.count("\n") + 1
            text = f"{ours}\n{text}"
        return text, theirs[1], theirs[2]

    def place(self, file: str, line: int) -> str:
        """`FILE:LINE` of what a line of a source that was read stands for."""
        name, before = Path(file).name, self._first_lines.get(file, 0)
        return f"{name}:{line - before}" if line > before else f"{name} (ours):{line}"

    def _their_source(self, environment: Environment, template: str) -> _Source | None:
        try:
            return self._theirs.get_source(environment, template) if self._theirs is not None else None
        except TemplateNotFound:
            return None

    def _our_macros(self, environment: Environment, template: str) -> str:
        try:
            return self._ours.get_source(environment, template)[0]
        except TemplateNotFound:
            return ""

"""How Jinja2 finds templates, ours and the user's: a user's file stands before ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, Template, TemplateNotFound
from jinja2.loaders import split_template_path

from mfa_binder.errors import MissingFileError
from mfa_binder.findings import FindingPlace
from mfa_binder.pages.user_templates import read_template, split_front_matter, template_files

_TemplateSource = tuple[str, str, Callable[[], bool]]


class LayeredLoader(BaseLoader):
    """A file of the user's replaces ours; of a file of macros it replaces those that it defines.

    Their macros are read after ours, in one source: a macro defined twice counts as defined last,
    also for the macros of ours that call it.
    """

    def __init__(self, ours: Path, theirs: Path | None) -> None:
        self._ours = FileSystemLoader(ours)
        self._theirs = theirs if theirs is not None and theirs.resolve() != ours.resolve() else None
        self._first_lines: dict[str, int] = {}
        self.offered: Mapping[str, object] = {}
        """What a template of the user's knows without an import, by name; ours say whence they have it."""

    @property
    def their_names(self) -> tuple[str, ...]:
        """The user's templates by their names; none if there is no folder of theirs."""
        if self._theirs is None:
            return ()
        return tuple(path.relative_to(self._theirs).as_posix() for path in template_files(self._theirs))

    def get_source(self, environment: Environment, template: str) -> _TemplateSource:
        """The text of a template, without its front matter, its lines where they stand in the file.

        Raises ReadingError if a file of the user's cannot be read.
        """
        theirs = self._their_source(template)
        if theirs is None:
            return self._ours.get_source(environment, template)
        file, whole = theirs
        text = split_front_matter(whole)[1]
        if template.startswith("macros/") and (ours := self._our_macros(environment, template)):
            self._first_lines[file] = ours.count("\n") + 1
            text = f"{ours}\n{text}"
        return text, file, lambda: True

    def load(self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None) -> Template:
        """As Jinja2 does it; a template of the user's also gets what is offered so far."""
        known = environment.make_globals(None) if globals is None else globals
        if self._their_source(name) is not None:
            known.update(self.offered)
        return super().load(environment, name, known)

    def runbook(self, name: str) -> tuple[str, str]:
        """File and text of a template of the user's that begins with a front matter; no text of another."""
        file, whole = self._their_source(name) or ("", "")
        front, text = split_front_matter(whole)
        return file, text if front else ""

    def is_theirs(self, file: str | None) -> bool:
        """Whether a source is a file of the user's, or begins with ours and goes on with theirs."""
        return self._theirs is not None and file is not None and Path(file).is_relative_to(self._theirs)

    def place(self, file: str, line: int) -> FindingPlace:
        """Where in a file a line of a source that was read stands. Ours are named without their folder."""
        before = self._first_lines.get(file, 0)
        if line > before and self.is_theirs(file):
            return FindingPlace(file, line - before, 1)
        return FindingPlace(f"{Path(file).name} (ours)", line, 1)

    def their_lines(self, file: str) -> list[str]:
        """The lines of a file of the user's."""
        return read_template(Path(file)).split("\n")

    def _their_source(self, template: str) -> tuple[str, str] | None:
        if self._theirs is None:
            return None
        path = self._theirs.joinpath(*split_template_path(template))
        try:
            return str(path), read_template(path, self._theirs.parent)
        except MissingFileError:
            if path.is_symlink():
                raise
            return None

    def _our_macros(self, environment: Environment, template: str) -> str:
        try:
            return self._ours.get_source(environment, template)[0]
        except TemplateNotFound:
            return ""

"""The user's `templates/` folder: runbooks of their own in it, and files that nobody would use.

Every problem is a finding with file and line; a front matter that cannot be read is an error, a
file that overrides nothing a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta
from pydantic import ValidationError

from generator.errors import InventoryError
from generator.findings import Finding, Place, Severity
from generator.inventory.format import Format
from generator.inventory.nearest import did_you_mean
from generator.inventory.positions import Positions
from generator.inventory.secret_prose import secrets_in_text
from generator.inventory.shape import shape_problems
from generator.inventory.tree import compose
from generator.pages.own_runbooks import FrontMatter, OwnRunbook

_SUFFIX = ".md.j2"
_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FORMAT = Format(FrontMatter)


@dataclass(frozen=True)
class UserTemplates:
    """What a templates folder holds: runbooks of its own, and what is wrong in it, in file order."""

    runbooks: tuple[OwnRunbook, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings without which no page can be made."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True)
class _File:
    """A file of the folder: its path under it, how it is named in findings, its text."""

    name: str
    shown: str
    text: str

    @property
    def top(self) -> bool:
        """Whether it is a page's template, not a section or a macro."""
        return "/" not in self.name and self.name.endswith(_SUFFIX)


def split_front_matter(source: str) -> tuple[str, str]:
    """The YAML of a template's front matter (empty: it has none), and the rest on the lines where it stood."""
    found = _FRONT.match(source)
    if found is None:
        return "", source
    return found["yaml"], "\n" * found.group().count("\n") + source[found.end() :]


def read_user_templates(folder: Path, shipped: frozenset[str]) -> UserTemplates:
    """Read a templates folder. `shipped` are the paths of our templates under theirs, with forward slashes."""
    findings: list[Finding] = []
    files = list(_files(folder, findings))
    runbooks = [runbook for file in files if file.top for runbook in _runbook(file, shipped, findings)]
    findings += _repeated(runbooks, files)
    findings += [found for file in files for found in _secrets(file)]
    findings += _idle(files, shipped, {runbook.template for runbook in runbooks})
    ordered = sorted(findings, key=lambda found: (found.place.file, found.place.line, found.place.column))
    return UserTemplates(tuple(runbooks), tuple(ordered))


def _files(folder: Path, findings: list[Finding]) -> Iterator[_File]:
    for path in sorted(folder.rglob("*.j2")):
        if path.is_file():
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                hint = "make it a readable file in UTF-8, or remove it"
                findings.append(_error(str(path), f"the template cannot be read: {error}", hint))
                continue
            yield _File(path.relative_to(folder).as_posix(), str(path), text)


def _runbook(file: _File, shipped: frozenset[str], findings: list[Finding]) -> Iterator[OwnRunbook]:
    yaml, _ = split_front_matter(file.text)
    if not yaml:
        return
    if file.name in shipped:
        hint = "name the file otherwise, or take the front matter out to override ours"
        findings.append(_error(file.shown, "a front matter stands in a template with the name of one of ours", hint))
        return
    try:
        tree = compose("\n" + yaml, file.shown)
    except InventoryError as error:
        findings.extend(error.findings)
        return
    findings.extend(tree.findings)
    try:
        yield OwnRunbook(file.name.removesuffix(_SUFFIX), FrontMatter.model_validate(tree.root.value))
    except ValidationError as error:
        positions = Positions(file.shown, tree.root)
        findings.extend(positions.placed(found) for found in shape_problems(error, positions, _FORMAT))


def _repeated(runbooks: list[OwnRunbook], files: list[_File]) -> Iterator[Finding]:
    shown = {file.name: file.shown for file in files}
    seen: dict[str, OwnRunbook] = {}
    for runbook in runbooks:
        first = seen.setdefault(runbook.front.id, runbook)
        if first is not runbook:
            message = f"the id {runbook.front.id} is that of {first.template} already"
            yield _error(shown[runbook.template], message, "give this one an id of its own")


def _secrets(file: _File) -> Iterator[Finding]:
    """What a template would print on every sheet although it is secret."""
    hint = "remove it, change it where it is used, and keep it out of the file's history"
    for number, line in enumerate(file.text.split("\n"), 1):
        for at, kind in secrets_in_text(line):
            place = Place(file.shown, number, at + 1)
            yield Finding("secret-in-inventory", Severity.ERROR, place, f"this looks like {kind}", hint)


def _idle(files: list[_File], shipped: frozenset[str], own: set[str]) -> Iterator[Finding]:
    """Files that override none of ours and that no template of the folder names."""
    named = {name for file in files for name in _named_in(file)}
    for file in files:
        if file.name in shipped | own | named or split_front_matter(file.text)[0]:
            continue
        message = "this overrides none of our templates, and none of yours uses it"
        hint = did_you_mean(file.name, tuple(sorted(shipped)), "a runbook of your own begins with a front matter")
        yield Finding("idle-template", Severity.WARNING, Place(file.shown, 1, 1), message, hint)


def _named_in(file: _File) -> set[str]:
    try:
        tree = Environment(autoescape=True).parse(split_front_matter(file.text)[1])
    except TemplateSyntaxError:
        return set()  # rendering tells of it, with its line
    return {name for name in meta.find_referenced_templates(tree) if name is not None}


def _error(shown: str, message: str, hint: str) -> Finding:
    return Finding("wrong-template", Severity.ERROR, Place(shown, 1, 1), message, hint)

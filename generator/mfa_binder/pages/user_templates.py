"""The user's `templates/` folder: runbooks of their own in it, and files that nobody would use.

Every problem is a finding with file and line; a front matter that cannot be read is an error, a
file that overrides nothing a warning.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from jinja2 import TemplateError as JinjaError
from jinja2 import meta
from pydantic import ValidationError

from mfa_binder.errors import InventoryError, ReadingError
from mfa_binder.files.reading import MIB, read_text
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.file_format import FileFormat
from mfa_binder.inventory.message_words import did_you_mean
from mfa_binder.inventory.positions import FilePositions
from mfa_binder.inventory.secret_detection.secret_sentences import find_secrets_in_text
from mfa_binder.inventory.validation.model_errors import describe_objections
from mfa_binder.inventory.yaml_composer import compose_tree
from mfa_binder.pages.own_runbooks import OwnRunbook, RunbookFrontMatter
from mfa_binder.pages.template_sandbox import ConfinedEnvironment

LARGEST_TEMPLATE = MIB
"""Bytes of a template. The largest of ours has about 20,000."""

_SUFFIX = ".md.j2"
_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TAG_BEHIND_A_WORD = re.compile(r"(?<=\S)\{%")
"""Where a tag of Jinja begins that is no part of the word before it."""
_FORMAT = FileFormat(RunbookFrontMatter)


@dataclass(frozen=True)
class UserTemplates:
    """What a templates folder holds."""

    runbooks: tuple[OwnRunbook, ...] = ()
    """The user's own."""
    findings: tuple[Finding, ...] = ()
    """What is wrong in it, in file order."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings without which no page can be made."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True)
class _TemplateFile:
    """A file of the user's folder of templates."""

    name: str
    """Its path under the folder."""
    shown: str
    """How findings name it."""
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
    files = list(_read_files(folder, findings))
    runbooks = [runbook for file in files if file.top for runbook in _parse_runbook(file, shipped, findings)]
    findings += _repeated_codes(runbooks, files)
    findings += [found for file in files for found in _secret_findings(file)]
    findings += _unused_files(files, shipped, {runbook.template for runbook in runbooks})
    ordered = sorted(findings, key=lambda found: (found.place.file, found.place.line, found.place.column))
    return UserTemplates(tuple(runbooks), tuple(ordered))


def template_files(folder: Path) -> tuple[Path, ...]:
    """The templates under a folder, whether they can be read or not."""
    return tuple(sorted(folder.rglob("*.j2")))


def read_template(path: Path, within: Path | None = None) -> str:
    """The text of a template. Raises ReadingError; also for a link that leads out of the folder `within`."""
    if within is not None and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(within)):
        raise ReadingError(path, "this is a link that leads out of the working folder", "put the file itself there")
    return read_text(path, LARGEST_TEMPLATE)


def _read_files(folder: Path, findings: list[Finding]) -> Iterator[_TemplateFile]:
    if not folder.is_dir():
        findings.append(
            _error_finding(str(folder), "this is not a folder", "make it a folder of templates, or remove it")
        )
        return
    for path in template_files(folder):
        try:
            yield _TemplateFile(path.relative_to(folder).as_posix(), str(path), read_template(path, folder.parent))
        except ReadingError as error:
            place = FindingPlace(str(path), error.line or 1, error.column or 1)
            findings.append(Finding("wrong-template", Severity.ERROR, place, error.reason, error.hint))


def _parse_runbook(file: _TemplateFile, shipped: frozenset[str], findings: list[Finding]) -> Iterator[OwnRunbook]:
    yaml, _ = split_front_matter(file.text)
    if not yaml:
        return
    if file.name in shipped:
        hint = "name the file otherwise, or take the front matter out to override ours"
        findings.append(
            _error_finding(file.shown, "a front matter stands in a template with the name of one of ours", hint)
        )
        return
    try:
        tree = compose_tree("\n" + yaml, file.shown)
    except InventoryError as error:
        findings.extend(error.findings)
        return
    findings.extend(tree.findings)
    positions = FilePositions(file.shown, tree.root)
    try:
        front = RunbookFrontMatter.model_validate(tree.root.value)
        places = {key: positions.place((key,)) for key in tree.root.entries}
        yield OwnRunbook(file.name.removesuffix(_SUFFIX), front, MappingProxyType(places))
    except ValidationError as error:
        findings.extend(positions.placed(found) for found in describe_objections(error, positions, _FORMAT))


def _repeated_codes(runbooks: list[OwnRunbook], files: list[_TemplateFile]) -> Iterator[Finding]:
    shown = {file.name: file.shown for file in files}
    seen: dict[str, OwnRunbook] = {}
    for runbook in runbooks:
        first = seen.setdefault(runbook.front.id, runbook)
        if first is not runbook:
            message = f"the id {runbook.front.id} is that of {first.template} already"
            yield _error_finding(shown[runbook.template], message, "give this one an id of its own")


def _secret_findings(file: _TemplateFile) -> Iterator[Finding]:
    """What a template would print on every sheet although it is secret."""
    hint = "remove it, change it where it is used, and keep it out of the file's history"
    for number, line in enumerate(file.text.split("\n"), 1):
        for at, kind in find_secrets_in_text(_TAG_BEHIND_A_WORD.sub(" %", line)):
            place = FindingPlace(file.shown, number, at + 1)
            yield Finding("secret-in-inventory", Severity.ERROR, place, f"this looks like {kind}", hint)


def _unused_files(files: list[_TemplateFile], shipped: frozenset[str], own: set[str]) -> Iterator[Finding]:
    """Files that override none of ours and that no template of the folder names."""
    named = {name for file in files for name in _names_in(file)}
    for file in files:
        if file.name in shipped | own | named or split_front_matter(file.text)[0]:
            continue
        message = "this overrides none of our templates, and none of yours uses it"
        hint = did_you_mean(file.name, tuple(sorted(shipped)), "a runbook of your own begins with a front matter")
        yield Finding("idle-template", Severity.WARNING, FindingPlace(file.shown, 1, 1), message, hint)


def _names_in(file: _TemplateFile) -> set[str]:
    try:
        tree = ConfinedEnvironment(autoescape=True).parse(split_front_matter(file.text)[1])
    except (JinjaError, RecursionError, ValueError):
        return set()  # rendering tells of it, with its line
    return {name for name in meta.find_referenced_templates(tree) if name is not None}


def _error_finding(shown: str, message: str, hint: str) -> Finding:
    return Finding("wrong-template", Severity.ERROR, FindingPlace(shown, 1, 1), message, hint)

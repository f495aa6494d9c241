"""The YAML door: one file becomes one organization, or every reason why it cannot, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import NamedTuple

from pydantic import ValidationError

from generator.errors import InventoryError
from generator.findings import Finding, Place, Severity, Unplaced
from generator.inventory.checks import cross_checks
from generator.inventory.draft import Draft, Part
from generator.inventory.positions import Path, Positions
from generator.inventory.secrets import secrets_by_line, secrets_in
from generator.inventory.shape import shape_problems
from generator.inventory.source import read_source
from generator.inventory.tree import Tree, compose
from generator.inventory.unquoted import unquoted_ids, unquoted_keys
from generator.organization.organization import Organization


@dataclass(frozen=True)
class Inventory:
    """A readable inventory: the organization it describes, and where everything stands in the file."""

    organization: Organization
    positions: Positions


class _Read(NamedTuple):
    organization: Organization | None
    problems: list[Unplaced]


def read_inventory(path: FilePath) -> Inventory:
    """Read `inventory.yaml`. Raises InventoryError with every problem, in the order of the file."""
    return parse_inventory(read_source(path), str(path))


def parse_inventory(text: str, file: str) -> Inventory:
    """An inventory from its text; `file` names it in findings. Raises InventoryError with every problem."""
    tree = compose(text, file)
    positions = Positions(file, tree.root)
    secret = list(secrets_in(tree.root))
    organization, problems = _validated(tree, positions)
    silent = {*tree.unread, *(found.path for found in secret)}
    told = [*secret, *_not_below(silent, [*unquoted_keys(tree.root), *problems])]
    findings = [*tree.findings, *(positions.placed(unplaced) for unplaced in told)]
    findings += _secrets_elsewhere(text, file, findings)
    if findings or organization is None:
        raise InventoryError(in_file_order(findings))
    return Inventory(organization, positions)


def in_file_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by line and column, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.place.line, f.place.column, f.id, f.message)))


def _validated(tree: Tree, positions: Positions) -> _Read:
    """The organization if the model accepts the file, and what is wrong otherwise."""
    ids = list(unquoted_ids(tree.root))
    organization, shape = None, list[Unplaced]()
    try:
        organization = Organization.model_validate(tree.root.value)
    except ValidationError as error:
        shape = list(shape_problems(error, positions))
    checks = cross_checks(Draft(Part((), tree.root.value)))
    return _Read(organization, [*ids, *_not_at({found.path for found in ids}, [*shape, *checks])])


def _not_at(paths: set[Path], problems: Iterable[Unplaced]) -> Iterator[Unplaced]:
    return (found for found in problems if found.path not in paths)


def _not_below(silent: set[Path], problems: Iterable[Unplaced]) -> Iterator[Unplaced]:
    """The problems that are not about a value, or a part of a value, of which nothing more may be said."""
    if not silent:
        yield from problems
        return
    for found in problems:
        if not any(found.path[:length] in silent for length in range(len(found.path) + 1)):
            yield found


def _secrets_elsewhere(text: str, file: str, findings: list[Finding]) -> Iterator[Finding]:
    """Secrets in comments, or wherever else no finding names their line."""
    lines = {finding.place.line for finding in findings if finding.id == "secret-in-inventory"}
    for line, column, kind in secrets_by_line(text):
        if line not in lines:
            lines.add(line)
            hint = "remove it, change it where it is used, and keep it out of the file's history"
            place = Place(file, line, column)
            yield Finding("secret-in-inventory", Severity.ERROR, place, f"this looks like {kind}", hint)

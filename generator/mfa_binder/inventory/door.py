"""The YAML door: one file becomes one organization, or every reason why it cannot, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding, Place, Severity, Unplaced
from mfa_binder.inventory.checks import cross_checks
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.first_findings import FirstFindings
from mfa_binder.inventory.format import INVENTORY
from mfa_binder.inventory.positions import Path, Positions
from mfa_binder.inventory.secrets import secrets_by_line, secrets_in
from mfa_binder.inventory.shape import shape_problems
from mfa_binder.inventory.source import read_source, refuse_odd_line_ends
from mfa_binder.inventory.spelling import dotted
from mfa_binder.inventory.tree import MapNode, compose
from mfa_binder.inventory.unquoted import unquoted_ids, unquoted_keys
from mfa_binder.inventory.validation import Validation
from mfa_binder.organization.organization import Organization

_MOST_OBJECTIONS = 20_000
"""A piece of the file with more is nonsense throughout: the first few hundred tell it."""


@dataclass(frozen=True)
class Inventory:
    """A readable inventory: the organization it describes, and where everything stands in the file."""

    organization: Organization
    positions: Positions


def read_inventory(path: FilePath) -> Inventory:
    """Read `inventory.yaml`. Raises InventoryError with every problem, in the order of the file."""
    return parse_inventory(read_source(path), str(path))


def parse_inventory(text: str, file: str) -> Inventory:
    """An inventory from its text; `file` names it in findings. Raises InventoryError with every problem."""
    refuse_odd_line_ends(text, Place(file))
    tree = compose(text, file, _fixed_keys)
    positions = Positions(file, tree.root)
    first = FirstFindings(positions)
    validation = Validation(tree.root.value)
    secret = list(secrets_in(tree.root))
    silent = {*tree.unread, *(found.path for found in secret)}
    first.take(secret)
    first.take(_not_below(silent, unquoted_keys(tree.root)))
    first.take(_not_below(silent, _problems(tree.root, positions, validation, first)))
    hidden = {dotted(found.path) for found in secret}
    first.take_placed((found for found in tree.findings if found.place.path not in hidden), tree.more)
    first.take_placed(_secrets_elsewhere(text, file, {positions.spot(found)[0] for found in secret}))
    if first.findings or validation.organization is None:
        raise InventoryError(first.findings, first.more)
    return Inventory(validation.organization, positions)


def _fixed_keys(path: Path) -> frozenset[str] | None:
    """The keys that the format has at a place; None where they are ids."""
    return None if INVENTORY.holds_ids(path) else frozenset(INVENTORY.known_keys(path))


def _problems(root: MapNode, positions: Positions, validation: Validation, first: FirstFindings) -> Iterator[Unplaced]:
    """What the model and the cross checks find; too many objections of the model at once are only counted."""
    ids = list(unquoted_ids(root))
    yield from ids
    paths = {found.path for found in ids}
    for path, error in validation.objections():
        if error.error_count() > _MOST_OBJECTIONS and first.is_full:
            first.more += error.error_count()
        else:
            yield from _not_at(paths, shape_problems(error, positions, at=path))
    yield from _not_at(paths, cross_checks(Draft(Part((), root.value))))


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


def _secrets_elsewhere(text: str, file: str, lines: set[int]) -> Iterator[Finding]:
    """Secrets in comments, or wherever else no finding names their line, which are `lines`."""
    for line, column, kind in secrets_by_line(text):
        if line not in lines:
            lines.add(line)
            hint = "remove it, change it where it is used, and keep it out of the file's history"
            place = Place(file, line, column)
            yield Finding("secret-in-inventory", Severity.ERROR, place, f"this looks like {kind}", hint)

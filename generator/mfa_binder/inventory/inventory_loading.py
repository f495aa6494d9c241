"""`inventory.yaml` becomes one organization, or every reason why it cannot, at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding, FindingPlace, Severity, UnplacedFinding
from mfa_binder.inventory.file_format import INVENTORY_FORMAT
from mfa_binder.inventory.first_findings import FirstFindings
from mfa_binder.inventory.message_words import dotted_path
from mfa_binder.inventory.positions import FilePositions
from mfa_binder.inventory.raw_inventory import RawInventory
from mfa_binder.inventory.secret_detection.secret_findings import find_secrets, find_secrets_by_line
from mfa_binder.inventory.source_text import read_source, refuse_odd_line_ends
from mfa_binder.inventory.validation.cross_checks import run_cross_checks
from mfa_binder.inventory.validation.model_errors import PiecewiseValidation, describe_objections
from mfa_binder.inventory.validation.unquoted_numbers import find_unquoted_ids, find_unquoted_keys
from mfa_binder.inventory.yaml_composer import compose_tree
from mfa_binder.inventory.yaml_nodes import KeyPath, MapNode
from mfa_binder.organization.organization import Organization

_MOST_OBJECTIONS = 20_000
"""A piece of the file with more is nonsense throughout: the first few hundred tell it."""


@dataclass(frozen=True)
class Inventory:
    """A readable inventory."""

    organization: Organization
    """What it describes."""
    positions: FilePositions
    """Where everything stands in the file."""


def load_inventory(path: Path) -> Inventory:
    """Read `inventory.yaml`. Raises InventoryError with every problem, in the order of the file."""
    return parse_inventory(read_source(path), str(path))


def parse_inventory(text: str, file: str) -> Inventory:
    """An inventory from its text; `file` names it in findings. Raises InventoryError with every problem."""
    refuse_odd_line_ends(text, FindingPlace(file))
    tree = compose_tree(text, file, _fixed_keys)
    positions = FilePositions(file, tree.root)
    first = FirstFindings(positions)
    validation = PiecewiseValidation(tree.root.value)
    secrets = list(find_secrets(tree.root))
    silent = {*tree.unread, *(finding.path for finding in secrets)}
    # Secrets come first: of what is one, or stands below one, nothing else may be said.
    first.take(secrets)
    first.take(_exclude_below(silent, find_unquoted_keys(tree.root)))
    first.take(_exclude_below(silent, _find_problems(tree.root, positions, validation, first)))
    hidden = {dotted_path(finding.path) for finding in secrets}
    first.take_placed((finding for finding in tree.findings if finding.place.path not in hidden), tree.more)
    first.take_placed(_find_secrets_elsewhere(text, file, {positions.spot(finding)[0] for finding in secrets}))
    if first.findings or validation.organization is None:
        raise InventoryError(first.findings, first.more)
    return Inventory(validation.organization, positions)


def _fixed_keys(path: KeyPath) -> frozenset[str] | None:
    """The keys that the format has at a place; None where they are ids."""
    return None if INVENTORY_FORMAT.holds_ids(path) else frozenset(INVENTORY_FORMAT.known_keys(path))


def _find_problems(
    root: MapNode, positions: FilePositions, validation: PiecewiseValidation, first: FirstFindings
) -> Iterator[UnplacedFinding]:
    """What the model and the cross checks find; too many objections of the model at once are only counted."""
    unquoted = list(find_unquoted_ids(root))
    yield from unquoted
    paths = {finding.path for finding in unquoted}
    for path, error in validation.objections():
        if error.error_count() > _MOST_OBJECTIONS and first.is_full:
            first.more += error.error_count()
        else:
            yield from _exclude_paths(paths, describe_objections(error, positions, at=path))
    yield from _exclude_paths(paths, run_cross_checks(RawInventory(root)))


def _exclude_paths(paths: set[KeyPath], problems: Iterable[UnplacedFinding]) -> Iterator[UnplacedFinding]:
    """The problems that are not about one of the values of which more is known already."""
    return (problem for problem in problems if problem.path not in paths)


def _exclude_below(silent: set[KeyPath], problems: Iterable[UnplacedFinding]) -> Iterator[UnplacedFinding]:
    """The problems that are not about a value, or a part of a value, of which nothing more may be said."""
    if not silent:
        yield from problems
        return
    for problem in problems:
        if not any(problem.path[:length] in silent for length in range(len(problem.path) + 1)):
            yield problem


def _find_secrets_elsewhere(text: str, file: str, lines: set[int]) -> Iterator[Finding]:
    """Secrets in comments, or wherever else no finding names their line, which are `lines`."""
    for line, column, kind in find_secrets_by_line(text):
        if line not in lines:
            lines.add(line)
            hint = "remove it, change it where it is used, and keep it out of the file's history"
            place = FindingPlace(file, line, column)
            yield Finding("secret-in-inventory", Severity.ERROR, place, f"this looks like {kind}", hint)

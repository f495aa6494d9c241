"""What a list brings into an inventory, and how both kinds of lists end: with an edit, or with every problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Protocol

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.editing.inventory_edit import InventoryEdit
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.lists.list_text import limit_findings
from mfa_binder.inventory.message_words import dotted_path


@dataclass(frozen=True)
class ListImport:
    """What a list brings."""

    edited: InventoryEdit
    added: tuple[str, ...]
    """Ids of what is new."""
    filled_in: tuple[str, ...]
    """Ids of what is known and of which the list says more."""
    unchanged: tuple[str, ...]
    """Ids of what is known and of which the list says nothing new."""
    models: tuple[str, ...]
    """Ids of models that are new."""
    warnings: tuple[Finding, ...] = ()
    gaps: tuple[str, ...] = ()
    """Accounts that the list names without an id."""


class ListedEntry(Protocol):
    """One thing of a list: a dataclass of cells, named for the keys of the inventory."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def first(self) -> ListCell:
        """A cell to name it by."""


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of the list, each once."""
    return sorted(
        dict.fromkeys(findings), key=lambda finding: (finding.place.line, finding.place.column, finding.message)
    )


def refuse_errors(findings: Sequence[Finding], file: str) -> tuple[Finding, ...]:
    """The warnings of a list. Raises DeviceListError with all findings if there is an error among them."""
    limited = limit_findings(findings, file)
    if any(finding.severity is Severity.ERROR for finding in limited):
        raise DeviceListError(limited)
    return limited


def count_ids(
    new: Iterable[str], filled: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The ids of what is new, filled in, unchanged. `filled` is what is put in, by the id of what is known."""
    return (
        tuple(new),
        tuple(key for key, values in filled.items() if values),
        tuple(key for key, values in filled.items() if not values),
    )


def place_on_list(finding: Finding, file: str, section: str, entries: Mapping[str, ListedEntry]) -> Finding:
    """A finding of the changed inventory at the cell of the list that it comes from, if it comes from one.

    `entries` are what the list has for the ids of `section`.
    """
    for key, entry in entries.items():
        top, path = dotted_path((section, key)), finding.place.path
        if path == top or path.startswith(f"{top}."):
            name = path[len(top) :].rsplit(".", 1)[-1]
            value = getattr(entry, name) if name in {known_field.name for known_field in fields(entry)} else None
            cell = value if isinstance(value, ListCell) else entry.first
            return replace(finding, place=FindingPlace(file, cell.line, cell.column, path))
    return finding

"""What a list brings into an inventory."""

from __future__ import annotations

from dataclasses import dataclass

from mfa_binder.findings import Finding
from mfa_binder.inventory.editing.inventory_edit import InventoryEdit


@dataclass(frozen=True)
class ListImport:
    """What a list brings: the edit, the ids of what is new, filled in, and already said, and what is told beside."""

    edited: InventoryEdit
    added: tuple[str, ...]
    filled_in: tuple[str, ...]
    unchanged: tuple[str, ...]
    models: tuple[str, ...]
    warnings: tuple[Finding, ...] = ()
    gaps: tuple[str, ...] = ()
    """Accounts that the list names without an id."""


def list_order(finding: Finding) -> tuple[int, int, str]:
    """What findings of a list are sorted by: line, column, message."""
    return finding.place.line, finding.place.column, finding.message

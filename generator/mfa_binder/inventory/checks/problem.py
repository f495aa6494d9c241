"""The one form of a cross check's finding: always an error."""

from __future__ import annotations

from collections.abc import Callable

from mfa_binder.findings import Severity, Unplaced
from mfa_binder.inventory.positions import Path


def problem(name: str, path: Path, message: str, hint: str | Callable[[], str]) -> Unplaced:
    """An error of the inventory."""
    return Unplaced(name, Severity.ERROR, path, message, hint)

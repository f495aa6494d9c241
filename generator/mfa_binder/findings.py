"""A finding: something wrong in the inventory or a page, where it is and what to do.

Findings are values, never exceptions: all of them are collected, then reported together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MOST_FINDINGS = 200
"""So many findings are printed at once; the rest is counted."""


KeyPath = tuple[str | int, ...]
"""The way to a value from the outermost map of a file: keys of maps and positions in lists."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The worst highest: 2 for an error, 1 for a warning, 0 for information."""
        return {"error": 2, "warning": 1, "info": 0}[self.value]


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where a finding is."""

    file: str
    """Its name, as the user gave it."""
    line: int = 0
    """From 1; 0: unknown."""
    column: int = 0
    """From 1; 0: unknown."""
    path: str = ""
    """The keys that lead there, such as `accounts.111122223333.root`."""

    def __str__(self) -> str:
        position = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{position}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong."""

    id: str
    """The name of the rule, which never changes."""
    severity: Severity
    place: FindingPlace
    message: str
    """What is wrong."""
    hint: str = field(default="")
    """What to do."""

    def __str__(self) -> str:
        where = f" @ {self.place.path}" if self.place.path else ""
        what_to_do = f": {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message}{where}{what_to_do}"

    def as_json(self) -> dict[str, str | int]:
        """The record of `check --format json`: its keys are a promise to scripts."""
        return {
            "id": self.id,
            "severity": self.severity.value,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "path": self.place.path,
            "message": self.message,
            "hint": self.hint,
        }


def worst_findings(findings: Sequence[Finding], most: int = MOST_FINDINGS) -> tuple[Finding, ...]:
    """At most so many, the worst, in the order in which they are given."""
    if len(findings) <= most:
        return tuple(findings)
    numbers = sorted(range(len(findings)), key=lambda number: -findings[number].severity.rank)[:most]
    return tuple(findings[number] for number in sorted(numbers))


@dataclass(frozen=True, slots=True)
class UnplacedFinding:
    """A finding before its position in the file is known."""

    id: str
    """The name of the rule, which never changes."""
    severity: Severity
    path: KeyPath
    """The way to its place, which is looked up when the file is at hand."""
    message: str
    """What is wrong."""
    hint: str | Callable[[], str]
    """What to do; a function where that takes long to find and may never be printed."""

    @property
    def advice(self) -> str:
        """What to do."""
        return self.hint if isinstance(self.hint, str) else self.hint()

"""A finding: something wrong in the inventory or a page, where it is and what to do.

Findings are values, never exceptions: all of them are collected, then reported together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MOST_FINDINGS = 200
"""So many findings are told at once; the rest is counted."""


KeyPath = tuple[str | int, ...]
"""The way to a value from the outermost map of a file: keys of maps and positions in lists."""


class Severity(StrEnum):
    """How bad a finding is; `rank` orders them, the worst highest."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """2 for an error, 1 for a warning, 0 for information."""
        return {"error": 2, "warning": 1, "info": 0}[self.value]


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where a finding is: file name, 1-based line and column (0: unknown), path of keys."""

    file: str
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        position = f":{self.line}:{self.column}" if self.line else ""
        return f"{self.file}{position}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. `id` is stable and names the rule; `message` says what is wrong, `hint` what to do."""

    id: str
    severity: Severity
    place: FindingPlace
    message: str
    hint: str = field(default="")

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
    """A finding before its position is known: `path` is looked up in the file by the door.

    `hint` may be a function, where it takes long to find and may never be told.
    """

    id: str
    severity: Severity
    path: KeyPath
    message: str
    hint: str | Callable[[], str]

    @property
    def advice(self) -> str:
        """What to do."""
        return self.hint if isinstance(self.hint, str) else self.hint()

"""What a comparison is: an id that never changes, a severity, one line that says it, and a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mfa_binder.findings import Severity
from mfa_binder.reconcile.both import Both, Spot


@dataclass(frozen=True, slots=True)
class Difference:
    """One case: where it is, what is wrong, what to do; `severity` where it is not that of its comparison."""

    spot: Spot
    message: str
    hint: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of what is declared with what is observed."""

    id: str
    severity: Severity
    summary: str
    check: Callable[[Both], Iterator[Difference]]

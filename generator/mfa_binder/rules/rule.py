"""What a rule is: an id that never changes, a severity, one line that says it, and a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from mfa_binder.findings import Severity, Unplaced
from mfa_binder.organization.organization import Organization


@dataclass(frozen=True)
class Problem:
    """One case: the path of keys in the inventory, what is wrong, and what to do."""

    path: tuple[str | int, ...]
    message: str
    hint: str


@dataclass(frozen=True)
class Rule:
    """A rule. `check` gets the organization and the day that the documents are dated."""

    id: str
    severity: Severity
    summary: str
    check: Callable[[Organization, date], Iterator[Problem]]

    def findings(self, organization: Organization, as_of: date) -> Iterator[Unplaced]:
        """Every case of this rule."""
        for problem in self.check(organization, as_of):
            yield Unplaced(self.id, self.severity, problem.path, problem.message, problem.hint)

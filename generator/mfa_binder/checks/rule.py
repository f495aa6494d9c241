"""What a rule is: an id that never changes, a severity, one line that says it, and a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from mfa_binder.checks.aws_comparison import AwsComparison, CasePlace
from mfa_binder.findings import Severity, UnplacedFinding
from mfa_binder.organization.organization import Organization


@dataclass(frozen=True)
class RuleCase:
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
    check: Callable[[Organization, date], Iterator[RuleCase]]

    def findings(self, organization: Organization, as_of: date) -> Iterator[UnplacedFinding]:
        """Every case of this rule."""
        for problem in self.check(organization, as_of):
            yield UnplacedFinding(self.id, self.severity, problem.path, problem.message, problem.hint)


@dataclass(frozen=True, slots=True)
class ComparisonCase:
    """One case: where it is, what is wrong, what to do; `severity` where it is not that of its comparison."""

    spot: CasePlace
    message: str
    hint: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRule:
    """A comparison of what is declared with what is observed."""

    id: str
    severity: Severity
    summary: str
    check: Callable[[AwsComparison], Iterator[ComparisonCase]]

"""What a rule is: an id that never changes, a severity, one line that says it, and a check that finds its cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, ParamSpec

from mfa_binder.findings import KeyPath, Severity, UnplacedFinding


@dataclass(frozen=True, slots=True)
class ObservedPath:
    """A place in observed.json, for what stands only there."""

    keys: KeyPath
    """The way from the outermost map, as `("accounts", 0, "root")`."""


CasePlace = KeyPath | ObservedPath
"""Where a case stands: a path of keys in inventory.yaml, or a place in observed.json."""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case of a rule."""

    place: CasePlace
    message: str
    """What is wrong."""
    hint: str
    """What to do."""
    severity: Severity | None = None
    """How bad this case is, where that differs from the rule's severity."""

    @property
    def is_observed(self) -> bool:
        """Whether it stands in observed.json only."""
        return isinstance(self.place, ObservedPath)


Checked = ParamSpec("Checked")
"""What a check is given: an organization and the day of the document, or both beside an observation."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Checked]):
    """A rule; its check finds every case."""

    id: str
    """It never changes: scripts and people's notes rely on it."""
    severity: Severity
    summary: str
    """What it finds, in one line of `docs/rules.md`."""
    check: Callable[Checked, Iterator[RuleCase]]

    def finding(self, case: RuleCase) -> UnplacedFinding:
        """A case of this rule as a finding."""
        path = case.place.keys if isinstance(case.place, ObservedPath) else case.place
        return UnplacedFinding(self.id, case.severity or self.severity, path, case.message, case.hint)


def rule(
    rule_id: str, severity: Severity, summary: str
) -> Callable[[Callable[Checked, Iterator[RuleCase]]], Rule[Checked]]:
    """Make a rule of the check that stands below; `registry` has to list it."""

    def make_rule(check: Callable[Checked, Iterator[RuleCase]]) -> Rule[Checked]:
        return Rule(rule_id, severity, summary, check)

    return make_rule

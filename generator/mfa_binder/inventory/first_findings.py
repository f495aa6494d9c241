"""The first findings in the order of the file, and a count of the rest, in bounded memory.

A file that is no inventory can hold a million mistakes: nobody reads them, and showing each takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mfa_binder.findings import MOST_FINDINGS, Finding, UnplacedFinding
from mfa_binder.inventory.positions import FilePositions

_MOST_HELD = 20 * MOST_FINDINGS
"""So many are held before the later ones are dropped; up to here doubles are shown once and not counted."""


class _HeldProblem(NamedTuple):
    """A problem behind what it is sorted by."""

    line: int
    column: int
    id: str
    message: str
    problem: UnplacedFinding | Finding


class FirstFindings:
    """Takes problems in any order; `findings` are the first of them by line and column, each once."""

    def __init__(self, positions: FilePositions) -> None:
        self._positions = positions
        self._held: list[_HeldProblem] = []
        self.more = 0
        """How many were taken and are not shown."""

    def take(self, problems: Iterable[UnplacedFinding]) -> None:
        """Problems whose place is not known yet."""
        for problem in problems:
            self._hold(_HeldProblem(*self._positions.spot(problem), problem.id, problem.message, problem))

    def take_placed(self, findings: Iterable[Finding], more: int = 0) -> None:
        """Findings with their place, and how many more there were."""
        for finding in findings:
            self._hold(_HeldProblem(finding.place.line, finding.place.column, finding.id, finding.message, finding))
        self.more += more

    @property
    def is_full(self) -> bool:
        """Whether there is more than will be shown."""
        return len(self._held) > MOST_FINDINGS or self.more > 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """At most `MOST_FINDINGS` of them."""
        self._drop_later()
        problems = (entry.problem for entry in self._held)
        return tuple(entry if isinstance(entry, Finding) else self._positions.placed(entry) for entry in problems)

    def _hold(self, entry: _HeldProblem) -> None:
        self._held.append(entry)
        if len(self._held) > _MOST_HELD:
            self._drop_later()

    def _drop_later(self) -> None:
        unlike = {(*entry[:4], _path_of_problem(entry.problem)): entry for entry in self._held}
        in_order = [unlike[key] for key in sorted(unlike, key=lambda key: key[:4])]
        self._held = in_order[:MOST_FINDINGS]
        self.more += len(in_order) - len(self._held)


def _path_of_problem(problem: UnplacedFinding | Finding) -> object:
    return problem.place.path if isinstance(problem, Finding) else problem.path

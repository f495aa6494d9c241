"""What came of a rehearsal: one result for every block, whether it ran or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mfa_binder.terminal.confinement.guarantees import NO_GUARANTEES, ConfinementGuarantees
from mfa_binder.terminal.run_evidence import RunEvidence


class BlockStatus(StrEnum):
    """What came of a block."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REHEARSABLE = "not_rehearsable"


@dataclass(frozen=True, slots=True)
class BlockResult:
    """What came of one block, and what it did if it ran."""

    page: str
    """The path of its page under runbooks/."""
    line: int
    """The 1-based line of its first line of code; 0 for a console step and for a block that the page lacks."""
    id: str
    """Empty for a fence without a title."""
    status: BlockStatus
    reason: str = ""
    """Why it did not pass; empty for one that did."""
    commands: int = 0
    """How many runs of the `aws` program the block really made."""
    seconds: float = 0.0
    """The time that its shell took."""
    failures: int = 0
    """How many ways to fail were rehearsed besides."""
    failures_alike: int = 0
    """How many ways to fail were not rehearsed, since enough sheets have the same."""
    evidence: RunEvidence | None = None
    """What it said and called; None for a block that did not run."""

    def as_json(self) -> dict[str, str | int | float]:
        """The record of `rehearse --format json`: its keys are a promise to scripts."""
        return {
            "page": self.page,
            "line": self.line,
            "id": self.id,
            "status": self.status.value,
            "reason": self.reason,
            "commands": self.commands,
            "seconds": round(self.seconds, 3),
            "failures": self.failures,
            "failures_alike": self.failures_alike,
        }


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """What came of the rehearsed pages."""

    blocks: tuple[BlockResult, ...]
    """Every block of the pages, in the order of the binder and of the page."""
    confinement: ConfinementGuarantees = NO_GUARANTEES
    """What kept the blocks from the machine and its network."""
    left: tuple[str, ...] = ()
    """The paths of the pages that were not begun because another had failed."""

    @property
    def passed(self) -> int:
        """How many blocks were executed and left what they promise."""
        return self._count(BlockStatus.PASSED)

    @property
    def failed(self) -> int:
        """How many blocks did not do what the page says, or cannot be judged for a fault of the page."""
        return self._count(BlockStatus.FAILED)

    @property
    def not_rehearsable(self) -> int:
        """How many blocks no simulator can answer, each with its reason."""
        return self._count(BlockStatus.NOT_REHEARSABLE)

    @property
    def commands(self) -> int:
        """How many calls of the `aws` program were made."""
        return sum(block.commands for block in self.blocks)

    @property
    def pages(self) -> int:
        """How many pages were rehearsed."""
        return len({block.page for block in self.blocks})

    def _count(self, status: BlockStatus) -> int:
        return sum(block.status is status for block in self.blocks)

    def as_json(self) -> Mapping[str, int | Sequence[Mapping[str, str | int | float]]]:
        """The record of `rehearse --format json`: its keys are a promise to scripts."""
        return {
            "passed": self.passed,
            "failed": self.failed,
            "not_rehearsable": self.not_rehearsable,
            "blocks": [block.as_json() for block in self.blocks],
        }

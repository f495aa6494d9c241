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
    """One block. `page` is its path under runbooks/, `line` the 1-based line of its first line of code.

    A console step, and a block that the page lacks, stand on no line: 0. `reason` is empty for a
    passed block. `commands` counts the runs of the `aws` program that the block really made; `seconds`
    is the time its shell took. `failures` counts the ways to fail that were rehearsed besides, `alike`
    those that were not, since enough sheets have the same; `evidence`
    is what it said, of a block that ran.
    """

    page: str
    line: int
    id: str
    status: BlockStatus
    reason: str = ""
    commands: int = 0
    seconds: float = 0.0
    failures: int = 0
    alike: int = 0
    evidence: RunEvidence | None = None

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
            "failures_alike": self.alike,
        }


@dataclass(frozen=True, slots=True)
class RehearsalReport:
    """Every block of the rehearsed pages, in the order of the binder and of the page.

    `confinement` says what kept the blocks from the machine and its network; `left` are the pages that
    were not begun because another had failed.
    """

    blocks: tuple[BlockResult, ...]
    confinement: ConfinementGuarantees = NO_GUARANTEES
    left: tuple[str, ...] = ()

    @property
    def isolated(self) -> bool:
        """Whether the blocks ran in a network that consists of nothing but loopback."""
        return self.confinement.network

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

"""A failed block, told so that it can be mended: where it stands, what it ran, said and should have done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.book.fenced_blocks import fenced_blocks
from mfa_binder.book.printed_steps import step_at_line
from mfa_binder.book.sections import BashBlock, Section
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus
from mfa_binder.rehearsal.page_plan import read_page

_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class FailureDiagnosis:
    """A failed block, and what whoever mends it looks for."""

    block: BlockResult
    sheet: str
    """The document id of its page; empty for a page that no sheet is."""
    step: str
    """Where on the page it stands, as a reader finds it; empty where the page shows no such block."""
    text: str
    """Its code; empty where the page shows no such block."""
    expected: tuple[str, ...]
    """What should have come of it: its exit status, and the conditions after it."""

    @property
    def headline(self) -> str:
        """The block, where it stands, and the reason."""
        step = f", {self.step}" if self.step else ""
        block = self.block
        return escape_control_characters(
            f"{block.id or 'a block'} (runbooks/{block.page}:{block.line}{step}): {block.reason}"
        )

    def alone(self, command: str) -> str:
        """How its page is rehearsed alone; empty for what no sheet is, and for a block that was not reached."""
        reached = not self.block.reason.startswith("not reached")
        return f"{command} rehearse {self.sheet}" if self.sheet and reached else ""

    def details(self, command: str) -> Iterator[str]:
        """The lines below the headline; nothing for a block that was not reached.

        `command` is how our program was called, up to the sub-command.
        """
        evidence = self.block.evidence
        if evidence is not None:
            yield from _indent_lines("it ran:", self.text.splitlines())
            yield from _indent_lines("expected:", self.expected)
            yield from _indent_lines("came out on standard output:", evidence.stdout.splitlines() or ["(nothing)"])
            yield from _indent_lines("came out on standard error:", evidence.stderr.splitlines() or ["(nothing)"])
        if self.alone(command):
            yield f"  to run it alone: {self.alone(command)}"


def escape_control_characters(line: str) -> str:
    """A line in which characters that would steer a terminal are written out."""
    return _CONTROL_CHARACTERS.sub(lambda match: f"\\x{ord(match[0]):02x}", line)


def _indent_lines(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"  {title}"
    yield from (f"{_INDENT}{escape_control_characters(line)}" for line in lines)


def diagnose_failures(blocks: Sequence[BlockResult], sidecar: Sidecar, runbooks: Path) -> Iterator[FailureDiagnosis]:
    """Every failed block among the results, in their order."""
    sections = {section.path: section for section in sidecar.sections}
    texts: dict[str, str] = {}
    for block in blocks:
        if block.status is BlockStatus.FAILED:
            if block.page not in texts:
                texts[block.page] = read_page(runbooks / block.page)
            yield _diagnose_block(block, sections.get(block.page), texts[block.page])


def _diagnose_block(block: BlockResult, section: Section | None, markdown: str) -> FailureDiagnosis:
    shown = {fence.line: fence.text for fence in fenced_blocks(markdown, block.page)}
    step = step_at_line(markdown, block.line) if block.line else ""
    expected = tuple(_expected_outcome(block, section)) if section is not None else ()
    return FailureDiagnosis(block, section.id if section is not None else "", step, shown.get(block.line, ""), expected)


def _expected_outcome(block: BlockResult, section: Section) -> Iterator[str]:
    bash_blocks = (declared for declared in section.blocks if isinstance(declared, BashBlock))
    declared = next((declared for declared in bash_blocks if declared.id == block.id), None)
    if declared is not None:
        yield "exit status 0"
        yield from (condition.sentence for condition in declared.after)

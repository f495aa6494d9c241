"""The steps of a page: what its Markdown shows and what the sidecar declares, side by side.

Both are counted. A block that only one of them knows is a step too, with a fault that fails it, so
the number of blocks in the Markdown and of results in the report cannot drift apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.conditions import Condition
from mfa_binder.book.fenced_blocks import FencedBlock
from mfa_binder.book.printed_steps import if_not_text
from mfa_binder.book.sections import BashBlock, Block, ConsoleStep, JsonBlock, Section
from mfa_binder.errors import ReadingError
from mfa_binder.files.reading import read_bytes


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One block: as the page shows it, as the sidecar declares it, or both."""

    fence: FencedBlock | None
    """The block as the page shows it; None for a console step, and for a block that the page lacks."""
    block: Block | None
    """The block as the sidecar declares it; None for a fence that it lacks."""
    fault: str = ""
    """What is wrong with the two together: it fails the block unexecuted."""
    if_not: str = ""
    """What its step says under "If not", where the block has failures to rehearse."""
    only_read: tuple[BlockFailure, ...] = ()
    """The failures that are not rehearsed, since sheets before this one have the same: only their words are read."""

    @property
    def id(self) -> str:
        """The block's id; empty for a fence without a title."""
        if self.block is not None:
            return self.block.id
        return self.fence.id if self.fence is not None else ""

    @property
    def line(self) -> int:
        """1-based line of the first line of code; 0 where the page shows none."""
        return self.fence.line if self.fence is not None else 0


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What there is to rehearse of one page."""

    page: str
    """Its path under runbooks/."""
    presumes: tuple[Condition, ...]
    """The state that it starts from."""
    steps: tuple[PlannedStep, ...]
    """In the order of work."""
    section: str = ""
    """Its document id; empty for a page that the sidecar lacks."""
    remedy_plans: Mapping[str, PagePlan] = field(default_factory=dict)
    """The plans of the sheets that its failures lead to, by document id."""

    @property
    def remedies(self) -> frozenset[str]:
        """The remedies of all failures: words, ids of blocks, ids of sheets."""
        blocks = (step.block for step in self.steps if isinstance(step.block, BashBlock))
        return frozenset(failure.remedy for block in blocks for failure in block.failures)


def plan_page(page: str, fences: Sequence[FencedBlock], section: Section | None, markdown: str = "") -> PagePlan:
    """Lay the fences of a page over its section; `section` is None for a page that the sidecar lacks."""
    if section is None:
        return PagePlan(page, (), tuple(PlannedStep(fence, None, _undeclared_fault(fence)) for fence in fences))
    steps = tuple(_add_remarks(step, markdown) for step in _plan_steps(fences, section.blocks))
    return PagePlan(page, section.presumes, steps, section.id)


def read_page(path: Path) -> str:
    """A page's text; none for a page that cannot be read, whose blocks then fail one by one."""
    try:
        return read_bytes(path).decode("utf-8", "replace")
    except ReadingError:
        return ""


def _add_remarks(step: PlannedStep, markdown: str) -> PlannedStep:
    if step.fence is None or not isinstance(step.block, BashBlock) or not step.block.failures:
        return step
    return replace(step, if_not=if_not_text(markdown, step.fence))


def _plan_steps(fences: Sequence[FencedBlock], blocks: Sequence[Block]) -> Iterator[PlannedStep]:
    declared = {block.id for block in blocks if not isinstance(block, ConsoleStep)}
    by_id: dict[str, FencedBlock] = {}
    strays: list[PlannedStep] = []
    for fence in fences:
        if fence.id in declared and fence.id not in by_id and fence.seen:
            by_id[fence.id] = fence
        else:
            twice = fence.id in by_id
            strays.append(
                PlannedStep(fence, None, "its id stands twice on the page" if twice else _undeclared_fault(fence))
            )
    yield from _merge_steps(blocks, by_id, strays)


def _merge_steps(
    blocks: Sequence[Block], by_id: dict[str, FencedBlock], strays: list[PlannedStep]
) -> Iterator[PlannedStep]:
    """The declared blocks in their order, each stray fence before the block that stands below it on the page."""
    reached = 0
    for block in blocks:
        fence = None if isinstance(block, ConsoleStep) else by_id.get(block.id)
        if fence is not None:
            while strays and strays[0].line < fence.line:
                yield strays.pop(0)
        yield PlannedStep(fence, block, _step_fault(fence, block, reached))
        reached = max(reached, fence.line if fence is not None else 0)
    yield from strays


def _undeclared_fault(fence: FencedBlock) -> str:
    if not fence.seen:
        return "it looks like a fence but stands where Markdown sees none"
    if not fence.id:
        return "the fence has no language and title, so nothing says what it should do"
    return "the sidecar does not declare it"


def _step_fault(fence: FencedBlock | None, block: Block, reached: int) -> str:
    if isinstance(block, ConsoleStep):
        return ""
    if fence is None:
        return "the page lacks it"
    if fence.line < reached:
        return "it stands before a block that the sidecar has before it"
    if fence.language != block.language:
        return f"it is a {block.language} block in the sidecar, but its fence says {fence.language or 'nothing'}"
    if hashlib.sha256(fence.text.encode()).hexdigest() != block.sha256:
        return "its text is not the one that was built: build again, and edit templates, not pages"
    return _outcome_fault(fence, block)


def _outcome_fault(fence: FencedBlock, block: BashBlock | JsonBlock) -> str:
    if isinstance(block, JsonBlock):
        if fence.file != block.file:
            return f"the page names its file {fence.file!r}, not {block.file!r}"
        return "" if block.judged else "it declares no verdict: nothing says what the policy decides"
    if not block.after and not block.not_rehearsable:
        return "it declares no outcome: nothing says what must hold after it"
    return ""

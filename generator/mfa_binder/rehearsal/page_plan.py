"""The steps of a page: what its Markdown shows and what the sidecar declares, side by side.

Both are counted. A block that only one of them knows is a step too, with a fault that fails it, so
the number of blocks in the Markdown and of results in the report cannot drift apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.conditions import Condition
from mfa_binder.book.fenced_blocks import FencedBlock
from mfa_binder.book.printed_steps import if_not_text
from mfa_binder.book.sections import BashBlock, Block, ConsoleStep, JsonBlock, Section


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One block: as the page shows it, as the sidecar declares it, or both. `fault` fails it unexecuted.

    `otherwise` is what its step says under "If not", where the block has failures to rehearse; `alike` counts
    those that are left out, since sheets before it have the same: of these, `printed`, only the words are looked for.
    """

    snippet: FencedBlock | None
    block: Block | None
    fault: str = ""
    otherwise: str = ""
    alike: int = 0
    printed: tuple[BlockFailure, ...] = ()

    @property
    def id(self) -> str:
        """The block's id; empty for a fence without a title."""
        if self.block is not None:
            return self.block.id
        return self.snippet.id if self.snippet is not None else ""

    @property
    def line(self) -> int:
        """1-based line of the first line of code; 0 where the page shows none."""
        return self.snippet.line if self.snippet is not None else 0


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page: its path under runbooks/, the state it starts from, its steps in the order of work.

    `section` is its document id; `elsewhere` holds the plans of the sheets that its failures lead to.
    """

    page: str
    presumes: tuple[Condition, ...]
    steps: tuple[PlannedStep, ...]
    section: str = ""
    elsewhere: Mapping[str, PagePlan] = field(default_factory=dict)

    @property
    def remedies(self) -> frozenset[str]:
        """The remedies of all failures: words, ids of blocks, ids of sheets."""
        blocks = (step.block for step in self.steps if isinstance(step.block, BashBlock))
        return frozenset(failure.remedy for block in blocks for failure in block.failures)


def plan_page(page: str, snippets: Sequence[FencedBlock], section: Section | None, markdown: str = "") -> PagePlan:
    """Lay the fences of a page over its section; `section` is None for a page that the sidecar lacks."""
    if section is None:
        return PagePlan(page, (), tuple(PlannedStep(snippet, None, _undeclared_fault(snippet)) for snippet in snippets))
    steps = tuple(_add_remarks(step, markdown) for step in _plan_steps(snippets, section.blocks))
    return PagePlan(page, section.presumes, steps, section.id)


def _add_remarks(step: PlannedStep, markdown: str) -> PlannedStep:
    if step.snippet is None or not isinstance(step.block, BashBlock) or not step.block.failures:
        return step
    return replace(step, otherwise=if_not_text(markdown, step.snippet))


def _plan_steps(snippets: Sequence[FencedBlock], blocks: Sequence[Block]) -> Iterator[PlannedStep]:
    declared = {block.id for block in blocks if not isinstance(block, ConsoleStep)}
    by_id: dict[str, FencedBlock] = {}
    strays: list[PlannedStep] = []
    for snippet in snippets:
        if snippet.id in declared and snippet.id not in by_id and snippet.seen:
            by_id[snippet.id] = snippet
        else:
            twice = snippet.id in by_id
            strays.append(
                PlannedStep(snippet, None, "its id stands twice on the page" if twice else _undeclared_fault(snippet))
            )
    yield from _merge_steps(blocks, by_id, strays)


def _merge_steps(
    blocks: Sequence[Block], by_id: dict[str, FencedBlock], strays: list[PlannedStep]
) -> Iterator[PlannedStep]:
    reached = 0
    for block in blocks:
        snippet = None if isinstance(block, ConsoleStep) else by_id.get(block.id)
        if snippet is not None:
            while strays and strays[0].line < snippet.line:
                yield strays.pop(0)
        yield PlannedStep(snippet, block, _step_fault(snippet, block, reached))
        reached = max(reached, snippet.line if snippet is not None else 0)
    yield from strays


def _undeclared_fault(snippet: FencedBlock) -> str:
    if not snippet.seen:
        return "it looks like a fence but stands where Markdown sees none"
    if not snippet.id:
        return "the fence has no language and title, so nothing says what it should do"
    return "the sidecar does not declare it"


def _step_fault(snippet: FencedBlock | None, block: Block, reached: int) -> str:
    if isinstance(block, ConsoleStep):
        return ""
    if snippet is None:
        return "the page lacks it"
    if snippet.line < reached:
        return "it stands before a block that the sidecar has before it"
    if snippet.language != block.language:
        return f"it is a {block.language} block in the sidecar, but its fence says {snippet.language or 'nothing'}"
    if hashlib.sha256(snippet.text.encode()).hexdigest() != block.sha256:
        return "its text is not the one that was built: build again, and edit templates, not pages"
    return _outcome_fault(snippet, block)


def _outcome_fault(snippet: FencedBlock, block: BashBlock | JsonBlock) -> str:
    if isinstance(block, JsonBlock):
        if snippet.file != block.file:
            return f"the page names its file {snippet.file!r}, not {block.file!r}"
        return "" if block.judged else "it declares no verdict: nothing says what the policy decides"
    if not block.after and not block.not_rehearsable:
        return "it declares no outcome: nothing says what must hold after it"
    return ""

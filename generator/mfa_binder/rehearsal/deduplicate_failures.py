"""Failures that are alike are rehearsed on the first sheets that have them, not on a thousand.

A large organization has the same sheet for every account: the same words, the same commands, other names
and numbers. Every block of every sheet is executed; how it fails, and what then helps, is brought about
on the first few sheets for each kind of failure. Two are alike when cause, printed words, advice, remedy
and the block are the same but for what a shell would read as a value.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mfa_binder.book.block_failures import BlockFailure
from mfa_binder.book.sections import BashBlock
from mfa_binder.rehearsal.page_plan import PagePlan, PlannedStep

REHEARSED_PER_SHAPE = 5
"""On so many sheets a failure is rehearsed; the sheets after them only count it, and are read for its words."""

_VALUE = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|(?<=--)([a-z-]+)[ =](?!--)[^\s'\"]+|[^\s'\"-][^\s'\"]*\d[^\s'\"]*")
_NUMBERED = re.compile(r"\S*\d\S*")


FailureShape = tuple[str, ...]
"""What failures that are alike have in common."""


def deduplicate_failures(plans: Iterable[PagePlan], before: Iterable[PagePlan] = ()) -> Iterator[PagePlan]:
    """The same plans, in their order, without the failures that enough plans before them have.

    `before` are plans all of whose failures were brought about earlier, and still prove what they proved.
    """
    seen = Counter(shape for plan in before for step in plan.steps for shape in _failure_shapes(step))
    return (_deduplicate_plan(plan, seen) for plan in plans)


def _failure_shapes(step: PlannedStep) -> Iterator[FailureShape]:
    if isinstance(step.block, BashBlock) and step.fence is not None:
        text_shape = _text_shape(step.fence.text)
        yield from (_failure_shape(failure, text_shape) for failure in step.block.failures)


def _deduplicate_plan(plan: PagePlan, seen: Counter[FailureShape]) -> PagePlan:
    return replace(plan, steps=tuple(_deduplicate_step(step, seen) for step in plan.steps))


def _deduplicate_step(step: PlannedStep, seen: Counter[FailureShape]) -> PlannedStep:
    block = step.block
    if not isinstance(block, BashBlock) or step.fence is None or not block.failures:
        return step
    text_shape = _text_shape(step.fence.text)
    rehearsed: list[BlockFailure] = []
    only_read: list[BlockFailure] = []
    for failure in block.failures:
        shape = _failure_shape(failure, text_shape)
        seen[shape] += 1
        (rehearsed if seen[shape] <= REHEARSED_PER_SHAPE else only_read).append(failure)
    if not only_read:
        return step
    return replace(step, block=block.model_copy(update={"failures": tuple(rehearsed)}), only_read=tuple(only_read))


def _text_shape(text: str) -> str:
    return _VALUE.sub(r"\1 _", text)


def _failure_shape(failure: BlockFailure, text_shape: str) -> FailureShape:
    words = (_NUMBERED.sub("_", text) for text in (failure.says, failure.advice, failure.remedy))
    return (failure.cause.value, *words, text_shape)

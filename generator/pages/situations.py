"""On which pages a failure is caused, and on which it is enough that the page prints what follows.

The pages of one kind come from one template, so the same failure with the same advice ends in the same
way on each. On the first pages of the kind, in the order of the binder, it is caused; on the others
the rehearsal still looks whether the page prints the words. In small organizations that is every page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from generator.organization.organization import Organization
from generator.pages.sidecar import BashBlock, Block, Failure, Remedy, Section

CAUSED = 3
"""On how many pages of a kind the same failure is caused: enough for users, devices and places to differ."""


def spared(sections: Iterable[Section], organization: Organization, caused: int = CAUSED) -> Iterator[Section]:
    """The sections with the failures that are not caused there marked so."""
    seen: Counter[Hashable] = Counter()
    for section in sections:
        if not any(isinstance(block, BashBlock) and block.failures for block in section.blocks):
            yield section
            continue
        blocks = tuple(_spared(block, section, organization, seen, caused) for block in section.blocks)
        yield section.model_copy(update={"blocks": blocks})


def _spared(block: Block, section: Section, organization: Organization, seen: Counter[Hashable], caused: int) -> Block:
    if not isinstance(block, BashBlock) or not block.failures:
        return block
    marked = []
    for failure in block.failures:
        situation = _situation(failure, block, section, organization)
        seen[situation] += 1
        marked.append(failure.model_copy(update={"caused": seen[situation] <= caused}))
    return block.model_copy(update={"failures": tuple(marked)})


def _situation(failure: Failure, block: BashBlock, section: Section, organization: Organization) -> Hashable:
    """What makes two failures the same: page, cause, words, kind of remedy, what is asked and promised, partition."""
    account = organization.accounts.get(block.runs_as.split("/")[0])
    return (
        section.kind,
        failure.cause,
        failure.says,
        failure.advice,
        failure.remedy if failure.remedy in set(Remedy) else "",
        tuple(form for answer in block.answers for form in answer),
        tuple(form for condition in block.after for form in condition),
        organization.partition(account).name if account is not None else "",
    )

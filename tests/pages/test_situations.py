"""The same failure is caused on the first pages of a kind, and every situation on at least one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from generator.organization.organization import Organization
from generator.pages.sidecar import BashBlock, Cause, Failure, Section
from generator.pages.situations import CAUSED, spared
from tests.conftest import Example

PROD = "444455556666"


def section(number: int, kind: str = "resync", says: str = "InvalidAuthenticationCode", remedy: str = "") -> Section:
    failure = Failure(cause=Cause.USED_CODE, says=says, advice="again", remedy=remedy or f"RS-{number}")
    block = BashBlock(id=f"P-{number}.1", sha256="", runs_as=PROD, after=({"in_sync": "HT"},), failures=(failure,))
    plain = BashBlock(id=f"P-{number}.2", sha256="", runs_as=PROD, after=({"prints_nothing": True},))
    return Section(
        id=f"P-{number}",
        kind=kind,
        title="",
        subject="",
        path=f"{number}.md",
        part="",
        digest="",
        blocks=(block, plain),
    )


def caused(sections: Iterable[Section]) -> list[bool]:
    return [
        failure.caused
        for one in sections
        for block in one.blocks
        if isinstance(block, BashBlock)
        for failure in block.failures
    ]


def test_the_first_pages_of_a_kind_stand_for_the_others(example: Organization) -> None:
    """Each leads to a sheet of its own, and that makes no other situation of it."""
    assert caused(spared(map(section, range(5)), example, 3)) == [True, True, True, False, False]


@pytest.mark.parametrize("other", [{"kind": "session"}, {"says": "NoSuchEntity"}, {"remedy": "stop"}])
def test_another_situation_is_caused_for_itself(other: dict[str, str], example: Organization) -> None:
    assert caused(spared([section(1), section(2, **other)], example, 1)) == [True, True]
    assert caused(spared([section(1), section(2)], example, 1)) == [True, False]


def test_nothing_else_of_a_section_changes(example: Organization) -> None:
    sections = [section(number) for number in range(3)]
    assert list(spared(sections, example, 3)) == sections


def test_every_cause_of_a_kind_of_page_is_caused_somewhere(each_example: Example) -> None:
    declared: Counter[tuple[str, str, str]] = Counter()
    made: Counter[tuple[str, str, str]] = Counter()
    for one in each_example.rendered.sidecar.sections:
        for block in one.blocks:
            for failure in block.failures if isinstance(block, BashBlock) else ():
                declared[one.kind, failure.cause, failure.says] += 1
                made[one.kind, failure.cause, failure.says] += failure.caused
    assert declared
    for situation, count in declared.items():
        assert made[situation] >= min(count, CAUSED), situation

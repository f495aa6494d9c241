"""A large binder comes in volumes: nothing is lost between them, and a change moves few others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mfa_binder.book.leaf_sets import LeafSet
from mfa_binder.book.sections import Section
from mfa_binder.paper.volumes import divide_into_volumes


def section(number: int, lines: int) -> Section:
    leaf_set = LeafSet(id=f"X-{number}", line=1, digest="", lines="abcd" * lines)
    facts = {"kind": "k", "title": "T", "subject": "s", "path": f"{number}.md", "part": "P", "digest": ""}
    return Section(id=f"X-{number}", leaf_sets=(leaf_set,), **facts)


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=80))
def test_every_section_is_in_exactly_one_volume(lines: list[int]) -> None:
    sections = [section(number, count) for number, count in enumerate(lines)]
    parts = divide_into_volumes(sections)
    assert [one for part in parts for one in part.of(sections)] == sections
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert {part.count for part in parts} == {len(parts)}
    assert all(part.of(sections) for part in parts)


def test_a_small_binder_is_one_volume() -> None:
    assert [part.ordinal for part in divide_into_volumes([section(1, 50)])] == [""]


def test_a_section_that_is_added_moves_few_others() -> None:
    before = [section(number, 60) for number in range(600)]
    known, new = held(before), section(9999, 60)
    moved = [len(known - held([*before[:place], new, *before[place:]])) for place in range(0, 600, 5)]
    assert len(known) > 6
    assert sum(count == 1 for count in moved) >= 0.7 * len(moved), "as a rule, only the volume that it is added to"


def held(sections: list[Section]) -> set[tuple[str, ...]]:
    """The ids in each volume."""
    return {tuple(one.id for one in part.of(sections)) for part in divide_into_volumes(sections)}


def test_a_volume_that_is_not_the_only_one_says_which_it_is() -> None:
    parts = divide_into_volumes([section(number, 2000) for number in range(12)])
    assert parts[0].ordinal == f"1 of {len(parts)}"
    assert len(parts) > 1

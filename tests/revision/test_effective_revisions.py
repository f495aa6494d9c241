"""The revision, the day and the bars in the margin that each sheet prints."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mfa_binder.revision.effective_revisions import DRAFT_REVISION, EffectiveRevision, effective_revisions
from mfa_binder.revision.ledger import EMPTY_LEDGER
from mfa_binder.revision.ledger_file import read_ledger
from tests.issue_helpers import DAY, Paperwork

_BODY = "one\n\ntwo\n\nthree"
# Line 1 is the title; the body begins in line 3, with a blank line after each.


def standing(paperwork: Paperwork, ledger: Path, section: str = "A-1") -> EffectiveRevision:
    return effective_revisions(read_ledger(ledger), paperwork.sidecar, paperwork.text)[section]


def page(body: str) -> Paperwork:
    return Paperwork({"A-1": body, "A-2": "y", "A-3": "z"}, {"complete": ["A-1", "A-2", "A-3"]})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    page(_BODY).issue(path)
    return path


def test_what_was_never_issued_is_a_draft_without_bars() -> None:
    paperwork = page(_BODY)
    assert effective_revisions(EMPTY_LEDGER, paperwork.sidecar, paperwork.text)["A-1"] == DRAFT_REVISION


def test_a_new_set_has_no_bars(ledger: Path) -> None:
    assert standing(page(_BODY), ledger) == EffectiveRevision(1, DAY)


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        ("one\n\ntwo, otherwise\n\nthree", {5}),
        ("one\n\ntwo\n\nand\n\nthree", {7}),
        ("one\n\nthree", {5}),
        ("one\n\ntwo", {5}),
        ("zero\n\none\n\ntwo\n\nthree\n\nfour", {3, 11}),
        ("one\ntwo\n\n\nthree", set()),
    ],
)
def test_bars_stand_where_the_words_differ(ledger: Path, body: str, changed: set[int]) -> None:
    assert standing(page(body), ledger) == EffectiveRevision(0, None, frozenset(changed)), "a draft shows them too"
    page(body).issue(ledger, DAY + timedelta(days=1))
    assert standing(page(body), ledger) == EffectiveRevision(2, DAY + timedelta(days=1), frozenset(changed))


def test_bars_stay_until_the_next_change_of_that_set(ledger: Path) -> None:
    page("one\n\ntwo, otherwise\n\nthree").issue(ledger)
    other = Paperwork(
        {"A-1": "one\n\ntwo, otherwise\n\nthree", "A-2": "other", "A-3": "z"}, {"complete": ["A-1", "A-2", "A-3"]}
    )
    other.issue(ledger)
    assert standing(other, ledger) == EffectiveRevision(2, DAY, frozenset({5}))
    page("one\n\ntwo, otherwise\n\nthree, too").issue(ledger)
    assert standing(page("one\n\ntwo, otherwise\n\nthree, too"), ledger) == EffectiveRevision(4, DAY, frozenset({7}))


def test_a_complete_revision_changes_no_revision_of_a_set(ledger: Path) -> None:
    page(_BODY).issue(ledger, DAY + timedelta(days=3), complete=True)
    assert read_ledger(ledger).revision == 2
    assert standing(page(_BODY), ledger) == EffectiveRevision(1, DAY)


def test_what_is_being_issued_is_told_by_the_changes(ledger: Path) -> None:
    changes = page("one\n\ntwo, otherwise\n\nthree").changes(read_ledger(ledger), DAY + timedelta(days=1))
    assert changes.effective["A-1"] == EffectiveRevision(2, DAY + timedelta(days=1), frozenset({5}))
    assert changes.effective["A-2"] == EffectiveRevision(1, DAY)
    assert set(changes.effective) == {"A-1", "A-2", "A-3"}


def test_a_set_that_ended_and_is_back_is_new(ledger: Path) -> None:
    Paperwork({"A-2": "y", "A-3": "z"}, {"complete": ["A-2", "A-3"]}).issue(ledger)
    page("else").issue(ledger)
    assert standing(page("else"), ledger) == EffectiveRevision(3, DAY)


def test_bars_of_a_second_set_are_lines_of_the_page(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    parts = [f"## Heading {part}\n\n" + "\n\n".join(f"line {part}-{n}" for n in range(90)) for part in range(3)]
    long = page("\n\n".join(parts))
    ids = [one.id for one in long.sidecar.sections[0].leaf_sets]
    assert len(ids) > 1
    long.issue(ledger)
    other = page("\n\n".join([*parts[:-1], parts[-1].replace("line 2-4\n", "other\n")]))
    at = other.text("A-1.md").split("\n").index("other") + 1
    assert standing(other, ledger, ids[-1]).changed == {at}
    assert standing(other, ledger, ids[0]) == EffectiveRevision(1, DAY)

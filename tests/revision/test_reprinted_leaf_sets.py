"""Whatever changes, a clerk who follows the filing sheets holds the documents of today, and nothing else."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_binder.organization.binder_settings import Paper, PrintForm
from mfa_binder.revision.changes import InsertionCause, RemovalCause, RevisionChanges
from mfa_binder.revision.ledger import EMPTY_LEDGER, Delivery, Ledger
from mfa_binder.revision.ledger_file import read_ledger
from tests.issue_helpers import ACCOUNT, DAY, Paperwork, copies
from tests.revision.clerk import Clerk

_BODIES = ["one line", "another line\nand more", "\n\n".join(f"## Heading {n}\n" + "a line\n\n" * 90 for n in range(3))]
_PAGES = ["EM-main", "LD-YK-001", "LD-YK-002", "ST-safe", "AC-1"]
_BINDERS = ["complete", "location-safe", "person-ann"]
_THINGS = ["device:YK-001", "person:ann", "location:safe"]
_FACTS = [{"name": "A", "status": "active"}, {"name": "B", "status": "lost"}]
_PLACES = ["location:safe", "person:ann", "location:box"]


@st.composite
def paperworks(draw: st.DrawFn) -> Paperwork:
    """What an inventory may give after any change: pages, binders and copies come, change and go."""
    pages = {key: draw(st.sampled_from(_BODIES)) for key in _PAGES if draw(st.integers(0, 4))}
    binders = {key: [page for page in pages if draw(st.booleans())] for key in _BINDERS if draw(st.integers(0, 5))}
    return Paperwork(
        pages=pages,
        binders={key: sections for key, sections in binders.items() if sections},
        copies={
            key: copies(
                *draw(st.lists(st.sampled_from(_PLACES), min_size=1, max_size=3)),
                withdrawn=draw(st.lists(st.integers(1, 3), max_size=2)),
            )
            for key in binders
        },
        forms={key: PrintForm(paper=draw(st.sampled_from(Paper)), large_print=draw(st.booleans())) for key in binders},
        titles={key: draw(st.sampled_from(["One title", "Another"])) for key in binders},
        classification=draw(st.sampled_from(["RESTRICTED", "RESTRICTED", "RESTRICTED", "SECRET"])),
        facts={**ACCOUNT, **draw(st.dictionaries(st.sampled_from(_THINGS), st.sampled_from(_FACTS), max_size=3))},
        owner=draw(st.sampled_from(["Alice Nguyen", "Bob Okafor"])),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(paperworks(), st.integers(0, 9)), min_size=1, max_size=5))
def test_a_clerk_who_follows_the_sheets_holds_the_documents_of_today(steps: list[tuple[Paperwork, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger, clerk, states = Path(folder) / "ledger.jsonl", Clerk(), [EMPTY_LEDGER]
        for step, (paperwork, whole) in enumerate(steps):
            before = read_ledger(ledger)
            day = DAY + timedelta(days=step)
            changes = paperwork.changes(before, day, complete=whole == 0)
            if not changes.is_empty:
                paperwork.issue(ledger, day, complete=whole == 0)
                clerk.files(changes)
                states.append(read_ledger(ledger))
                assert states[-1].revision == before.revision + 1
                assert states[-1].facts == paperwork.facts
                _says_what_was_filed(states[-1], changes)
            _holds_today(clerk, paperwork)
            assert paperwork.changes(read_ledger(ledger), day).is_empty, "a second run would issue again"
        assert [read_ledger(ledger, number) for number in range(len(states))] == states


def _says_what_was_filed(ledger: Ledger, changes: RevisionChanges) -> None:
    for binder in changes.binders:
        if not binder.ended:
            known = {copy.number: copy for copy in ledger.binders[binder.id].copies}
            for copy in binder.copies:
                assert known[copy.number].revisions == copy.revisions
                assert known[copy.number].withdrawn is (copy.gets is Delivery.WITHDRAWAL)


def _holds_today(clerk: Clerk, paperwork: Paperwork) -> None:
    sidecar = paperwork.sidecar
    bodies = {one.id: one.digest for section in sidecar.sections for one in section.leaf_sets}
    sections = {section.id: section for section in sidecar.sections}
    wanted = {
        (plan.id, copy.number): {one.id: bodies[one.id] for key in plan.sections for one in sections[key].leaf_sets}
        for plan in sidecar.binders
        for copy in plan.copies
        if copy.withdrawn is None
    }
    held = {place: {key: one.digest for key, one in shelf.sets.items()} for place, shelf in clerk.shelves.items()}
    assert held == wanted


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.jsonl"


def test_the_first_issue_is_complete_and_removes_nothing(ledger: Path) -> None:
    changes = Paperwork({"A-1": "x", "A-2": "y"}, {"complete": ["A-1", "A-2"]}).issue(ledger)
    (binder,) = changes.binders
    assert changes.revision.number == 1
    assert changes.revision.complete
    assert [one.why for one in binder.insert] == [InsertionCause.NEW, InsertionCause.NEW]
    assert binder.remove == ()
    assert [(copy.gets, copy.before) for copy in binder.copies] == [(Delivery.COMPLETE, 0)]


def test_a_complete_revision_on_demand_replaces_every_leaf(ledger: Path) -> None:
    paperwork = Paperwork({"A-1": "x", "A-2": "y"}, {"complete": ["A-1", "A-2"]})
    paperwork.issue(ledger)
    assert paperwork.changes(read_ledger(ledger)).is_empty
    (binder,) = paperwork.issue(ledger, complete=True).binders
    assert binder.complete_because == "asked for"
    assert [(one.id, one.revision, one.why) for one in binder.insert] == [
        ("A-1", 1, InsertionCause.REISSUED),
        ("A-2", 1, InsertionCause.REISSUED),
    ]
    assert [(one.id, one.revision, one.reasons) for one in binder.remove] == [("A-1", 1, ()), ("A-2", 1, ())]
    assert [(copy.gets, copy.before) for copy in binder.copies] == [(Delivery.COMPLETE, 1)]


def test_a_withdrawn_number_that_is_given_out_after_all_begins_anew(ledger: Path) -> None:
    pages, binders = {"A-1": "x"}, {"complete": ["A-1"]}
    both = copies("location:safe", "person:ann")
    Paperwork(pages, binders, {"complete": both}).issue(ledger)
    Paperwork(pages, binders, {"complete": copies("location:safe", "person:ann", withdrawn=[2])}).issue(ledger)
    (binder,) = Paperwork(pages, binders, {"complete": both}).issue(ledger).binders
    assert [(copy.number, copy.gets, copy.before) for copy in binder.copies] == [
        (1, None, 1),
        (2, Delivery.COMPLETE, 0),
    ]
    assert [copy.revisions for copy in read_ledger(ledger).binders["complete"].copies] == [(1,), (3,)]


def test_one_changed_page_exchanges_its_leaves_alone(ledger: Path) -> None:
    pages = {"A-1": "x", "A-2": "y", "A-3": "z"}
    Paperwork(pages, {"complete": list(pages)}).issue(ledger)
    changes = Paperwork({**pages, "A-2": "other"}, {"complete": list(pages)}).issue(ledger)
    (binder,) = changes.binders
    assert [(one.id, one.revision, one.why) for one in binder.insert] == [("A-2", 2, InsertionCause.CHANGED)]
    assert [(one.id, one.revision, one.leaves, one.why) for one in binder.remove] == [
        ("A-2", 1, 1, RemovalCause.REPLACED)
    ]
    assert [(copy.gets, copy.before, copy.revisions) for copy in binder.copies] == [(Delivery.CHANGES, 1, (1, 2))]


def test_a_change_in_one_binder_leaves_the_next_sheet_of_another_on_its_own_revision(ledger: Path) -> None:
    binders = {"location-safe": ["A-1", "A-3", "A-4"], "person-ann": ["A-2", "A-3", "A-4"]}
    Paperwork({"A-1": "x", "A-2": "y", "A-3": "z", "A-4": "."}, binders).issue(ledger)
    second = Paperwork({"A-1": "other", "A-2": "y", "A-3": "z", "A-4": "."}, binders).issue(ledger)
    assert [binder.id for binder in second.binders] == ["location-safe"]
    third = Paperwork({"A-1": "other", "A-2": "y", "A-3": "new", "A-4": "."}, binders).issue(ledger)
    assert {binder.id: binder.copies[0].before for binder in third.binders} == {"location-safe": 2, "person-ann": 1}


def test_a_sheet_that_moves_to_another_binder_keeps_its_revision(ledger: Path) -> None:
    pages = {"LD-YK-003": "x", "ST-safe": "y", "ST-box": "z", "EM-main": "."}
    safe, box = "location-safe", "location-box"
    before = {safe: ["EM-main", "LD-YK-003", "ST-safe"], box: ["EM-main", "ST-box"]}
    after = {safe: ["EM-main", "ST-safe"], box: ["EM-main", "LD-YK-003", "ST-box"]}
    facts = {"device:YK-003": {"place": "safe", "location": "safe"}}
    moved = {"device:YK-003": {"place": "box", "location": "box"}}
    subjects = {"LD-YK-003": "device:YK-003"}
    Paperwork(pages, before, subjects=subjects, facts=facts).issue(ledger)
    changes = Paperwork(pages, after, subjects=subjects, facts=moved).issue(ledger)
    from_safe, to_box = changes.binders
    assert [(one.id, one.why, one.reason) for one in from_safe.remove] == [
        ("LD-YK-003", RemovalCause.ELSEWHERE, "YK-003 moved")
    ]
    assert [(one.id, one.revision, one.why, one.reason) for one in to_box.insert] == [
        ("LD-YK-003", 1, InsertionCause.NEWLY_HERE, "YK-003 moved")
    ]
    assert read_ledger(ledger).sets["LD-YK-003"].binders == (box,)
    assert read_ledger(ledger).sets["LD-YK-003"].revision == 1


@pytest.mark.parametrize(("changed", "complete"), [(6, False), (7, True)])
def test_above_the_percentage_the_whole_binder_is_issued(ledger: Path, changed: int, complete: bool) -> None:
    pages = {f"A-{number}": "x" for number in range(10)}
    Paperwork(pages, {"complete": list(pages)}).issue(ledger)
    other = {key: "other" if number < changed else "x" for number, key in enumerate(pages)}
    (binder,) = Paperwork(other, {"complete": list(pages)}).changes(read_ledger(ledger)).binders
    assert binder.complete is complete
    assert len(binder.insert) == (10 if complete else 6)
    if complete:
        assert binder.complete_because == "more than 60 % of its leaf sets changed"
        assert [one.why for one in binder.insert][-1] is InsertionCause.REISSUED
        assert [one.revision for one in binder.insert] == [2] * 7 + [1] * 3


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"forms": {"complete": PrintForm(paper=Paper.LETTER)}}, "another form"),
        ({"classification": "SECRET"}, "another title or classification of the document"),
    ],
)
def test_what_stands_on_every_sheet_makes_every_sheet_anew(
    ledger: Path, change: dict[str, object], because: str
) -> None:
    pages = {"A-1": "x", "A-2": "y"}
    Paperwork(pages, {"complete": list(pages)}).issue(ledger)
    (binder,) = Paperwork(pages, {"complete": list(pages)}, **change).changes(read_ledger(ledger)).binders  # type: ignore[arg-type]
    assert binder.complete_because == because
    assert len(binder.remove) == len(binder.insert) == 2
    assert {one.revision for one in binder.insert} == {1}, "its words are as they were"


def test_another_owner_is_a_new_cover_and_no_leaf_set(ledger: Path) -> None:
    pages = {"A-1": "x", "A-2": "y"}
    Paperwork(pages, {"complete": list(pages)}).issue(ledger)
    (binder,) = Paperwork(pages, {"complete": list(pages)}, owner="Bob Okafor").changes(read_ledger(ledger)).binders
    assert (binder.cover, binder.insert, binder.remove) == (True, (), ())
    assert binder.copies[0].gets is Delivery.CHANGES


def test_a_new_copy_gets_the_whole_binder_and_the_others_nothing(ledger: Path) -> None:
    pages, binders = {"A-1": "x", "A-2": "y"}, {"complete": ["A-1", "A-2"]}
    Paperwork(pages, binders).issue(ledger)
    two = {"complete": copies("location:safe", "person:ann")}
    changes = Paperwork(pages, binders, two).issue(ledger)
    (binder,) = changes.binders
    assert [(copy.number, copy.gets, copy.before) for copy in binder.copies] == [
        (1, None, 1),
        (2, Delivery.COMPLETE, 0),
    ]
    assert dict(changes.typeset) == {"a4": ("A-1", "A-2")}
    third = Paperwork({**pages, "A-1": "other"}, binders, two).issue(ledger)
    assert [copy.before for copy in third.binders[0].copies] == [1, 2], "each copy is verified against its own"


def test_a_withdrawn_copy_is_returned_once_and_its_number_is_not_given_again(ledger: Path) -> None:
    pages, binders = {"A-1": "x"}, {"complete": ["A-1"]}
    both = copies("location:safe", "person:ann")
    Paperwork(pages, binders, {"complete": both}).issue(ledger)
    gone = Paperwork(pages, binders, {"complete": copies("location:safe", "person:ann", withdrawn=[2])})
    (binder,) = gone.issue(ledger).binders
    assert [(copy.number, copy.gets) for copy in binder.copies] == [(1, None), (2, Delivery.WITHDRAWAL)]
    assert gone.changes(read_ledger(ledger)).is_empty
    assert [copy.withdrawn for copy in read_ledger(ledger).binders["complete"].copies] == [False, True]


def test_other_hands_are_a_note_and_exchange_nothing(ledger: Path) -> None:
    pages, binders = {"A-1": "x"}, {"complete": ["A-1"]}
    Paperwork(pages, binders).issue(ledger)
    moved = Paperwork(pages, binders, {"complete": copies("person:ann")})
    (binder,) = moved.issue(ledger).binders
    (copy,) = binder.copies
    assert (copy.gets, copy.before, copy.revisions) == (Delivery.NOTE, 1, (1,))
    assert (copy.place_before, copy.holders_before) == ("Place location:safe", ("Holder of location:safe",))
    assert read_ledger(ledger).binders["complete"].copies[0].revision == 1


def test_a_binder_that_is_printed_no_more_is_returned_with_all_its_leaves(ledger: Path) -> None:
    pages = {"A-1": "x", "A-2": "y"}
    Paperwork(pages, {"complete": ["A-1", "A-2"], "person-ann": ["A-2"]}).issue(ledger)
    changes = Paperwork(pages, {"complete": ["A-1", "A-2"]}).issue(ledger)
    (binder,) = changes.binders
    assert binder.ended
    assert binder.form == PrintForm()
    assert [(one.id, one.why) for one in binder.remove] == [("A-2", RemovalCause.ELSEWHERE)]
    assert [copy.gets for copy in binder.copies] == [Delivery.WITHDRAWAL]
    assert set(read_ledger(ledger).binders) == {"complete"}

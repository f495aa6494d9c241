"""Why a sheet is out of date, in sentences about people, places and keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.revision.fact_changes import fact_changes
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.revision.set_reasons import FactReasons, summarize_list
from tests.issue_helpers import ACCOUNT, Paperwork

_DEVICE: InventoryFact = {
    "place": "TEB-1",
    "location": "safe",
    "status": "active",
    "serial": "1",
    "opens": "444455556666/root",
}
_CAROL: InventoryFact = {"name": "Carol Jensen", "phone": "1", "email": "c@example.com", "site": "portland"}
_SAFE: InventoryFact = {"name": "HQ safe", "site": "seattle", "custodians": "alice bob"}
_PROD: InventoryFact = {"name": "prod", "status": "active", "unit": "Root/Prod", "root": "r@example.com"}
_SHUT: InventoryFact = {**_PROD, "status": "closed", "closed_on": "2026-11-20"}


@pytest.mark.parametrize(
    ("thing", "before", "now", "sentences"),
    [
        ("device:YK-003", _DEVICE, {**_DEVICE, "place": "bob"}, ["YK-003 moved"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "place": "bob", "location": ""}, ["YK-003 moved"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "location": "box"}, ["YK-003 moved"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "status": "lost"}, ["YK-003 is lost"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "status": "lost", "place": ""}, ["YK-003 is lost", "YK-003 moved"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "serial": "2"}, ["YK-003 has another serial number"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "opens": "444455556666/root 1/root"}, ["YK-003 opens more than before"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "opens": ""}, ["YK-003 opens less than before"]),
        ("device:YK-003", _DEVICE, {**_DEVICE, "opens": "1/root"}, ["YK-003 opens something else"]),
        ("device:YK-003", None, _DEVICE, ["YK-003 is new"]),
        ("device:YK-003", _DEVICE, None, ["YK-003 is in the inventory no more"]),
        ("person:carol", _CAROL, {**_CAROL, "phone": "2"}, ["Carol Jensen has another phone number"]),
        ("person:carol", _CAROL, {**_CAROL, "phone": ""}, ["Carol Jensen has no phone number any more"]),
        ("person:carol", {**_CAROL, "phone": ""}, _CAROL, ["Carol Jensen has a phone number now"]),
        ("person:carol", _CAROL, {**_CAROL, "name": "Carol Smith"}, ["Carol Jensen is now called Carol Smith"]),
        ("person:carol", _CAROL, {**_CAROL, "site": "berlin"}, ["Carol Jensen is at another site"]),
        ("person:carol", _CAROL, None, ["Carol Jensen left"]),
        ("person:carol", None, _CAROL, ["Carol Jensen joined"]),
        ("location:safe", _SAFE, {**_SAFE, "custodians": "alice"}, ["HQ safe has other custodians"]),
        ("account:444455556666", _PROD, {**_PROD, "status": "closed"}, ["account prod was closed"]),
        ("account:444455556666", _PROD, {**_PROD, "closed_on": "2026-11-20"}, ["account prod was closed"]),
        ("account:444455556666", _PROD, _SHUT, ["account prod was closed"]),
        ("account:444455556666", _SHUT, _PROD, ["account prod is open again"]),
        ("account:444455556666", _SHUT, {**_SHUT, "closed_on": "2"}, ["account prod has another day of closing"]),
        ("account:444455556666", _PROD, {**_PROD, "status": "suspended"}, ["account prod is suspended"]),
        ("account:444455556666", _PROD, {**_PROD, "name": "live"}, ["account prod is now called live"]),
        (
            "account:444455556666",
            _PROD,
            {**_PROD, "unit": "Root"},
            ["account prod moved to another organizational unit"],
        ),
        ("account:444455556666", _PROD, {**_PROD, "root": "x"}, ["account prod has another root email address"]),
        ("person:carol", _CAROL, {**_CAROL, "badge": "7"}, ["Carol Jensen has another badge"]),
        ("person:carol", _CAROL, dict(_CAROL), []),
    ],
)
def test_a_changed_fact_is_a_sentence(
    thing: str, before: InventoryFact | None, now: InventoryFact | None, sentences: list[str]
) -> None:
    then = {} if before is None else {thing: before}
    found = fact_changes(then, {} if now is None else {thing: now})
    assert [change.sentence for change in found] == sentences


_MOVED = fact_changes(
    {"device:YK-003": _DEVICE, "person:carol": _CAROL, "location:safe": _SAFE, "account:444455556666": _PROD},
    {
        "device:YK-003": {**_DEVICE, "place": "bob", "location": "box"},
        "person:carol": {**_CAROL, "phone": "2"},
        "location:safe": {**_SAFE, "custodians": "alice dan"},
        "account:444455556666": {**_PROD, "status": "closed"},
    },
)


@pytest.mark.parametrize(
    ("subject", "sentences"),
    [
        ("device:YK-003", ("YK-003 moved",)),
        ("location:box", ("YK-003 moved",)),
        ("location:safe", ("YK-003 moved", "HQ safe has other custodians")),
        ("person:bob", ("YK-003 moved", "HQ safe has other custodians")),
        ("person:carol", ("Carol Jensen has another phone number",)),
        ("account:444455556666", ("account prod was closed",)),
        ("444455556666/user/admin", ("account prod was closed",)),
        ("person:alice", ("HQ safe has other custodians",)),
        ("person:erin", ()),
        ("organization:main", ()),
    ],
)
def test_a_sheet_is_concerned_by_what_it_is_about_and_by_what_that_is_tied_to(
    subject: str, sentences: tuple[str, ...]
) -> None:
    assert FactReasons(_MOVED).about(subject) == sentences


@pytest.mark.parametrize(
    ("changed", "page", "sentences"),
    [
        ("Call Carol Jensen, +1 2", "# Page", ("Call",)),
        ("| YK-003 | box |", "Carol Jensen", ("YK-003 moved",)),
        ("| YK\\-003 | box |", "", ("YK-003 moved",)),
        ("| YK-0031 | and XYK-003, YK-003-B |", "", ()),
        ("Carol Jensenson, Carol's Jensen", "", ()),
        ("Call Carol Jensen's deputy", "", ("Call",)),
        ("nothing", "Carol Jensen and YK-003", ("YK-003 moved", "Carol Jensen has another phone number")),
    ],
)
def test_else_by_what_its_changed_lines_name_else_by_what_its_page_names(
    changed: str, page: str, sentences: tuple[str, ...]
) -> None:
    expected = ("Carol Jensen has another phone number",) if sentences == ("Call",) else sentences
    assert FactReasons(_MOVED).of("organization", changed, page) == expected


def test_what_is_tied_to_a_changed_thing_is_concerned_where_nothing_nearer_is() -> None:
    lost = fact_changes({"device:YK-003": _DEVICE}, {"device:YK-003": {**_DEVICE, "status": "lost"}})
    reasons = FactReasons(lost)
    assert reasons.about("444455556666/root") == ("YK-003 is lost",), "it opens it"
    assert reasons.about("location:safe") == ("YK-003 is lost",), "it lies there"
    assert reasons.about("location:box") == ()
    assert reasons.of("location:safe", "", "") == ("YK-003 is lost",)
    both = fact_changes(
        {"device:YK-003": _DEVICE, "location:safe": _SAFE},
        {"device:YK-003": {**_DEVICE, "status": "lost"}, "location:safe": {**_SAFE, "custodians": "dan"}},
    )
    assert FactReasons(both).about("location:safe") == ("HQ safe has other custodians",)


def test_at_most_three_are_named() -> None:
    assert summarize_list(["A"]) == "A"
    assert summarize_list(["A", "B"]) == "A and B"
    assert summarize_list(["A", "B", "A", "C"]) == "A, B and C"
    assert summarize_list(["A", "B", "C", "D", "E"]) == "A, B, C and 2 more"
    assert summarize_list([]) == ""


def test_where_no_fact_changed_the_words_did(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    Paperwork({"A-1": "x", "A-2": "y"}, {"complete": ["A-1", "A-2"]}).issue(ledger)
    changes = Paperwork({"A-1": "other", "A-2": "y"}, {"complete": ["A-1", "A-2"]}).changes(read_ledger(ledger))
    assert changes.reasons == {"A-1": ("its words changed",)}


def test_nothing_is_said_of_a_first_issue(tmp_path: Path) -> None:
    changes = Paperwork({"A-1": "prod"}, {"complete": ["A-1"]}, facts=ACCOUNT).issue(tmp_path / "ledger.jsonl")
    assert changes.reasons == {"A-1": ()}


def test_facts_that_change_no_page_are_the_reason_when_one_changes_later(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    pages, binders = {"A-1": "x", "A-2": "Call Carol Jensen"}, {"complete": ["A-1", "A-2"]}
    Paperwork(pages, binders, facts={**ACCOUNT, "person:carol": _CAROL}).issue(ledger)
    now = {**ACCOUNT, "person:carol": {**_CAROL, "phone": "2"}}
    assert Paperwork(pages, binders, facts=now).changes(read_ledger(ledger)).is_empty
    other = Paperwork({**pages, "A-2": "Call Carol Jensen, 2"}, binders, facts=now)
    assert other.issue(ledger).reasons == {"A-2": ("Carol Jensen has another phone number",)}
    assert read_ledger(ledger).facts == now

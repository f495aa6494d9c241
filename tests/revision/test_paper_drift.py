"""What is out of date on paper is told by binder copy, in leaves, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mfa_binder.organization.binder_settings import PrintForm
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.revision.paper_drift import copy_drifts
from tests.issue_helpers import ACCOUNT, Paperwork, copies

_LONG = "\n\n".join(f"line {number}" for number in range(50))
_DEVICE = {"place": "hq-safe", "location": "hq-safe", "status": "active"}
_BASE = Paperwork(
    pages={"EM-main": "x", "LD-YK-003": "y", "ST-hq-safe": _LONG, "ST-box": "z", "GL-1": "g", "DC-1": "d"},
    binders={
        "location-hq-safe": ["EM-main", "LD-YK-003", "ST-hq-safe", "GL-1", "DC-1"],
        "location-box": ["EM-main", "ST-box", "GL-1"],
    },
    copies={"location-hq-safe": copies("location:hq-safe"), "location-box": copies("location:box")},
    subjects={"LD-YK-003": "device:YK-003", "ST-hq-safe": "location:hq-safe", "ST-box": "location:box"},
    facts={**ACCOUNT, "device:YK-003": _DEVICE},
)
_MOVED = replace(
    _BASE,
    pages={**_BASE.pages, "ST-hq-safe": f"{_LONG} still", "ST-box": "z and YK-003"},
    binders={
        "location-hq-safe": ["EM-main", "ST-hq-safe", "GL-1", "DC-1"],
        "location-box": ["EM-main", "LD-YK-003", "ST-box", "GL-1"],
    },
    facts={**ACCOUNT, "device:YK-003": {**_DEVICE, "place": "box", "location": "box"}},
)


@pytest.fixture
def sentences(tmp_path: Path) -> Callable[[Paperwork], list[str]]:
    """What is told of documents after `_BASE` was issued."""
    ledger = tmp_path / "ledger.jsonl"
    _BASE.issue(ledger)
    return lambda paperwork: [one.sentence for one in copy_drifts(paperwork.changes(read_ledger(ledger)))]


def test_a_device_that_moved_is_told_in_both_binders(sentences: Callable[[Paperwork], list[str]]) -> None:
    assert sentences(_MOVED) == [
        "hq-safe copy 1: leaf sets LD-YK-003 and ST-hq-safe (3 leaves) are out of date because YK-003 moved",
        "box copy 1: leaf set ST-box (1 leaf) is out of date because YK-003 moved; "
        "leaf set LD-YK-003 is missing because YK-003 moved",
    ]


def test_nothing_is_told_of_what_is_filed_as_it_should_be(sentences: Callable[[Paperwork], list[str]]) -> None:
    assert sentences(_BASE) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"pages": {**_BASE.pages, "DC-1": "other"}},
            ["hq-safe copy 1: leaf set DC-1 (1 leaf) is out of date because its words changed"],
        ),
        (
            {"pages": {**_BASE.pages, "DC-1": "other", "LD-YK-003": "else"}},
            ["hq-safe copy 1: leaf sets LD-YK-003 and DC-1 (2 leaves) are out of date because their words changed"],
        ),
        (
            {
                "pages": {**_BASE.pages, "DC-1": "other", "LD-YK-003": "else"},
                "facts": {**ACCOUNT, "device:YK-003": {**_DEVICE, "status": "lost"}},
            },
            [
                "hq-safe copy 1: leaf sets LD-YK-003 and DC-1 (2 leaves) are out of date because YK-003 is lost and "
                "other words changed"
            ],
        ),
        (
            {"copies": {**_BASE.copies, "location-box": copies("location:box", "person:ann")}},
            ["box copy 2: it was never issued"],
        ),
        (
            {"copies": {**_BASE.copies, "location-box": copies("location:box", withdrawn=[1])}},
            ["box copy 1: it is to be returned and destroyed"],
        ),
        (
            {"copies": {**_BASE.copies, "location-box": copies("person:ann")}},
            [
                "box copy 1: it stands at Place location:box in the ledger, at Place person:ann now; its holders are "
                "Holder of person:ann now, Holder of location:box in the ledger"
            ],
        ),
        ({"titles": {"location-box": "Other"}}, ["box copy 1: its cover is out of date"]),
        (
            {"forms": {"location-hq-safe": PrintForm(large_print=True)}, "pages": {**_BASE.pages, "DC-1": "other"}},
            [
                "hq-safe copy 1: everything is out of date because of another form; leaf set DC-1 (1 leaf) is out of "
                "date because its words changed"
            ],
        ),
        (
            {"forms": {"location-box": PrintForm(large_print=True)}},
            ["box copy 1: everything is out of date because of another form"],
        ),
        (
            {"binders": {**_BASE.binders, "box": ["EM-main"]}, "copies": {**_BASE.copies, "box": copies("a")}},
            ["box copy 1: it was never issued"],
        ),
    ],
)
def test_each_kind_of_drift_has_its_sentence(
    sentences: Callable[[Paperwork], list[str]], change: dict[str, object], told: list[str]
) -> None:
    assert sentences(replace(_BASE, **change)) == told  # type: ignore[arg-type]


def test_a_binder_is_named_whole_where_its_place_alone_names_another(
    sentences: Callable[[Paperwork], list[str]],
) -> None:
    both = replace(_MOVED, binders={**_MOVED.binders, "box": ["EM-main"]}, copies={**_MOVED.copies, "box": copies("a")})
    assert [sentence.partition(" ")[0] for sentence in sentences(both)] == ["hq-safe", "location-box", "box"]


def test_the_line_of_the_ledger_is_where_the_binder_was_last_issued(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    _BASE.issue(ledger)
    lines = ledger.read_text(encoding="utf-8").splitlines()
    for found in copy_drifts(_MOVED.changes(read_ledger(ledger))):
        assert lines[found.line - 1].startswith(f'{{"binder": "{found.binder}"')

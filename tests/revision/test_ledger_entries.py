"""A ledger lies in a repository for years: what was written once is read for ever, and written as it was."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from mfa_binder.revision.ledger_entries import entry_line, parse_entry
from mfa_binder.revision.ledger_file import read_ledger
from tests.issue_helpers import DAY, Paperwork, copies

WRITTEN = Path(__file__).parent / "ledgers" / "four-revisions.jsonl"
"""What the program wrote of `REVISIONS` before its lines had classes."""

_ACCOUNT = "account:444455556666"
_LONG = "\n\n".join(f"## Heading {number}\n" + "a line\n\n" * 90 for number in range(3))
_SUBJECTS = {"RE-444455556666": _ACCOUNT, "A-1": "device:YK-001"}
_CLOSED = {"name": "prod", "status": "closed", "closed_on": "2026-11-20"}

REVISIONS = [
    Paperwork(
        {"A-1": "x", "A-2": _LONG, "A-3": "z", "RE-444455556666": "root"},
        {
            "complete": ["A-1", "A-2", "A-3", "RE-444455556666"],
            "person-ann": ["A-2"],
            "location-box": ["A-3"],
        },
        {"complete": copies("location:safe", "person:ann"), "person-ann": copies("person:ann")},
        subjects=_SUBJECTS,
        facts={
            _ACCOUNT: {"name": "prod", "status": "active"},
            "device:YK-001": {"name": "Zoë's key", "place": "safe"},
        },
    ),
    Paperwork(
        {"A-1": "other", "A-2": _LONG, "A-3": "z", "A-4": "new “quoted”"},
        {"complete": ["A-1", "A-2", "A-3", "A-4"], "person-ann": ["A-2", "A-4", "A-3"]},
        {
            "complete": copies("location:safe", "person:bob", "location:box", withdrawn=[1]),
            "person-ann": copies("person:ann"),
        },
        subjects=_SUBJECTS,
        facts={
            _ACCOUNT: _CLOSED,
            "device:YK-001": {"name": "Zoë's key", "place": "box"},
            "person:ann": {"name": "Ann"},
        },
    ),
    Paperwork(
        {"A-1": "other", "A-2": f"{_LONG}\nmore", "A-3": "z", "A-4": "new “quoted”"},
        {"complete": ["A-1", "A-2", "A-3", "A-4"], "person-ann": ["A-2", "A-4", "A-3"]},
        {
            "complete": copies("location:safe", "person:bob", "location:box", withdrawn=[1, 2]),
            "person-ann": copies("person:ann"),
        },
        subjects=_SUBJECTS,
        facts={_ACCOUNT: _CLOSED, "person:ann": {"name": "Ann"}},
    ),
    Paperwork(
        {"A-1": "other", "A-2": "short"},
        {"complete": ["A-1", "A-2"]},
        classification="SECRET",
        owner="Bob",
        titles={"complete": "Every thing"},
        facts={"person:ann": {"name": "Ann"}, _ACCOUNT: {"name": "prod", "status": "closed"}},
    ),
]


def test_the_same_documents_are_recorded_in_the_same_bytes(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    for number, paperwork in enumerate(REVISIONS):
        paperwork.issue(ledger, DAY + timedelta(days=40 * number), complete=number == 3)
    assert ledger.read_bytes() == WRITTEN.read_bytes()


@pytest.mark.parametrize("line", WRITTEN.read_bytes().splitlines(), ids=lambda line: line[:20].decode())
def test_a_line_that_is_read_and_written_again_is_the_same(line: bytes) -> None:
    assert entry_line(parse_entry(line)).encode() == line + b"\n"


def test_a_ledger_of_an_earlier_version_is_read_and_goes_on(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_bytes(WRITTEN.read_bytes())
    read = read_ledger(ledger)
    assert [(one.number, one.issued, one.complete) for one in read.revisions] == [
        (1, DAY, True),
        (2, DAY + timedelta(days=40), False),
        (3, DAY + timedelta(days=80), False),
        (4, DAY + timedelta(days=120), True),
    ]
    assert {key: (one.revision, one.binders) for key, one in read.sets.items()} == {
        "A-1": (2, ("complete",)),
        "A-2": (4, ("complete",)),
    }
    assert read.facts == {"person:ann": {"name": "Ann"}, _ACCOUNT: {"name": "prod", "status": "closed"}}
    assert read_ledger(ledger, 2).kept["RE-444455556666"].keep_until == date(2027, 2, 18)
    Paperwork({"A-1": "again", "A-2": "short"}, {"complete": ["A-1", "A-2"]}).issue(ledger, DAY + timedelta(days=121))
    assert ledger.read_bytes().startswith(WRITTEN.read_bytes())
    assert read_ledger(ledger).revision == 5


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'{"novel": 1}',
        b'{"stands": "A-1", "leaves": {"a4": "2"}, "binders": []}',
        b'{"stands": "A-1", "leaves": {"a4": true}, "binders": []}',
        b'{"stands": 1, "leaves": {}, "binders": []}',
        b'{"leaves": {}, "stands": "A-1", "binders": []}',
        b'{"fact": "person:ann"}',
        b'{"end": 1.0, "sha256": ""}',
    ],
)
def test_what_is_no_record_is_refused(line: bytes) -> None:
    with pytest.raises(ValidationError):
        parse_entry(line)


def test_a_key_that_a_later_program_adds_does_not_stop_this_one() -> None:
    entry = parse_entry(b'{"end": 1, "sha256": "0", "signed": "by nobody"}')
    assert entry_line(entry) == '{"end": 1, "sha256": "0"}\n'

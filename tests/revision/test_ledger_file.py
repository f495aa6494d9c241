"""The ledger notices whatever happens to it, and says in which line and what to do."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfa_binder.errors import LedgerError
from mfa_binder.revision.ledger import EMPTY_LEDGER
from mfa_binder.revision.ledger_file import read_ledger
from tests.issue_helpers import ACCOUNT, DAY, Paperwork, copies

_FIRST = Paperwork({"A-1": "x", "A-2": "y", "A-3": "z"}, {"complete": ["A-1", "A-2", "A-3"]})
_SECOND = Paperwork({"A-1": "other", "A-2": "y", "A-3": "z"}, {"complete": ["A-1", "A-2", "A-3"]})
_THIRD = Paperwork({"A-1": "other", "A-2": "y"}, {"complete": ["A-1", "A-2"]})


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Of three revisions."""
    path = tmp_path / "ledger.jsonl"
    for number, paperwork in enumerate((_FIRST, _SECOND, _THIRD)):
        paperwork.issue(path, DAY + timedelta(days=number))
    return path


def problem(path: Path) -> tuple[int, str, str]:
    """Line, message and next step of the error that reading gives."""
    with pytest.raises(LedgerError) as caught:
        read_ledger(path)
    found = re.fullmatch(r"ledger\.jsonl:(\d+): (.+)", caught.value.message)
    assert found, caught.value.message
    assert caught.value.hint
    return int(found[1]), found[2], caught.value.hint


def test_what_was_issued_is_what_is_read(ledger: Path) -> None:
    read = read_ledger(ledger)
    assert [(one.number, one.issued, one.complete) for one in read.revisions] == [
        (1, DAY, True),
        (2, DAY + timedelta(days=1), False),
        (3, DAY + timedelta(days=2), False),
    ]
    assert read.organizations == {"main": "Example Corp"}
    assert {key: (one.revision, one.leaves) for key, one in read.sets.items()} == {
        "A-1": (2, {"a4": 1}),
        "A-2": (1, {"a4": 1}),
    }
    assert read.binders["complete"].copies[0].revisions == (1, 2, 3)
    assert read.facts == ACCOUNT


def test_each_line_says_first_what_it_tells_of(ledger: Path) -> None:
    kinds = [next(iter(json.loads(line))) for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert kinds == [
        *["ledger", "revision", "binder", "set", "set", "set", "fact", "end"],
        *["revision", "binder", "set", "end"],
        *["revision", "binder", "ended", "end"],
    ]


def test_a_revision_is_only_ever_added_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    before = b""
    for paperwork in (_FIRST, _SECOND, _THIRD):
        paperwork.issue(path)
        assert path.read_bytes().startswith(before)
        before = path.read_bytes()


def test_without_a_ledger_nothing_was_issued(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "ledger.jsonl") == EMPTY_LEDGER


def test_an_earlier_revision_can_be_looked_at(ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    _FIRST.issue(other)
    assert read_ledger(ledger, 1) == read_ledger(other)
    assert read_ledger(ledger, 0) == EMPTY_LEDGER


def test_every_place_where_it_may_break_off_is_noticed_but_the_end_of_a_revision(ledger: Path) -> None:
    whole = ledger.read_bytes()
    ends = [found.end() for found in re.finditer(rb'\{"end".+\n', whole)]
    for length in range(0, len(whole), 23):
        ledger.write_bytes(whole[:length])
        if length not in ends:
            assert "breaks off" in problem(ledger)[1], length


def test_every_line_that_is_changed_lost_doubled_or_swapped_is_noticed(ledger: Path) -> None:
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        for other in (
            [*lines[:number], *lines[number + 1 :]],
            [*lines[: number + 1], *lines[number:]],
            [*lines[:number], line.replace('": "', '": "0', 1).replace('": 1', '": 4', 1), *lines[number + 1 :]],
            [*lines[:number], *reversed(lines[number : number + 2]), *lines[number + 2 :]],
        ):
            if other != lines and "".join(other) not in _earlier(lines):
                ledger.write_text("".join(other), encoding="utf-8")
                assert 1 <= problem(ledger)[0] <= len(other)


def _earlier(lines: list[str]) -> set[str]:
    """What the file was after each revision."""
    return {"".join(lines[: number + 1]) for number, line in enumerate(lines) if line.startswith('{"end"')}


@pytest.mark.parametrize(
    ("damage", "line", "message", "hint"),
    [
        (lambda text: text.replace('"x"', '"x"').replace("A-2", "A-9", 1), 8, "lines 2 to 7, or the first", "restore"),
        (lambda text: text.replace('"title": "Title of A-1"', '"title": "T"'), 8, "2 to 7", "restore"),
        (lambda text: text.replace('"end": 2', '"end": 3'), 12, "revision 3 ends without having begun", "restore"),
        (lambda text: text + text.split("\n", 1)[1], 17, "revision 1 follows revision 3", "two people issued"),
        (lambda text: text.replace('{"revision": 2', '{"revision": 4'), 9, "revision 4 follows revision 1", "restore"),
        (lambda text: text.replace("\n", "\n<<<<<<< HEAD\n", 1), 2, "a merge was left unfinished", "two people issued"),
        (lambda text: text + '{"fact": "device:X", "is": null}\n', 17, "behind the end of a revision", "restore"),
        (lambda text: text.replace('{"set"', '{"sheet"', 1), 4, "none that this program writes", "restore"),
        (lambda text: text.replace('{"set"', '["set"', 1), 4, "not JSON", "restore"),
        (lambda text: text.replace('{"ledger": 1', '{"ledger": 2'), 1, "a later version", "update mfa-binder"),
        (lambda text: text.split("\n", 1)[1], 1, "does not say whose ledger this is", "restore"),
        (lambda text: text.replace("\n", "\r\n"), 1, "those of Windows", "ledger.jsonl -text"),
        (lambda text: "", 1, "breaks off", "restore"),
    ],
)
def test_the_error_says_what_happened_and_what_to_do(
    ledger: Path, damage: Callable[[str], str], line: int, message: str, hint: str
) -> None:
    ledger.write_bytes(damage(ledger.read_text(encoding="utf-8")).encode("utf-8"))
    found = problem(ledger)
    assert found[0] == line
    assert message in found[1]
    assert hint in found[2]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_content_whatever_is_anything_but_a_ledger_or_an_error(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        _FIRST.issue(path)
        written = path.read_bytes()
        start = data.draw(st.integers(0, len(written)))
        end = data.draw(st.integers(start, min(len(written), start + 30)))
        path.write_bytes(written[:start] + data.draw(st.binary(max_size=20)) + written[end:])
        same = path.read_bytes() == written
        try:
            read_ledger(path)
        except LedgerError as error:
            assert re.match(r"ledger\.jsonl:\d+: ", error.message)
            assert not same
        else:
            assert same


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, "{}", "[]", "1", '{"end": []}', '{"revision": {}}', '{"fact": [], "is": {}}', '{"set": 1}', "\xff"],
)
def test_a_line_of_another_shape_is_an_error(ledger: Path, line: str) -> None:
    lines = ledger.read_text(encoding="utf-8").splitlines()
    lines[3] = line
    ledger.write_bytes("".join(f"{one}\n" for one in lines).encode("latin-1"))
    assert problem(ledger)[0] == 4


def test_two_branches_that_both_issued_are_told_apart(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ledger.jsonl", tmp_path / "theirs.jsonl"
    for path in (ours, theirs):
        _FIRST.issue(path)
    _SECOND.issue(ours)
    _THIRD.issue(theirs)
    mine, other = ours.read_text(encoding="utf-8"), theirs.read_text(encoding="utf-8")
    added = other[len(mine[: mine.index('{"revision": 2')]) :]
    ours.write_text(mine + added, encoding="utf-8")
    line, message, hint = problem(ours)
    assert line == mine.count("\n") + 1
    assert message == "revision 2 follows revision 2"
    assert "keep the revision whose pack was filed" in hint
    ours.write_text(mine, encoding="utf-8")
    assert read_ledger(ours).revision == 2, "what the hint says brings it back"


def test_the_ledger_of_another_organization_is_refused(ledger: Path) -> None:
    other = Paperwork(
        _FIRST.pages,
        _FIRST.binders,
        organizations={"main": "Other Ltd"},
        facts={"account:999999999999": {"name": "other", "status": "active"}},
    )
    with pytest.raises(LedgerError) as caught:
        other.changes(read_ledger(ledger))
    assert "ledger.jsonl:1: this is the ledger of Example Corp" in caught.value.message
    assert "that of Other Ltd" in caught.value.message


def test_an_account_that_moved_from_one_inventory_to_the_other_does_not_make_them_the_same(tmp_path: Path) -> None:
    account = {"name": "prod", "status": "active"}
    accounts = {f"account:{number}": account for number in (111111111111, 222222222222, 333333333333)}
    path = tmp_path / "ledger.jsonl"
    Paperwork(_FIRST.pages, _FIRST.binders, facts=accounts).issue(path)
    shared = {"account:111111111111": account}
    other = Paperwork(_FIRST.pages, _FIRST.binders, organizations={"main": "Other Ltd"}, facts=shared)
    with pytest.raises(LedgerError, match="this is the ledger of Example Corp"):
        other.changes(read_ledger(path))


@pytest.mark.parametrize(
    "same",
    [
        {"organizations": {"main": "Example Group"}},
        {"facts": {"account:999999999999": {"name": "other", "status": "active"}}},
    ],
)
def test_an_organization_may_get_another_name_or_other_accounts(ledger: Path, same: dict[str, object]) -> None:
    other = Paperwork(_THIRD.pages, _THIRD.binders, **same)  # type: ignore[arg-type]
    assert other.changes(read_ledger(ledger)).revision.number == 4


def test_twenty_thousand_leaf_sets_are_read_in_well_under_a_second(tmp_path: Path) -> None:
    pages = {f"LD-{number}": "\n\n".join(f"line {line}" for line in range(60)) for number in range(20_000)}
    small = Paperwork({"LD-0": pages["LD-0"]}, {"complete": ["LD-0"]})
    path = tmp_path / "ledger.jsonl"
    small.issue(path)
    (line,) = (line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith('{"set"'))
    written = _with_sets(path, [line.replace("LD-0", key) for key in pages])
    path.write_bytes(written)
    begun = time.process_time()
    assert len(read_ledger(path).sets) == 20_000
    assert time.process_time() - begun < 1.0


def _with_sets(path: Path, lines: list[str]) -> bytes:
    """A ledger with those lines in the place of the only set's, and an end that fits."""
    old = path.read_text(encoding="utf-8").splitlines()
    before = [line for line in old if not line.startswith(('{"set"', '{"end"'))]
    body = "".join(f"{line}\n" for line in [*before[:3], *lines, *before[3:]]).encode()
    end = json.dumps({"end": 1, "sha256": hashlib.sha256(body).hexdigest()})
    return body + f"{end}\n".encode()


def test_copies_are_kept_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    pages, binders = {"A-1": "x"}, {"complete": ["A-1"]}
    Paperwork(pages, binders, {"complete": copies("a", "b", "c", withdrawn=[2])}).issue(path)
    Paperwork(pages, binders, {"complete": copies("a", "b", "c")}).issue(path)
    assert [(one.number, one.revisions) for one in read_ledger(path).binders["complete"].copies] == [
        (1, (1,)),
        (2, (2,)),
        (3, (1,)),
    ]

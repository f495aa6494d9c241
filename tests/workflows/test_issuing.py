"""However a run ends, no revision is issued twice, half, or with a number skipped."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

import pytest

from mfa_binder.book.sidecar import read_heads
from mfa_binder.errors import LedgerError, OutputError, UsageError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.paper import change_pack
from mfa_binder.paper.change_pack import RevisionPack
from mfa_binder.revision.changes import RevisionChanges
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.workflows import issuing
from mfa_binder.workflows.issuing import (
    CurrentBuild,
    IssueRequest,
    find_changes,
    issue_changes,
    repeat_last_pack,
)
from mfa_binder.workflows.working_folder import WorkingFolder
from tests.issue_helpers import DAY, Paperwork, Typesetter, typesetter

_BINDERS = {"complete": ["A-1", "A-2"], "person-ann": ["A-2"]}
_FORK = get_context("fork")


def build_of(folder: Path, day: date = DAY) -> CurrentBuild:
    return CurrentBuild(read_heads(folder / "runbooks.json"), day)


def pending(folder: Path, request: IssueRequest = IssueRequest(), day: date = DAY) -> RevisionChanges:  # noqa: B008 # frozen
    return find_changes(WorkingFolder(folder), build_of(folder, day), request)


def issue(
    folder: Path,
    setter: Typesetter = typesetter(),  # noqa: B008 # it holds nothing
    request: IssueRequest = IssueRequest(),  # noqa: B008 # frozen
) -> bool:
    """What the command does, with a typesetter that is fast; whether something was issued."""
    with mock.patch.object(change_pack, "typeset_revision", setter), locked_folder(folder, "issue", lambda told: None):
        changes = pending(folder, request)
        if not changes.is_empty:
            issue_changes(WorkingFolder(folder), changes)
        return not changes.is_empty


def repeat(folder: Path, setter: Typesetter = typesetter()) -> None:  # noqa: B008 # it holds nothing
    with mock.patch.object(change_pack, "typeset_revision", setter):
        repeat_last_pack(WorkingFolder(folder), build_of(folder).sidecar)


def documents(folder: Path, words: str) -> None:
    Paperwork({"A-1": words, "A-2": f"{words}, too"}, _BINDERS).write(folder)


def packs(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every file of every pack, by folder and name."""
    found = (folder / "site" / "binders").glob("[!.]*")
    return {pack.name: {path.name: path.read_bytes() for path in pack.iterdir()} for pack in found}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents(tmp_path, "one")
    assert issue(tmp_path)
    documents(tmp_path, "two")
    return tmp_path


def test_a_revision_is_a_folder_and_a_revision_of_the_ledger(folder: Path) -> None:
    assert issue(folder)
    assert {name: sorted(files) for name, files in packs(folder).items()} == {
        "revision-001": ["complete-1.pdf", "person-ann-1.pdf"],
        "revision-002": ["complete-1.pdf", "person-ann-1.pdf"],
    }
    assert read_ledger(folder / "ledger.jsonl").revision == 2


def test_a_second_run_issues_nothing(folder: Path) -> None:
    assert issue(folder)
    before = (folder / "ledger.jsonl").read_bytes()
    assert not issue(folder)
    assert (folder / "ledger.jsonl").read_bytes() == before


def test_the_same_input_gives_the_same_bytes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    for words in ("one", "two"):
        documents(other, words)
        issue(other)
    issue(folder)
    assert packs(other) == packs(folder)
    assert (other / "ledger.jsonl").read_bytes() == (folder / "ledger.jsonl").read_bytes()


def test_a_typesetter_that_refuses_issues_nothing(folder: Path) -> None:
    def refuse(runbooks: Path, changes: RevisionChanges, destination: Path) -> RevisionPack:
        (destination / "half.pdf").write_bytes(b"half")
        raise OutputError("refused")

    before = (folder / "ledger.jsonl").read_bytes()
    with pytest.raises(OutputError):
        issue(folder, refuse)
    assert set(packs(folder)) == {"revision-001"}
    assert (folder / "ledger.jsonl").read_bytes() == before
    assert issue(folder)
    assert set(packs(folder)) == {"revision-001", "revision-002"}
    assert list((folder / "site" / "binders").glob(".*")) == [], "the half pack is cleared away"


def killed(
    folder: Path, setter: Typesetter, patch: Callable[[], None] = lambda: None, after: float | None = None
) -> None:
    """Run `issue` in a process of its own that is killed, by itself or after some seconds."""

    def work() -> None:
        patch()
        issue(folder, setter)

    process = _FORK.Process(target=work)
    process.start()
    if after is not None:
        time.sleep(after)
        process.kill()
    process.join(20)
    assert not process.is_alive()


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _dies_before(name: str) -> Callable[[], None]:
    return lambda: setattr(issuing, name, die)


def _dies_in_replace(*, done: bool) -> Callable[[], None]:
    replace = Path.replace

    def dying(path: Path, target: Path) -> Path:
        if done:
            replace(path, target)
        die()
        return target

    return lambda: setattr(Path, "replace", dying)


_MOMENTS = {
    "while the first file is set": (typesetter(lambda done: die() if done == 1 else None), lambda: None, 1),
    "when the last file is set": (typesetter(lambda done: die() if done == 2 else None), lambda: None, 1),
    "when the pack is in its place": (typesetter(), _dies_before("append_revision"), 1),
    "before the ledger is replaced": (typesetter(), _dies_in_replace(done=False), 1),
    "after the ledger is replaced": (typesetter(), _dies_in_replace(done=True), 2),
}


@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_run_that_is_killed_has_issued_all_or_nothing(folder: Path, moment: str) -> None:
    setter, patch, issued = _MOMENTS[moment]
    killed(folder, setter, patch)
    assert read_ledger(folder / "ledger.jsonl").revision == issued
    assert issue(folder) is (issued == 1), "the next run makes the same revision, or none"
    assert read_ledger(folder / "ledger.jsonl").revision == 2
    assert sorted(packs(folder)) == ["revision-001", "revision-002"]
    assert sorted(packs(folder)["revision-002"]) == ["complete-1.pdf", "person-ann-1.pdf"]


def test_runs_that_are_killed_at_any_moment_skip_no_number(tmp_path: Path) -> None:
    chance = random.Random(7)
    slow = typesetter(lambda done: time.sleep(0.005))
    for words in ("one", "two", "three", "four"):
        documents(tmp_path, words)
        for _ in range(4):
            killed(tmp_path, slow, after=chance.uniform(0.0, 0.03))
        issue(tmp_path, slow)
    revisions = read_ledger(tmp_path / "ledger.jsonl").revisions
    assert [one.number for one in revisions] == [1, 2, 3, 4]
    assert sorted(packs(tmp_path)) == [f"revision-00{number}" for number in (1, 2, 3, 4)]


def test_two_runs_at_once_issue_one_revision(folder: Path) -> None:
    slow = typesetter(lambda done: time.sleep(0.1))
    runs = [_FORK.Process(target=issue, args=(folder, slow)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(20)
    assert [run.exitcode for run in runs] == [0, 0, 0]
    assert read_ledger(folder / "ledger.jsonl").revision == 2


def test_what_somebody_put_beside_a_pack_stays_when_it_is_made_again(folder: Path) -> None:
    place = folder / "site" / "binders" / "revision-001"
    (place / "receipts").mkdir()
    (place / "receipts" / "signed.pdf").write_bytes(b"%PDF scanned")
    (place / "person-gone-1.pdf").write_bytes((place / "complete-1.pdf").read_bytes())
    documents(folder, "one")
    repeat(folder)
    names = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    assert names == ["complete-1.pdf", "person-ann-1.pdf", "receipts/signed.pdf"]


def test_a_file_of_somebody_else_in_the_place_of_a_pack_is_not_replaced(folder: Path) -> None:
    place = folder / "site" / "binders" / "revision-002"
    place.mkdir()
    (place / "complete-1.pdf").write_bytes(b"%PDF scanned")
    with pytest.raises(OutputError, match=r"complete-1\.pdf is not made by mfa-binder"):
        issue(folder)
    assert (place / "complete-1.pdf").read_bytes() == b"%PDF scanned"
    assert read_ledger(folder / "ledger.jsonl").revision == 1


@pytest.mark.parametrize("place", ["ledger.jsonl", "site", "site/binders", "site/binders/revision-002"])
def test_nothing_is_issued_where_a_link_leads(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    if (folder / place).exists():
        (folder / place).rename(elsewhere / "moved")
    (folder / place).symlink_to(elsewhere / "moved")
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    with pytest.raises(OutputError, match=f"{place} is a symbolic link"):
        issue(folder)
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before


def test_the_pack_of_the_last_revision_can_be_made_again(folder: Path) -> None:
    issue(folder)
    made = packs(folder)
    ledger = (folder / "ledger.jsonl").read_bytes()
    for path in (folder / "site" / "binders" / "revision-002").iterdir():
        path.unlink()
    repeat(folder)
    assert packs(folder) == made
    assert (folder / "ledger.jsonl").read_bytes() == ledger


def test_a_note_with_a_line_separator_of_unicode_is_one_line_of_the_ledger(folder: Path) -> None:
    issue(folder, request=IssueRequest(note="one\u2028two\u0085three"))
    made = packs(folder)
    repeat(folder)
    assert packs(folder) == made


def test_what_was_not_issued_cannot_be_made_again(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(LedgerError, match="revision 1 cannot be made again"):
        repeat(folder)
    other = tmp_path_factory.mktemp("other")
    documents(other, "one")
    with pytest.raises(LedgerError, match="nothing was ever issued"):
        repeat(other)


def test_a_program_that_sets_otherwise_does_not_make_it_again(folder: Path) -> None:
    def longer(runbooks: Path, changes: RevisionChanges, destination: Path) -> RevisionPack:
        done = typesetter()(runbooks, changes, destination)
        return RevisionPack(done.files, {key: dict.fromkeys(forms, 9) for key, forms in done.leaves.items()})

    issue(folder)
    before = packs(folder)
    with pytest.raises(LedgerError, match="pages or program"):
        repeat(folder, longer)
    assert packs(folder) == before


def test_other_leaves_of_the_same_words_ask_for_a_complete_revision(folder: Path) -> None:
    def longer(runbooks: Path, changes: RevisionChanges, destination: Path) -> RevisionPack:
        done = typesetter()(runbooks, changes, destination)
        return RevisionPack(done.files, {key: dict.fromkeys(forms, 9) for key, forms in done.leaves.items()})

    issue(folder)
    binders = {**_BINDERS, "person-bob": ["A-1"]}
    Paperwork({"A-1": "two", "A-2": "two, too"}, binders).write(folder)
    with pytest.raises(LedgerError) as caught:
        issue(folder, longer)
    assert "A-1 takes 9 leaves now where 1 are filed" in caught.value.message
    assert "--complete" in caught.value.hint
    assert set(packs(folder)) == {"revision-001", "revision-002"}, "no pack lies there that was not issued"
    assert read_ledger(folder / "ledger.jsonl").revision == 2
    issue(folder, longer, IssueRequest(complete=True))
    assert read_ledger(folder / "ledger.jsonl").sets["A-1"].leaves == {"a4": 9}


def test_a_revision_is_never_of_an_earlier_day_than_the_last(folder: Path) -> None:
    with pytest.raises(UsageError, match="revision 1 was issued on 2026-11-24, after 2026-11-23"):
        pending(folder, day=DAY - timedelta(days=1))


def test_on_an_earlier_day_there_may_be_nothing_to_issue(folder: Path) -> None:
    assert issue(folder)
    assert pending(folder, day=DAY - timedelta(days=1)).is_empty


def test_a_page_that_is_missing_is_told(folder: Path) -> None:
    (folder / "runbooks" / "A-1.md").unlink()
    with pytest.raises(OutputError, match=r"runbooks/A-1\.md cannot be read"):
        pending(folder)


def test_a_place_that_cannot_be_written_is_told(folder: Path) -> None:
    binders = folder / "site" / "binders"
    binders.rename(folder / "elsewhere")
    binders.write_bytes(b"a file stands in the way")
    with pytest.raises(OutputError, match="cannot be written: site/binders is a file"):
        issue(folder)
    assert read_ledger(folder / "ledger.jsonl").revision == 1

"""One command at a time in a working folder; a second one waits, says for whom, and no crash leaves a lock behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from mfa_binder.errors import OutputError
from mfa_binder.files.folder_lock import LOCK, is_locked, lock_holder, locked_folder, only_holder

_HOLDING = """
import sys, time
from pathlib import Path
from mfa_binder.files.folder_lock import locked_folder
def waits(told): print(told, flush=True)
with locked_folder(Path(sys.argv[1]), "build", waits):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another(folder: Path, says: str = "held\n") -> Iterator[subprocess.Popen[str]]:
    """Another process with the lock, or waiting for it."""
    command = [sys.executable, "-c", _HOLDING, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == says
            yield process
        finally:
            process.kill()


def test_a_second_one_is_told_at_once_for_whom_it_waits_and_gets_the_lock_when_the_first_ends(tmp_path: Path) -> None:
    told: list[str] = []

    with another(tmp_path) as first:

        def waiting(line: str) -> None:
            told.append(line)
            first.kill()

        with locked_folder(tmp_path, "issue", waiting):
            assert lock_holder(tmp_path) == f"issue (process {os.getpid()})"
    assert told == [f"waiting for build (process {first.pid}) in this folder"]


def test_a_holder_that_was_killed_leaves_no_lock_and_the_file_goes_with_the_next(tmp_path: Path) -> None:
    with another(tmp_path) as first:
        assert is_locked(tmp_path)
        first.kill()
        first.wait()
        assert not is_locked(tmp_path)
    with locked_folder(tmp_path, "build", pytest.fail):
        assert is_locked(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_while_waiting_ends_at_once(tmp_path: Path) -> None:
    with (
        locked_folder(tmp_path, "collect", pytest.fail),
        another(tmp_path, f"waiting for collect (process {os.getpid()}) in this folder\n") as second,
    ):
        began = time.monotonic()
        second.send_signal(signal.SIGINT)
        second.wait(10)
        assert time.monotonic() - began < 2
        assert (tmp_path / LOCK).is_file()


def test_where_waiting_makes_no_sense_it_is_asked_whether_the_lock_is_free(tmp_path: Path) -> None:
    with (
        only_holder(tmp_path, "collect", ".other.lock") as first,
        only_holder(tmp_path, "collect", ".other.lock") as second,
    ):
        assert (first, second) == (True, False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "dangling link", "hard link", "folder"])
def test_what_stands_in_the_place_of_the_lock_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    precious, folder = tmp_path / "precious", tmp_path / "folder"
    folder.mkdir()
    precious.write_text("precious")
    place = folder / LOCK
    match kind:
        case "link":
            place.symlink_to(precious)
        case "dangling link":
            place.symlink_to(tmp_path / "new")
        case "hard link":
            place.hardlink_to(precious)
        case "folder":
            place.mkdir()
    with pytest.raises(OutputError, match="is no lock file"), locked_folder(folder, "build", pytest.fail):
        pytest.fail("held")
    assert precious.read_text() == "precious"
    assert os.path.lexists(place)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOLCK, "has no locks"), (errno.ENOSYS, "has no locks"), (errno.EROFS, "cannot be written to")],
)
def test_a_folder_that_cannot_be_locked_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def refuse(self: FileLock, **_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(OutputError, match=says) as refused, locked_folder(tmp_path, "build", pytest.fail):
        pytest.fail("held")
    assert str(tmp_path) in refused.value.message
    assert os.strerror(number) in refused.value.message


def test_a_current_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(OutputError, match="cannot be written to"), locked_folder(Path(), "init", pytest.fail):
        pytest.fail("held")

"""What a run leaves in the system's temporary folder when it is killed, and what the next one removes of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

from mfa_binder.errors import OutputError
from mfa_binder.files import temporary
from mfa_binder.files.temporary import remove_left_over, temporary_folder


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that has no folder yet. The lock of the tests' own run stays held: whose lock is free is swept."""
    monkeypatch.setattr(temporary._RunFolder, "folder", None)
    monkeypatch.setattr(temporary._RunFolder, "lock", getattr(temporary._RunFolder, "lock", None), raising=False)


def left_over(base: Path, name: str) -> Path:
    folder = base / name
    (folder / "worker-1" / "home").mkdir(parents=True)
    (folder / "worker-1" / "home" / "file").touch()
    (folder / "said-1").touch()
    (folder / "run.lock").touch()
    return folder


def test_what_a_killed_run_has_left_is_removed(tmp_path: Path) -> None:
    folder = left_over(tmp_path, "mfa-binder-killed")
    remove_left_over(tmp_path)
    assert not folder.exists()


def test_nothing_else_is_removed(tmp_path: Path) -> None:
    """Not what is at work, not what another program has made, not what a link leads to."""
    at_work, foreign = left_over(tmp_path, "mfa-binder-at-work"), left_over(tmp_path, "another-program")
    without_lock = tmp_path / "mfa-binder-notes"
    without_lock.mkdir()
    elsewhere = left_over(tmp_path / "elsewhere", "folder")
    (tmp_path / "mfa-binder-link").symlink_to(elsewhere)
    with FileLock(at_work / "run.lock"):
        remove_left_over(tmp_path)
    for kept in (at_work, foreign, elsewhere):
        assert (kept / "worker-1" / "home" / "file").exists()
    assert without_lock.is_dir()


def test_a_folder_goes_with_its_run_and_a_killed_one_with_the_next() -> None:
    program = (
        "import os, sys\nfrom mfa_binder.files.temporary import temporary_folder\nprint(temporary_folder())\n"
        "sys.stdout.flush()\nif sys.argv[1] == 'killed': os.kill(os.getpid(), 9)\n"
    )
    with tempfile.TemporaryDirectory() as base:

        def run(how: str) -> Path:
            environment = {**os.environ, "TMPDIR": base}
            done = subprocess.run([sys.executable, "-c", program, how], env=environment, capture_output=True, text=True)
            return Path(done.stdout.strip())

        killed = run("killed")
        assert killed.is_dir()
        assert not run("in order").exists()
        assert not list(Path(base).iterdir())


def test_a_folder_too_long_for_a_socket_is_not_used(
    fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = temporary_folder()
    assert not folder.is_relative_to(long)
    assert folder.is_dir()


def test_no_place_is_named(fresh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 120)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    monkeypatch.setattr(temporary, "_ELSEWHERE", ())
    with pytest.raises(OutputError, match=f"too long: {long}") as told:
        temporary_folder()
    assert "TMPDIR" in told.value.hint

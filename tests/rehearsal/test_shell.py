"""One block as one process: its answers, its time, its end."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from generator.rehearsal.shell import Run, run_block


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    for name in ("bash", "cat", "sleep"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def run(text: str, *answers: str, work: Path, timeout: float = 20.0) -> Run:
    return run_block(text, answers, {"PATH": str(work.parent / "bin")}, work, timeout)


def test_answers_are_typed_one_line_each(work: Path) -> None:
    done = run('read -r A; read -rs B; echo "$B $A"\n', "one", "two words", work=work)
    assert (done.exit_status, done.stdout, done.unread, done.overread) == (0, "two words one\n", 0, False)


def test_answers_that_nobody_reads_are_counted(work: Path) -> None:
    done = run("read -r A\n", "one", "two", "three", work=work)
    assert (done.exit_status, done.unread, done.overread) == (0, 2, False)


@pytest.mark.parametrize("reading", ["read -r A; read -r B || true", "read -r A; cat > /dev/null", "cat"])
def test_reading_past_the_last_answer_is_seen_even_if_the_block_does_not_mind(reading: str, work: Path) -> None:
    done = run(reading + "\n", "one", work=work)
    assert (done.exit_status, done.overread) == (0, True)


def test_a_program_that_reads_nothing_leaves_the_answers_alone(work: Path) -> None:
    done = run('read -r A; X=$(echo hi | cat); read -r B; echo "$A$B$X"\n', "1", "2", work=work)
    assert (done.stdout, done.unread, done.overread) == ("12hi\n", 0, False)


@pytest.mark.parametrize(
    ("text", "status"),
    [("false\necho on\n", 1), ("echo $UNSET\n", 1), ("false | cat\n", 1), ("exit 42\n", 42), ("kill -9 $$\n", -9)],
    ids=["errexit", "nounset", "pipefail", "exit", "signal"],
)
def test_bash_is_strict(text: str, status: int, work: Path) -> None:
    done = run(text, work=work)
    assert (done.exit_status, done.stdout) == (status, "")


def test_a_block_that_takes_too_long_is_killed_with_all_it_started(work: Path) -> None:
    began = time.monotonic()
    done = run("sleep 60 & echo $! > child; sleep 60\n", work=work, timeout=0.5)
    assert done.exit_status is None
    assert time.monotonic() - began < 10
    assert _gone(int((work / "child").read_text()))


def test_what_runs_on_in_the_background_ends_with_the_block(work: Path) -> None:
    done = run("sleep 60 & echo $! > child\n", work=work)
    assert done.exit_status == 0
    assert _gone(int((work / "child").read_text()))


def test_the_environment_is_the_one_that_is_given(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    assert "real" not in run("export -p\n", work=work).stdout


def test_output_that_is_not_text_is_no_error(work: Path) -> None:
    assert run("printf '\\377\\n'\n", work=work).stdout == "\ufffd\n"


def test_only_the_work_folder_keeps_what_a_block_left(work: Path) -> None:
    run("echo kept > file\n", work=work)
    assert sorted(path.name for path in work.parent.iterdir()) == ["bin", "work"]
    assert (work / "file").read_text() == "kept\n"


def _gone(process: int) -> bool:
    """Whether a process has ended; it may still be waiting for its parent to notice."""
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{process}/stat")
        if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False

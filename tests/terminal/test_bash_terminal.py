"""A terminal: its answers, its time, its end, and what one block leaves for the next."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mfa_binder.terminal import bash_terminal
from mfa_binder.terminal.bash_terminal import BashTerminal, BlockRun, TerminalDriver
from mfa_binder.terminal.run_evidence import NoEvidenceError
from mfa_binder.terminal.sandbox import Sandbox, build_sandbox

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    made = build_sandbox(tmp_path_factory.mktemp("sandbox"), NOWHERE, Path(sys.executable).with_name("aws"))
    (made.programs / "sleep").symlink_to(str(shutil.which("sleep")))
    return made


@pytest.fixture(scope="module")
def driver(sandbox: Sandbox) -> Iterator[TerminalDriver]:
    with TerminalDriver.running(sandbox, preload=False) as running:
        yield running


@contextmanager
def terminal(driver: TerminalDriver, sandbox: Sandbox) -> Iterator[BashTerminal]:
    environment = {"PATH": str(sandbox.programs), "LC_ALL": "C.UTF-8"}
    with driver.terminal(environment, sandbox.work, sandbox.script) as opened:
        yield opened
    driver.end_all()


@pytest.fixture
def window(driver: TerminalDriver, sandbox: Sandbox) -> Iterator[BashTerminal]:
    with terminal(driver, sandbox) as opened:
        yield opened


def run(window: BashTerminal, text: str, *answers: str, timeout: float = 20.0) -> BlockRun:
    return window.run(text, answers, timeout)


def test_answers_are_typed_one_line_each(window: BashTerminal) -> None:
    done = run(window, 'read -r A; read -rs B; echo "$B $A"\n', "one", "two words")
    assert (done.exit_status, done.stdout, done.unread, done.overread) == (0, "two words one\n", 0, False)


def test_answers_that_nobody_reads_are_counted(window: BashTerminal) -> None:
    done = run(window, "read -r A\n", "one", "two", "three")
    assert (done.exit_status, done.unread, done.overread) == (0, 2, False)


@pytest.mark.parametrize("reading", ["read -r A; read -r B || true", "read -r A; cat > /dev/null", "cat"])
def test_reading_past_the_last_answer_is_seen_even_if_the_block_does_not_mind(
    reading: str, window: BashTerminal
) -> None:
    done = run(window, reading + "\n", "one")
    assert (done.exit_status, done.overread) == (0, True)


def test_a_program_that_reads_nothing_leaves_the_answers_alone(window: BashTerminal) -> None:
    done = run(window, 'read -r A; X=$(echo hi | cat); read -r B; echo "$A$B$X"\n', "1", "2")
    assert (done.stdout, done.unread, done.overread) == ("12hi\n", 0, False)


@pytest.mark.parametrize(
    ("text", "status"),
    [("false\necho on\n", 1), ("echo $UNSET\n", 1), ("false | cat\n", 1), ("exit 42\n", 42), ("kill -9 $$\n", -9)],
    ids=["errexit", "nounset", "pipefail", "exit", "signal"],
)
def test_bash_is_strict(text: str, status: int, window: BashTerminal) -> None:
    done = run(window, text)
    assert (done.exit_status, done.stdout) == (status, "")


def test_a_block_that_takes_too_long_is_killed_with_all_it_started(window: BashTerminal, sandbox: Sandbox) -> None:
    began = time.monotonic()
    done = run(window, "sleep 60 & echo $! > child; sleep 60\n", timeout=0.5)
    assert done.exit_status is None
    assert time.monotonic() - began < 10
    assert _gone(int((sandbox.work / "child").read_text()))


def test_what_runs_on_in_the_background_ends_with_the_page(
    window: BashTerminal, sandbox: Sandbox, driver: TerminalDriver
) -> None:
    done = run(window, "sleep 60 & echo $! > child\n")
    assert done.exit_status == 0
    driver.end_all()
    assert _gone(int((sandbox.work / "child").read_text()))


def test_not_even_what_left_the_group_of_its_terminal(
    window: BashTerminal, sandbox: Sandbox, driver: TerminalDriver
) -> None:
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        pytest.skip("this system does not tell whose child a process is")
    done = run(window, "set -m\n( trap '' TERM HUP INT; ( while :; do :; done ) & echo $! > child ) &\nwait\n")
    assert done.exit_status == 0
    driver.end_all()
    assert _gone(int((sandbox.work / "child").read_text()))


def test_a_block_that_stops_the_driver_ends_it(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell goes on after that as if nothing had happened."""
    monkeypatch.setattr(bash_terminal, "_ANSWER_SECONDS", 1.0)
    with TerminalDriver.running(sandbox, preload=False) as driver, terminal(driver, sandbox) as window:
        with pytest.raises(NoEvidenceError, match="ended or stopped"):
            run(window, "kill -STOP $PPID\n")
        assert not driver.is_alive


def test_an_output_of_megabytes_is_whole(window: BashTerminal) -> None:
    """What must not be in it may stand at its end."""
    done = run(window, "printf '%03000000d\\n' 0; echo end; printf '%03000000d\\n' 0 >&2; echo error >&2\n")
    assert done.stdout.endswith("0\nend\n")
    assert done.stderr.endswith("0\nerror\n")


def test_the_environment_is_the_one_that_is_given(window: BashTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    assert "real" not in run(window, "export -p\n").stdout


def test_output_that_is_not_text_is_no_error(window: BashTerminal) -> None:
    assert run(window, "printf '\\377\\n'\n").stdout == "\ufffd\n"


def test_the_next_block_finds_what_the_last_one_left(window: BashTerminal) -> None:
    run(window, "NAME='two words'; export TOKEN=t; cd /; f() { echo f; }\n")
    assert run(window, "echo \"$NAME\"; bash -c 'echo $TOKEN'; pwd; f\n").stdout == "two words\nt\n/\nf\n"


def test_another_terminal_knows_nothing_of_it(window: BashTerminal, driver: TerminalDriver, sandbox: Sandbox) -> None:
    run(window, "NAME=here\n")
    with driver.terminal({"PATH": str(sandbox.programs)}, sandbox.work, sandbox.script) as other:
        assert run(other, 'echo "${NAME-nothing}"\n').stdout == "nothing\n"
    assert run(window, 'echo "$NAME"\n').stdout == "here\n"


def test_a_block_apart_sees_the_terminal_and_leaves_nothing_in_it(window: BashTerminal) -> None:
    run(window, "NAME=before\n")
    apart = window.run('echo "$NAME"; NAME=after; false; echo on\n', (), apart=True)
    assert (apart.stdout, apart.exit_status, window.is_open) == ("before\n", 1, True)
    assert run(window, 'echo "$NAME"\n').stdout == "before\n"


def test_a_failed_block_ends_the_terminal(window: BashTerminal) -> None:
    assert run(window, "false\n").exit_status == 1
    assert not window.is_open


def test_a_terminal_that_ends_while_another_is_at_work_is_told_of(
    window: BashTerminal, driver: TerminalDriver, sandbox: Sandbox
) -> None:
    with driver.terminal({"PATH": str(sandbox.programs)}, sandbox.work, sandbox.script) as other:
        assert run(other, "{ sleep 0.2; kill -9 $$; } &\n").exit_status == 0
        assert run(window, "sleep 0.6\n").exit_status == 0
        assert run(other, "true\n").exit_status == -9
        assert not other.is_open


def test_a_terminal_opens_although_the_end_of_another_is_told_first(
    window: BashTerminal, driver: TerminalDriver, sandbox: Sandbox
) -> None:
    assert run(window, "{ sleep 0.2; kill -9 $$; } &\n").exit_status == 0
    time.sleep(0.6)
    with driver.terminal({"PATH": str(sandbox.programs)}, sandbox.work, sandbox.script) as other:
        assert run(other, "true\n").exit_status == 0


def test_a_block_that_stops_being_strict_does_not_change_the_next(window: BashTerminal) -> None:
    assert run(window, "set +e; false; true\n").exit_status == 0
    assert run(window, "false; echo on\n").stdout == ""


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

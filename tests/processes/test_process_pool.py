"""Processes that work for this one: what they give, how they end, and that none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mfa_binder.errors import OutputError, UnavailableError
from mfa_binder.processes.process_pool import fork_context, fresh_context, work_through

sys.path.append(str(Path(__file__).parent))
from chores import count_up, do, wait_for_ever


@pytest.fixture(params=["fresh", "copies"])
def context(request: pytest.FixtureRequest) -> object:
    return fresh_context("mfa_binder.errors") if request.param == "fresh" else fork_context()


def test_each_share_gives_its_results_in_its_order(context: object) -> None:
    found: dict[int, list[int]] = {}
    for position, result in work_through([3, 0, 2, 1], count_up, context, 2):  # type: ignore[arg-type]
        found.setdefault(position, []).append(result)
    assert found == {0: [0, 1, 2], 2: [0, 1], 3: [0]}


@pytest.mark.parametrize(
    ("what", "error", "says"),
    [
        ("refuse", OutputError, "the disk is full"),
        ("fail", FileNotFoundError, "page.md"),
        ("die", UnavailableError, "a process that worked for this run was ended by SIGKILL"),
        ("exit", UnavailableError, "a process that worked for this run ended with exit status 7"),
    ],
)
def test_what_goes_wrong_there_is_raised_here(what: str, error: type[Exception], says: str, context: object) -> None:
    with pytest.raises(error, match=says):
        list(work_through(["well", what], do, context, 2))  # type: ignore[arg-type]


def test_whoever_stops_listening_leaves_no_process(tmp_path: Path, context: object) -> None:
    work = work_through([tmp_path], wait_for_ever, context, 1)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        for _ in _interrupted(work, tmp_path):
            pass
    assert _soon_gone(tmp_path)


def _interrupted(work: Iterator[object], place: Path) -> Iterator[object]:
    """As Ctrl-C does it: an exception in the midst of waiting."""

    def interrupt(*_: object) -> None:
        if any(place.iterdir()):
            raise ZeroDivisionError
        signal.alarm(1)

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(1)
    try:
        yield from work
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


_CALLER = """
import sys
from pathlib import Path
sys.path.append(sys.argv[3])
from chores import wait_for_ever
from mfa_binder.processes.process_pool import fork_context, fresh_context, work_through
if __name__ == "__main__":
    context = fresh_context("mfa_binder.errors") if sys.argv[2] == "fresh" else fork_context()
    list(work_through([Path(sys.argv[1])] * 2, wait_for_ever, context, 2))
"""


@pytest.mark.parametrize("kind", ["fresh", "copies"])
def test_none_outlives_a_caller_that_is_killed(kind: str, tmp_path: Path) -> None:
    caller = subprocess.Popen([sys.executable, "-c", _CALLER, tmp_path, kind, Path(__file__).parent])
    try:
        assert _soon(lambda: len(list(tmp_path.iterdir())) == 2)
    finally:
        caller.kill()
        caller.wait()
    assert _soon_gone(tmp_path)


def _soon_gone(place: Path) -> bool:
    return _soon(lambda: not any(_is_there(int(file.name)) for file in place.iterdir()))


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False

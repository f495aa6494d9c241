"""The program as others start it: interrupted at any moment, with streams that are closed, full or spoken in ASCII."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("mfa-binder")
FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def folder(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder in which people have names that ASCII has not."""
    made = tmp_path_factory.mktemp("folder")
    shutil.copy(checkout / "examples" / "startup" / "inventory.yaml", made)
    return made


def shell(folder: Path, words: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash in which `mfa-binder` is ours; its exit code is that of the first that failed."""
    line = f'set -o pipefail; mfa-binder() {{ "{PROGRAM}" "$@"; }}; {words}'
    environment = {**os.environ, **variables}
    return subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True, timeout=120)


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", ["cost", "check --format json", "--help"])
def test_an_output_that_is_full_is_told_in_a_line(command: str, folder: Path) -> None:
    done = shell(folder, f"mfa-binder {command} > /dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[0] == ("ERROR standard output cannot be written: No space left on device")
    assert b"Traceback" not in done.stderr


def test_whoever_reads_no_further_is_told_nothing(folder: Path) -> None:
    done = shell(folder, "mfa-binder schema | true")
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_as_if_it_led_nowhere(closed: str, folder: Path) -> None:
    done = shell(folder, f"mfa-binder cost -q {closed}")
    assert (done.returncode, done.stderr) == (0, b"")


def test_no_file_of_ours_takes_the_place_of_a_closed_stream(folder: Path) -> None:
    """What is printed then would stand in it."""
    assert shell(folder, "mfa-binder build --pages-only >&- 2>&- <&-").returncode == 0
    assert json.loads((folder / "runbooks.json").read_text(encoding="utf-8"))["sections"]


@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONOPTIMIZE": "2"}],
    ids=["no locale", "ASCII asked for", "optimized"],
)
def test_it_says_the_same_in_other_surroundings(
    variables: dict[str, str], usual: dict[str, object], tmp_path: Path
) -> None:
    (tmp_path / "inventory.yaml").write_text(WRONG, encoding="utf-8")
    done = shell(tmp_path, "mfa-binder check --format json", **variables)
    assert done.returncode == 1
    assert json.loads(done.stdout.decode("utf-8")) == usual


WRONG = "schema: 1\npeople: {zoë: {name: Zoë, email: zoe@example.com, site: Zürich}}\n"


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("usual")
    (folder / "inventory.yaml").write_text(WRONG, encoding="utf-8")
    found: dict[str, object] = json.loads(shell(folder, "mfa-binder check --format json").stdout)
    assert "Zürich" in str(found)
    return found


def interrupted(folder: Path, after: float, *words: str) -> tuple[int, str]:
    """Ctrl-C after some seconds: the exit code and all that was said; fails if it does not end soon."""
    started = subprocess.Popen(
        [PROGRAM, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        time.sleep(after)
        running = started.poll() is None
        if running:
            os.killpg(started.pid, signal.SIGINT)
        said, _ = started.communicate(timeout=20)
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
    return started.returncode if running else 130, said.decode()


# Before Python itself has begun nobody can answer for it, and how long that takes depends on the machine.
@pytest.mark.parametrize("after", [0.4, 1.2])
def test_an_interruption_ends_it_without_a_traceback(after: float, folder: Path) -> None:
    code, said = interrupted(folder, after, "build")
    assert code == 130, said
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("words", [("check",), ("build",), ("issue",), ("rehearse",), ("cost",), ("labels",)])
def test_whenever_it_comes(words: tuple[str, ...], folder: Path) -> None:
    if words in (("issue",), ("rehearse",)):
        assert shell(folder, "mfa-binder build -q").returncode == 0
    for moment in range(12):
        code, said = interrupted(folder, 0.3 + moment * 0.25, *words)
        over = code in (0, 3)  # it had come to its end just before
        # While Python takes itself down nobody can answer for it either: the signal ends it, and a shell says 130, too.
        assert over or code in (130, -signal.SIGINT), f"after {moment}: {said}"
        assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize("words", [("build",), ("rehearse",)])
def test_a_kill_leaves_no_process_and_the_next_run_no_file(
    words: tuple[str, ...], folder: Path, tmp_path: Path
) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("only Linux tells in /proc which processes there are")
    base = Path("/tmp") / f"t{os.getpid()}"
    base.mkdir()
    try:
        for moment in range(6):
            started = subprocess.Popen(
                [PROGRAM, *words],
                cwd=folder,
                env={**os.environ, "TMPDIR": str(base)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            time.sleep(0.5 + moment * 0.8)
            started.kill()
            started.wait()
            deadline = time.monotonic() + 30
            while left := _of_session(started.pid):
                assert time.monotonic() < deadline, left
                time.sleep(0.1)
        assert shell(folder, "mfa-binder labels -q", TMPDIR=str(base)).returncode == 0
        assert not list(base.iterdir())
        assert not list(folder.rglob("*.pdf.part"))
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _of_session(session: int) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if words[3] == str(session) and words[0] != "Z":
            found.append(process.name)
    return found

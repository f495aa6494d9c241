"""Commands that write, or trust what is written, wait for each other; those that only look do not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app
from mfa_binder.commands.console import CommandOutput
from mfa_binder.files.folder_lock import LOCK
from mfa_binder.observation.observation import observation_text
from tests.observations import observation

_HOLDING = """
import sys
from pathlib import Path
from mfa_binder.files.folder_lock import locked_folder
with locked_folder(Path(sys.argv[1]), "build", print):
    print("held", flush=True)
    sys.stdin.read()
"""


class WaitedError(Exception):
    """The command says that it waits."""


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Iterator[Path]:
    """A folder in which another process builds."""
    folder = tmp_path_factory.mktemp("busy")
    (folder / "inventory.yaml").write_bytes((checkout / "examples" / "startup" / "inventory.yaml").read_bytes())
    (folder / "list.csv").write_text("id,model,serial\nK-99,security-key,1\n", encoding="utf-8")
    (folder / "plain.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "observed.json").write_text(observation_text(observation()), encoding="utf-8")
    command = [sys.executable, "-c", _HOLDING, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield folder
        other.communicate()


@contextmanager
def told_instead_of_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    told: list[str] = []

    def announce(self: CommandOutput, text: str) -> None:
        told.append(text)
        if text.startswith("waiting for"):
            raise WaitedError

    with monkeypatch.context() as patched:
        patched.setattr(CommandOutput, "announce", announce)
        yield told


def run(folder: Path, *words: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["-C", str(folder), *words])


@pytest.mark.parametrize(
    "words",
    [
        ("build", "-q"),
        ("build", "--pages-only", "--rehearse"),
        ("issue",),
        ("issue", "--again"),
        ("rehearse",),
        ("import", "list.csv"),
        ("link", "--yes", "arn:aws:iam::111122223333:u2f/user/x/y-Z=K"),
        ("labels",),
        ("labels", "--output", "FOLDER/own.pdf"),
        ("init",),
    ],
    ids=" ".join,
)
def test_a_command_that_writes_says_for_whom_it_waits(
    busy: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(busy)
    before = sorted(path.name for path in busy.iterdir())
    with told_instead_of_waiting(monkeypatch) as told:
        done = run(busy, *(word.replace("FOLDER", str(busy)) for word in words))
    holder = (busy / LOCK).read_text(encoding="ascii")
    assert isinstance(done.exception, WaitedError), done.output
    assert told == [f"waiting for {holder} in this folder"]
    assert holder.startswith("build (process ")
    assert str(os.getpid()) not in holder
    assert sorted(path.name for path in busy.iterdir()) == before


@pytest.mark.parametrize("words", [("check", "-q"), ("cost", "-q"), ("schema",), ("issue", "--dry-run")], ids=" ".join)
def test_a_command_that_only_looks_does_not_wait(
    busy: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    with told_instead_of_waiting(monkeypatch) as told:
        done = run(busy, *words)
    assert not isinstance(done.exception, WaitedError)
    assert told == []


def test_a_check_of_a_build_does_not_wait_and_says_that_one_is_at_work(
    busy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told_instead_of_waiting(monkeypatch) as told:
        assert run(busy, "build", "--check").exit_code == 4
    assert [line.partition("(")[0] for line in told] == ["note: build "]

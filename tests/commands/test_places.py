"""What a command writes where the user says: a new file, or one of its own; never a file of somebody else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app

PASSWORD = "correct horse battery"


def run(*words: str | Path) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "300"}).invoke(app, [*map(str, words)])


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    shutil.copy(checkout / "examples" / "startup" / "inventory.yaml", made)
    return made


@pytest.fixture
def plain(folder: Path) -> Path:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(folder / "plain.pdf")
    return folder / "plain.pdf"


@pytest.fixture
def secret(folder: Path) -> Path:
    path = folder / "password"
    path.write_text(PASSWORD, encoding="utf-8")
    path.chmod(0o600)
    return path


def labels(folder: Path, place: Path) -> Result:
    return run("-C", folder, "labels", "--only", "KEY-1", "--output", place)


Command = Callable[[Path], Result]


@pytest.fixture(params=["labels", "encrypt"])
def command(request: pytest.FixtureRequest, folder: Path, plain: Path, secret: Path) -> Command:
    """A command that writes one file where it is told."""
    if request.param == "labels":
        return lambda place: labels(folder, place)
    return lambda place: run("-C", folder, "encrypt", plain, "--password-file", secret, "--output", place)


@pytest.mark.parametrize(
    "name", ["inventory.yaml", "password", "foreign.pdf", "empty", "link", "dangling", "sub", "fifo"]
)
def test_a_file_that_is_none_of_its_own_is_left_and_told(
    folder: Path, tmp_path: Path, command: Command, name: str
) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    shutil.copy(folder / "plain.pdf", folder / "foreign.pdf")
    (folder / "empty").touch()
    (folder / "link").symlink_to(outside)
    (folder / "dangling").symlink_to(tmp_path / "new")
    (folder / "sub").mkdir()
    os.mkfifo(folder / "fifo")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = command(folder / name)
    assert done.exit_code == 1
    assert f"{folder / name} " in done.stderr
    assert "--output" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()


def test_a_file_of_its_own_is_replaced_and_one_of_another_command_is_not(
    folder: Path, plain: Path, secret: Path
) -> None:
    ours, theirs = folder / "labels.pdf", folder / "sent.pdf"
    assert [labels(folder, ours).exit_code for _ in range(2)] == [0, 0]
    encrypt = ("-C", folder, "encrypt", plain, "--password-file", secret, "--output")
    assert [run(*encrypt, theirs).exit_code for _ in range(2)] == [0, 0]
    before = (ours.read_bytes(), theirs.read_bytes())
    assert labels(folder, theirs).exit_code == 1
    assert run(*encrypt, ours).exit_code == 1
    assert (ours.read_bytes(), theirs.read_bytes()) == before
    pikepdf.open(theirs, password=PASSWORD).close()


@pytest.mark.parametrize("what", [".", "..", "/", "sub", "missing.pdf"])
def test_what_is_no_file_is_not_encrypted_and_told(folder: Path, secret: Path, what: str) -> None:
    (folder / "sub").mkdir()
    done = run("encrypt", folder / what, "--password-file", secret)
    assert done.exit_code == 1
    assert "cannot be read" in done.stderr


def test_labels_go_into_no_folder_behind_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (folder / "site").symlink_to(tmp_path / "outside")
    done = run("-C", folder, "labels", "--only", "KEY-1")
    assert (done.exit_code, "site is a symbolic link" in done.stderr) == (1, True)
    assert list((tmp_path / "outside").iterdir()) == []

"""`mfa-binder encrypt`: a password comes from a terminal or a private file, and from nowhere else."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from typer.testing import CliRunner, Result

from mfa_binder.cli import app

PASSWORD = "correct horse battery staple"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "binder.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\nsecond line\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def run(*words: str | Path) -> Result:
    return CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"}).invoke(app, ["encrypt", *map(str, words)])


def typed(plain: Path, *answers: str) -> tuple[int, str]:
    """Exit code and what the terminal showed, with each answer typed at its prompt."""
    program = [sys.executable, "-c", "from mfa_binder.cli import main; main()", "encrypt", str(plain)]
    controller, terminal = pty.openpty()
    with subprocess.Popen(program, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True) as process:
        os.close(terminal)
        shown, waiting, until = b"", list(answers), time.monotonic() + 30
        while time.monotonic() < until:
            if not select.select([controller], [], [], 1)[0]:
                continue
            try:
                shown += os.read(controller, 4096)
            except OSError:  # the terminal's other end is closed
                break
            if waiting and shown.count(b": ") > len(answers) - len(waiting):
                os.write(controller, waiting.pop(0).encode() + b"\n")
        os.close(controller)
        return process.wait(timeout=30), shown.decode()


def opens(path: Path, password: str) -> bool:
    try:
        pikepdf.open(path, password=password).close()
    except pikepdf.PasswordError:
        return False
    return True


def test_the_password_is_asked_for_twice_and_not_shown(plain: Path) -> None:
    code, shown = typed(plain, PASSWORD, PASSWORD)
    assert code == 0, shown
    assert "Password: " in shown
    assert "The same again: " in shown
    assert "horse" not in shown
    assert hashlib.sha256(plain.read_bytes()).hexdigest() in shown.replace("\r\n", "")
    made = plain.with_name("binder.encrypted.pdf")
    assert opens(made, PASSWORD)
    assert not opens(made, "correct horse battery")


def test_two_different_passwords_or_a_short_one_write_nothing(plain: Path) -> None:
    code, shown = typed(plain, PASSWORD, PASSWORD + "x")
    assert (code, "the two passwords differ" in shown) == (1, True)
    code, shown = typed(plain, "short")
    assert (code, "at least 12" in shown) == (1, True)
    code, shown = typed(plain, "")
    assert (code, "the password is empty" in shown) == (1, True)
    assert [path.name for path in plain.parent.iterdir()] == ["binder.pdf"]


def test_no_terminal_and_no_file_is_refused(plain: Path) -> None:
    done = CliRunner(env={"NO_COLOR": "1"}).invoke(app, ["encrypt", str(plain)], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 2
    assert "--password-file" in done.stderr
    assert [path.name for path in plain.parent.iterdir()] == ["binder.pdf"]


def test_the_first_line_of_a_private_file_is_the_password(plain: Path, secret: Path) -> None:
    done = run(plain, "--password-file", secret, "--format", "json")
    assert done.exit_code == 0, done.stderr
    made = plain.with_name("binder.encrypted.pdf")
    digest = hashlib.sha256(plain.read_bytes()).hexdigest()
    assert json.loads(done.stdout) == {"files": [{"plain": str(plain), "path": str(made), "plain_sha256": digest}]}
    assert opens(made, PASSWORD)
    assert not opens(made, f"{PASSWORD}\n")


@pytest.mark.parametrize("rights", [0o644, 0o640, 0o604, 0o620])
def test_a_password_file_that_others_may_read_or_write_is_refused(plain: Path, secret: Path, rights: int) -> None:
    secret.chmod(rights)
    done = run(plain, "--password-file", secret)
    assert done.exit_code == 1
    assert f"chmod 600 {secret}" in done.stderr
    assert "horse" not in done.output
    assert not plain.with_name("binder.encrypted.pdf").exists()


def test_a_password_file_that_is_missing_empty_or_no_text(plain: Path, secret: Path, tmp_path: Path) -> None:
    assert "cannot be read" in run(plain, "--password-file", tmp_path / "none").stderr
    secret.write_bytes(b"\nthe password is on the second line\n")
    assert "the password is empty" in run(plain, "--password-file", secret).stderr
    secret.write_bytes(b"\xff\xfe" * 10)
    assert "is not UTF-8" in run(plain, "--password-file", secret).stderr


def test_output_names_the_file_of_one_and_several_go_beside_their_own(
    plain: Path, secret: Path, tmp_path: Path
) -> None:
    second = tmp_path / "cards.pdf"
    second.write_bytes(plain.read_bytes())
    assert run(plain, "--password-file", secret, "--output", tmp_path / "out" / "sent.pdf").exit_code == 0
    assert opens(tmp_path / "out" / "sent.pdf", PASSWORD)
    assert run(plain, second, "--password-file", secret, "--output", tmp_path / "x.pdf").exit_code == 2
    assert run(plain, second, plain, "--password-file", secret).exit_code == 0
    assert opens(tmp_path / "cards.encrypted.pdf", PASSWORD)
    assert opens(tmp_path / "binder.encrypted.pdf", PASSWORD)


def test_every_wrong_file_is_told_before_the_password_is_asked_for(plain: Path, tmp_path: Path) -> None:
    done = run(plain, tmp_path / "missing.pdf", __file__)
    assert done.exit_code == 1
    assert "missing.pdf cannot be read" in done.stderr
    assert "test_encrypt.py is not a PDF" in done.stderr


def test_no_option_and_no_variable_takes_a_password(plain: Path) -> None:
    assert run(plain, "--password", PASSWORD).exit_code == 2
    done = CliRunner(env={"MFA_BINDER_PASSWORD": PASSWORD}).invoke(app, ["encrypt", str(plain)])
    assert done.exit_code == 2

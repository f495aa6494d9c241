"""Odd surroundings: the program works as ever, or ends in one line with the next step."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.robustness.program import Program, contents, working_folder

pytestmark = pytest.mark.slow

ROOT_USER = os.geteuid() == 0


def environment(**changes: str | None) -> dict[str, str]:
    found = {**os.environ, **{key: value for key, value in changes.items() if value is not None}}
    return {key: value for key, value in found.items() if key not in changes or changes[key] is not None}


LOCALES = {
    "C": {"LC_ALL": "C", "LANG": "C"}, "POSIX without UTF-8 mode": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a locale that is not there": {"LC_ALL": "xx_YY.UTF-99"}, "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "ASCII output": {"PYTHONIOENCODING": "ascii"},
}  # fmt: skip
OTHERS = {
    "no HOME": {"HOME": None}, "a HOME that is not there": {"HOME": "/nonexistent"}, "COLUMNS=0": {"COLUMNS": "0"}, "COLUMNS=x": {"COLUMNS": "x"},
    "TERM=dumb": {"TERM": "dumb"}, "no TERM": {"TERM": None}, "SOURCE_DATE_EPOCH=x": {"SOURCE_DATE_EPOCH": "x"}, "no PATH": {"PATH": ""},
    "TZ odd": {"TZ": "Pacific/Kiritimati"}, "TZ wrong": {"TZ": "Nowhere/Nothing"}, "AWS variables": {"AWS_PROFILE": "nobody", "AWS_REGION": "xx"},
    "PYTHONHASHSEED": {"PYTHONHASHSEED": "77"}, "FORCE_COLOR": {"FORCE_COLOR": "1"},
}  # fmt: skip


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    program = working_folder(tmp_path_factory.mktemp("plain"))
    assert program.run("build", "--pages-only", "--quiet").returncode == 0
    return contents(program.folder)


@pytest.mark.parametrize("name", [*LOCALES, *OTHERS])
def test_the_same_bytes_everywhere(tmp_path: Path, expected: dict[str, bytes], name: str) -> None:
    plain = working_folder(tmp_path)
    program = Program(plain.folder, environment(**{**LOCALES, **OTHERS}[name]))
    done = program.run("build", "--pages-only", "--quiet")
    assert done.returncode == 0, done.stderr
    assert contents(program.folder) == expected
    checked = program.run("check")
    assert checked.returncode in (0, 3), checked.stderr
    assert "Traceback" not in checked.stderr


@pytest.mark.parametrize(
    "options", [("-O",), ("-OO",), ("-B",), ("-X", "utf8=0"), ("-W", "error::BytesWarning", "-bb")], ids="".join
)
def test_python_s_own_options(tmp_path: Path, expected: dict[str, bytes], options: tuple[str, ...]) -> None:
    plain = working_folder(tmp_path)
    program = Program(plain.folder, options=options)
    done = program.run("build", "--pages-only", "--quiet")
    assert done.returncode == 0, done.stderr
    assert contents(program.folder) == expected


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o027])
def test_files_have_no_more_rights_than_the_umask_leaves(tmp_path: Path, umask: int) -> None:
    program = working_folder(tmp_path)
    old = os.umask(umask)
    try:
        assert program.run("build", "--quiet").returncode == 0
        assert program.run("issue", "--quiet").returncode == 0
    finally:
        os.umask(old)
    for path in program.folder.rglob("*"):
        if path.name != "inventory.yaml":
            assert stat.S_IMODE(path.stat().st_mode) & umask == 0, path


@pytest.mark.parametrize("to", ["/dev/full", "closed"])
@pytest.mark.parametrize(
    "command",
    [["check"], ["cost"], ["build", "--pages-only"], ["schema"], ["--help"], ["check", "--format", "json"]],
    ids=" ".join,
)
def test_an_output_that_takes_nothing_ends_in_a_line(tmp_path: Path, to: str, command: list[str]) -> None:
    program = working_folder(tmp_path)
    redirect = ">&-" if to == "closed" else f"> {to}"
    line = " ".join(
        f"'{word}'"
        for word in [
            sys.executable,
            "-c",
            "from mfa_binder.entry import main; main()",
            "-C",
            str(program.folder),
            *command,
        ]
    )
    done = subprocess.run(["bash", "-c", f"{line} {redirect}"], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) < 20


def test_head_ends_it_silently(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    line = f"'{sys.executable}' -c 'from mfa_binder.entry import main; main()' -C '{program.folder}' schema | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def as_nobody(program: Program, *arguments: str) -> subprocess.CompletedProcess[str]:
    setpriv = shutil.which("setpriv")
    if not ROOT_USER or setpriv is None:
        pytest.skip("needs root and setpriv to become another user")
    become = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
    return subprocess.run([*become, *program.command(*arguments)], capture_output=True, text=True, timeout=300,
                          env={**os.environ, "TMPDIR": str(program.folder.parent / "tmp"), "HOME": "/nonexistent"})  # fmt: skip


def opened(path: Path) -> None:
    """Let everybody reach a folder that pytest made for one user."""
    for folder in (path, *path.parents):
        if folder != Path("/") and folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o055)


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    (tmp_path / "tmp").mkdir(exist_ok=True)
    (tmp_path / "tmp").chmod(0o1777)
    opened(program.folder)
    done = as_nobody(program, "build", "--pages-only", "--quiet")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr or "may not" in done.stderr, done.stderr


def test_not_as_root_everything_works(tmp_path: Path, expected: dict[str, bytes]) -> None:
    program = working_folder(tmp_path)
    (tmp_path / "tmp").mkdir(exist_ok=True)
    (tmp_path / "tmp").chmod(0o1777)
    opened(program.folder)
    if ROOT_USER:
        for path in (program.folder, program.folder / "inventory.yaml"):
            os.chown(path, 65534, 65534)
    done = as_nobody(program, "build", "--pages-only", "--quiet")
    assert done.returncode == 0, done.stderr
    assert contents(program.folder) == expected


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    mount = shutil.which("mount")
    small = tmp_path / "small"
    small.mkdir()
    if (
        not ROOT_USER
        or mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=700k", "tmpfs", small]).returncode
    ):
        pytest.skip("needs root to mount a small file system")
    try:
        program = working_folder(small)
        before = (program.folder / "inventory.yaml").read_bytes()
        done = Program(program.folder).run("build", "--pages-only", "--quiet")
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
        assert "No space left" in done.stderr
        assert (program.folder / "inventory.yaml").read_bytes() == before
    finally:
        subprocess.run(["umount", small], check=True)


def test_two_builds_at_once_both_end_well(tmp_path: Path) -> None:
    program = working_folder(tmp_path)
    first, second = program.start("build", "--quiet"), program.start("build", "--quiet")
    said = [process.communicate(timeout=300)[1].decode() for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], said
    assert program.strays() == []

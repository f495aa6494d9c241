"""Files appear whole or not at all, with the rights that the user asks for, and never behind a link."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import is_marked_pdf, read_note, read_whole, require_own_places, write_bytes, write_text


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("mask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700), (0o027, 0o640, 0o750), (0, 0o644, 0o777)]
)
def test_the_umask_of_the_user_holds_for_files_and_folders(tmp_path: Path, mask: int, file: int, folder: int) -> None:
    with umask(mask):
        write_text(tmp_path / "new" / "file", "x")
    assert (rights(tmp_path / "new" / "file"), rights(tmp_path / "new")) == (file, folder)


def test_a_file_never_gets_more_rights_than_the_one_it_replaces_unless_they_are_given(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("private")
    path.chmod(0o600)
    with umask(0o022):
        write_text(path, "x")
        assert rights(path) == 0o600
        write_text(path, "x", 0o664)
    assert rights(path) == 0o664


@pytest.mark.parametrize("kind", ["link", "dangling link", "hard link"])
def test_what_a_link_leads_to_is_never_written(tmp_path: Path, kind: str) -> None:
    outside, path = tmp_path / "outside", tmp_path / "folder" / "file"
    path.parent.mkdir()
    if kind != "dangling link":
        outside.write_text("precious")
    path.hardlink_to(outside) if kind == "hard link" else path.symlink_to(outside)
    write_text(path, "ours", durable=True)
    assert path.read_text() == "ours"
    assert not path.is_symlink()
    assert not outside.exists() if kind == "dangling link" else outside.read_text() == "precious"


def test_an_empty_folder_gives_way_and_one_with_something_in_it_does_not(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_text(tmp_path / "empty", "x")
    assert (tmp_path / "empty").read_text() == "x"
    (tmp_path / "full" / "sub").mkdir(parents=True)
    with pytest.raises(OutputError, match="full cannot be written"):
        write_text(tmp_path / "full", "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "full"]


@pytest.mark.parametrize("step", ["os.open", "os.fdopen", "os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_whatever_fails_the_old_file_stays_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(step, fail)
        with pytest.raises(OutputError, match=os.strerror(number)) as failed:
            write_bytes(path, b"new", durable=True)
    assert "space left" in failed.value.hint
    assert path.read_text() == "old"
    if step != "os.fdopen":  # it leaves nothing but an open handle
        assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    mount = shutil.which("mount")
    small = tmp_path / "small"
    small.mkdir()
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=64k", "none", small], check=False).returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        write_bytes(small / "file", b"old")
        with pytest.raises(OutputError, match="No space left"):
            write_bytes(small / "file", bytes(1_000_000))
        assert (small / "file").read_bytes() == b"old"
        assert [path.name for path in small.iterdir()] == ["file"]
    finally:
        subprocess.run(["umount", small], check=True)


def test_every_obstacle_is_told_at_once_and_nothing_is_touched(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (folder / "full" / "sub").mkdir(parents=True)
    (folder / "site").symlink_to(outside)
    (folder / "ledger").symlink_to(outside / "none")
    (folder / "file").write_text("x")
    names = ["site/deep/index.html", "ledger", "file/page.md", "full", "good/page.md", "none"]
    with pytest.raises(OutputError) as refused:
        require_own_places(folder, names)
    told = refused.value.message.removeprefix("what is made here cannot be written: ").split("; ")
    assert sorted(told) == [
        "file is a file, and a folder goes there",
        "full is a folder, and a file goes there",
        "ledger is a symbolic link",
        "site is a symbolic link",
    ]
    assert list((outside / "deep").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\xff", b"{", b"[" * 200_000, b"<<<<<<< HEAD\n{}"])
def test_a_note_that_is_no_json_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note").write_bytes(content)
    assert read_note(tmp_path / "note") is None
    assert read_note(tmp_path / "missing") is None
    assert read_note(tmp_path) is None


def test_what_is_no_file_is_told_with_the_next_step_and_nothing_is_none(tmp_path: Path) -> None:
    assert read_whole(tmp_path / "missing", "do this") is None
    with pytest.raises(OutputError, match="cannot be read: this is a folder") as refused:
        read_whole(tmp_path, "do this")
    assert refused.value.hint == "do this"


@pytest.mark.parametrize(
    ("content", "marked"),
    [
        (b"%PDF-1.7 <pdf:Keywords>mfa-binder labels</pdf:Keywords>", True),
        (b"%PDF-1.7 <dc:title>about mfa-binder labels</dc:title>", False),
        (b"<pdf:Keywords>mfa-binder labels</pdf:Keywords>", False),
        (b"%PDF-1.7 <pdf:Keywords>mfa-binder binder</pdf:Keywords>", False),
        (b"%PDF-2.0 trailer << /mfa-binder-labels /MfaBinder >>", True),
        (b"", False),
    ],
)
def test_a_pdf_of_ours_says_so_in_its_metadata(tmp_path: Path, content: bytes, marked: bool) -> None:
    (tmp_path / "file.pdf").write_bytes(content)
    assert is_marked_pdf(tmp_path / "file.pdf", "labels") is marked

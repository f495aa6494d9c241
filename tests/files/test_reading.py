"""Reading a file: its content or a named error, and never a wait, whatever lies there."""

from __future__ import annotations

import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.errors import MissingFileError, ReadingError, TooLargeError
from mfa_binder.files.reading import read_bytes, read_text

ODD: list[tuple[str, Callable[[Path], object], type[ReadingError], str]] = [
    ("missing", lambda path: None, MissingFileError, "there is no such file"),
    ("dangling link", lambda path: path.symlink_to("nowhere"), MissingFileError, "a link to nowhere"),
    ("folder", lambda path: path.mkdir(), ReadingError, "a folder, not a file"),
    ("pipe", os.mkfifo, ReadingError, "not an ordinary file"),
    ("link to a device", lambda path: path.symlink_to("/dev/zero"), ReadingError, "not an ordinary file"),
    ("link to itself", lambda path: path.symlink_to(path.name), ReadingError, "cannot be read"),
    ("too large", lambda path: path.write_bytes(b"x" * 101), TooLargeError, "is the limit"),
    ("file without an end", lambda path: path.symlink_to("/proc/kallsyms"), TooLargeError, "has more than"),
    ("UTF-16", lambda path: path.write_text("x", encoding="utf-16"), ReadingError, "UTF-16"),
    ("Latin-1", lambda path: path.write_bytes(b"a\nb\xe9"), ReadingError, r":2:2: the file is not UTF-8"),
    ("NUL", lambda path: path.write_bytes(b"a\nb\0"), ReadingError, r":2:2: a NUL character"),
]


@pytest.mark.parametrize(("make", "kind", "words"), [row[1:] for row in ODD], ids=[row[0] for row in ODD])
def test_what_is_no_file_of_text_is_a_named_error(
    tmp_path: Path, make: Callable[[Path], object], kind: type[ReadingError], words: str
) -> None:
    path = tmp_path / "file"
    make(path)
    with pytest.raises(kind) as caught:
        read_text(path, 100)
    assert re.search(words, caught.value.message)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_a_name_that_no_file_can_have_is_a_named_error(tmp_path: Path) -> None:
    for name in ("a\0b", "n" * 300, "a/b"):
        (tmp_path / "a").touch()
        with pytest.raises(ReadingError):
            read_bytes(tmp_path / name)


def test_a_link_and_a_byte_order_mark_are_followed_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbfa\n")
    (tmp_path / "link").symlink_to("file")
    assert read_text(tmp_path / "link") == "a\n"
    assert read_bytes(tmp_path / "file", 5) == b"\xef\xbb\xbfa\n"


def test_an_error_comes_out_of_another_process_whole(tmp_path: Path) -> None:
    error = ReadingError(tmp_path, "why", "what to do", 3, 4)
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.message, copied.hint, copied.line, copied.column) == (error.message, "what to do", 3, 4)

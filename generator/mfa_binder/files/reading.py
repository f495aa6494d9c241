"""Reading a file: its content, or a named error; never a wait and never more than a bound.

Only an ordinary file is read, or a link to one: a pipe keeps its reader waiting, and a device never ends. What is
read must fit in memory many times, so each kind of file has a largest size.
"""

from __future__ import annotations

import codecs
import os
import stat
from pathlib import Path

from mfa_binder.errors import MissingFileError, ReadingError, TooLargeError

_RIGHT = "is this the right file?"

MIB = 1024 * 1024

LARGEST = 64 * MIB
"""Bytes of a file of which nothing else is known."""

_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Without O_NONBLOCK, opening a pipe that nobody writes to would wait. Windows has neither flag.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The content of an ordinary file of at most `largest` bytes.

    Raises MissingFileError if there is none, ReadingError if it is not such a file or cannot be read.
    """
    try:
        handle = os.open(path, _FLAGS)
        with os.fdopen(handle, "rb") as stream:
            _refuse_unusual(path, os.fstat(handle), largest)
            content = stream.read(largest + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingFileError(path, *_missing(path)) from None
    except IsADirectoryError:
        raise _not_a_file(path) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ReadingError(path, f"the file cannot be read: {reason}", "make it readable") from error
    except ValueError:
        raise ReadingError(path, "this is no name of a file", "name a file") from None
    if len(content) > largest:
        raise TooLargeError(path, f"the file has more than {_size(largest)}", _RIGHT)
    return content


def read_text(path: Path, largest: int = LARGEST) -> str:
    """The same as text: UTF-8, without a byte order mark and without NUL. Raises as `read_bytes` does."""
    return decode(read_bytes(path, largest), path)


def decode(content: bytes, path: Path) -> str:
    """The text of a file's content. Raises ReadingError with line and column of what is no text."""
    if content.startswith(_WIDE):
        raise ReadingError(path, "the file is UTF-16 or UTF-32", "save it as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        raise ReadingError(path, "the file is not UTF-8 from here on", "save it as UTF-8", *_end_of(before)) from None
    nul = text.find("\0")
    if nul >= 0:
        raise ReadingError(path, "a NUL character stands here", "is this a text file?", *_end_of(text[:nul]))
    return text


def _refuse_unusual(path: Path, status: os.stat_result, largest: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise _not_a_file(path)
    if not stat.S_ISREG(status.st_mode):
        raise ReadingError(path, "this is not an ordinary file", "save its content as a file and name that")
    if status.st_size > largest:
        raise TooLargeError(path, f"the file has {_size(status.st_size)}, and {_size(largest)} is the limit", _RIGHT)


def _not_a_file(path: Path) -> ReadingError:
    return ReadingError(path, "this is a folder, not a file", "move it away, or name a file in it")


def _size(count: int) -> str:
    return f"{count // MIB} MiB" if count >= MIB else f"{count // 1024} KiB"


def _missing(path: Path) -> tuple[str, str]:
    if path.is_symlink():
        return f"this is a link to {path.readlink()}, which is not there", "remove the link, or put the file there"
    return "there is no such file", "name a file that is there"


def _end_of(text: str) -> tuple[int, int]:
    """Line and column, from 1, of the character that follows a text."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1

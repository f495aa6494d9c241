"""One call of `aws`: what the shim was started with, and the files that it had open.

Where the kernel lets a parent look at what it started (Linux 5.6), everything is read from the
shim's process: its command line, environment and folder from /proc, copies of its open files by
pidfd_getfd(2). Elsewhere the shim sends all of it by itself.

Source: pidfd_getfd(2), proc(5) of the Linux manual pages.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mfa_binder.terminal.driver import socket_messages

_PIDFD_GETFD = 438
"""The number of the system call: the same on every architecture."""

_STREAMS = (0, 1, 2)
_HIGHEST = 200
"""Files of a higher number are no caller's: bash keeps its own there."""

_UMASK = "Umask:"


class CallerGoneError(Exception):
    """The process that called has ended, or is not ours to look at."""


@dataclass(frozen=True, slots=True)
class AwsCall:
    """One call of `aws`, as the program itself would see it."""

    words: tuple[str, ...]
    """What stands after the program's name."""
    environment: Mapping[str, str]
    folder: str
    umask: int
    numbers: tuple[int, ...]
    """The numbers of its open files: 0, 1 and 2, and what a process substitution opens besides."""
    files: tuple[int, ...]
    """Our copies of these files, in the same order, to be closed by us."""

    def close(self) -> None:
        """Close our copies of the files."""
        for file in self.files:
            os.close(file)

    def as_record(self) -> dict[str, Any]:
        """Everything but the files."""
        return {
            "words": list(self.words),
            "environment": dict(self.environment),
            "folder": self.folder,
            "umask": self.umask,
            "numbers": list(self.numbers),
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any], files: tuple[int, ...]) -> AwsCall:
        """The call whose record, without the files, is `record`."""
        return cls(
            tuple(record["words"]),
            record["environment"],
            record["folder"],
            record["umask"],
            tuple(record["numbers"]),
            files,
        )


def can_inspect_callers() -> bool:
    """Whether calls can be read from the process that makes them."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    ours = os.pidfd_open(os.getpid())
    try:
        os.close(_copy_open_file(ours, 0))
    except OSError:
        return False
    finally:
        os.close(ours)
    return True


def inspect_caller(process: int, leading: int, output: int) -> AwsCall:
    """The call of a process, read from outside. Raises CallerGoneError.

    Its command line begins with `leading` words of its own; its standard output is the file `output`.
    """
    place = Path("/proc") / str(process)
    handle = -1
    files: list[int] = []
    try:
        handle = os.pidfd_open(process)
        numbers = _open_file_numbers(place)
        files.extend(_copy_open_file(handle, output if number == 1 else number) for number in numbers)
        words = _split_strings((place / "cmdline").read_bytes())[leading:]
        pairs = (entry.partition("=") for entry in _split_strings((place / "environ").read_bytes()))
        environment = {name: value for name, equals, value in pairs if equals}
        status = (place / "status").read_text()
        umask = int(status[status.index(_UMASK) + len(_UMASK) :].split(None, 1)[0], 8)
        return AwsCall(tuple(words), environment, str((place / "cwd").readlink()), umask, numbers, tuple(files))
    except (OSError, ValueError):
        for file in files:
            os.close(file)
        raise CallerGoneError from None
    finally:
        if handle >= 0:
            os.close(handle)


def receive_call(connection: socket.socket) -> AwsCall:
    """The call that a shim sends by itself. Raises CallerGoneError."""
    try:
        record, files = socket_messages.receive_message(connection)
    except socket_messages.SocketClosedError:
        raise CallerGoneError from None
    return AwsCall.of_record(record, files)


def _copy_open_file(handle: int, number: int) -> int:
    """A copy of another process's open file; of a closed one, a file that is empty."""
    libc = ctypes.CDLL(None, use_errno=True)
    copy = int(libc.syscall(_PIDFD_GETFD, handle, number, 0))
    if copy >= 0:
        return copy
    error = ctypes.get_errno()
    if error == 9:  # EBADF: it has closed that file
        return os.open(os.devnull, os.O_RDWR)
    raise OSError(error, os.strerror(error))


def _open_file_numbers(place: Path) -> tuple[int, ...]:
    numbers = {int(file.name) for file in (place / "fd").iterdir()}
    return (*_STREAMS, *sorted(number for number in numbers if 2 < number < _HIGHEST))


def _split_strings(data: bytes) -> list[str]:
    return [os.fsdecode(part) for part in data.split(b"\0")[:-1]]

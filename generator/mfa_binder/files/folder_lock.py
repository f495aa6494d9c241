"""The lock of a working folder: one command at a time writes there, or trusts what is written.

The system gives it back when its holder ends, however that comes. The file has the holder's name and number in it
while it is held, and is removed with the lock.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from mfa_binder.errors import OutputError

LOCK = ".mfa-binder.lock"
"""The file's name in the working folder."""

_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})
_NOT_A_LOCK = frozenset({errno.ELOOP, errno.EMLINK, errno.EISDIR})
_LONGEST_HOLDER = 200


@contextmanager
def locked_folder(folder: Path, command: str, on_wait: Callable[[str], None], name: str = LOCK) -> Iterator[None]:
    """Hold the lock of `folder` for `command`, such as `build`; wait for another one as long as it takes.

    `on_wait` is told at once whom this waits for. Raises OutputError if the folder cannot be locked.
    """
    lock = _lock(folder / name, command)
    with _told_errors(folder / name):
        if not _acquire_now(lock):
            on_wait(f"waiting for {lock_holder(folder, name)} in this folder")
            lock.acquire()
    with _released(lock, folder / name):
        yield


@contextmanager
def only_holder(folder: Path, command: str, name: str) -> Iterator[bool]:
    """Hold a lock if it is free; whether it was. Raises OutputError if the folder cannot be locked."""
    lock = _lock(folder / name, command)
    with _told_errors(folder / name):
        is_free = _acquire_now(lock)
    if not is_free:
        yield False
        return
    with _released(lock, folder / name):
        yield True


@contextmanager
def _released(lock: FileLock, path: Path) -> Iterator[None]:
    """Give the lock back in the end; its file is removed while it is held, so that who waits for it begins again."""
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        lock.release()


def lock_holder(folder: Path, name: str = LOCK) -> str:
    """Who holds the lock, such as `build (process 4711)`; "another command" where that cannot be read."""
    try:
        with (folder / name).open("rb") as file:
            told = file.read(_LONGEST_HOLDER).decode("ascii")
    except (OSError, UnicodeDecodeError):
        return "another command"
    return told if told.isprintable() and told else "another command"


def is_locked(folder: Path, name: str = LOCK) -> bool:
    """Whether a command holds the lock now. Makes no file."""
    if not (folder / name).is_file():
        return False
    lock = FileLock(folder / name, fallback_to_soft=False)
    try:
        is_free = _acquire_now(lock)
    except OSError:
        return False
    if is_free:
        lock.release()
    return not is_free


def _acquire_now(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True


def _lock(path: Path, command: str) -> FileLock:
    def sign(handle: int) -> None:
        if os.fstat(handle).st_nlink > 1:  # it is another file under a second name
            raise OSError(errno.EMLINK, "the lock file is a hard link")
        os.truncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{command} (process {os.getpid()})".encode("ascii"))

    return FileLock(path, fallback_to_soft=False, on_acquired=sign)


@contextmanager
def _told_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_LOCKS:
            what = f"the file system of {_named(path.parent)} has no locks: {error.strerror}"
            raise OutputError(what, "work in a folder of a local disk") from error
        if error.errno in _NOT_A_LOCK:
            raise OutputError(f"{path} is no lock file: {error.strerror}", "move it to another place") from error
        what = f"{_named(path.parent)} cannot be written to: {error.strerror or error}"
        raise OutputError(what, "make the folder writable, or work in a copy of it") from error


def _named(folder: Path) -> str:
    """The whole path of a folder; as it was given where that cannot be known, as in a current folder that is gone."""
    try:
        return str(folder.resolve())
    except OSError:
        return str(folder)

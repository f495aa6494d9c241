"""A folder for what a run needs only while it lasts: gone with the run; of a run that was killed, with the next one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing.util import Finalize
from pathlib import Path

from filelock import FileLock, Timeout

from mfa_binder.errors import OutputError

_PREFIX = "mfa-binder-"
_LOCK = "run.lock"
"""Held as long as the run lasts: a folder of ours whose lock nobody holds is left over."""

_LONGEST = 40
"""Bytes of the path that ours lie under: a Unix socket in them may have 104 (macOS; unix(7) of Linux says 108)."""

_ELSEWHERE = ("/tmp", "/var/tmp")  # noqa: S108 - what is made there is made by mkdtemp
_AFTER_MULTIPROCESSING = -200
"""When it is removed: multiprocessing keeps its socket in it and removes that at -100."""


class _RunFolder:
    """The folder of this run, once it is made; in a process that another one of ours has started, that one's."""

    folder: Path | None = None
    lock: FileLock


def temporary_folder() -> Path:
    """The folder of this run, made when it is first asked for. Raises OutputError if there is no place for one."""
    if _RunFolder.folder is None:
        base = _base()
        remove_left_over(base)
        _RunFolder.folder = _made(base)
        Finalize(None, shutil.rmtree, (_RunFolder.folder, True), exitpriority=_AFTER_MULTIPROCESSING)
    return _RunFolder.folder


def share_temporary_folder(folder: Path) -> None:
    """Have this process use, for all that is temporary, the folder of the run that started it."""
    _RunFolder.folder = folder
    tempfile.tempdir = str(folder)


def remove_left_over(base: Path) -> None:
    """Remove the folders under `base` that runs of this user have left there because they were killed."""
    for lock in base.glob(f"{_PREFIX}*/{_LOCK}"):
        folder = lock.parent
        try:
            if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
                continue
            with FileLock(lock, timeout=0):
                for path in _contents(folder):
                    shutil.rmtree(path, ignore_errors=True)
                    path.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, Timeout):
            continue  # it is at work, or another run removes it just now


def _contents(folder: Path) -> Iterator[Path]:
    """All but the lock, without which what is left could not be told from somebody else's."""
    return (path for path in folder.iterdir() if path.name != _LOCK)


def _base() -> Path:
    """The system's temporary folder, or a usual one where its path is too long for a socket in it."""
    try:
        usual = tempfile.gettempdir()
    except FileNotFoundError as error:
        raise OutputError(f"there is no temporary folder: {error.strerror}", "set TMPDIR to one with space") from error
    short = (path for path in (usual, *_ELSEWHERE) if len(os.fsencode(path)) <= _LONGEST and os.access(path, os.W_OK))
    found = next(short, None)
    if found is None:
        raise OutputError(f"the path of the temporary folder is too long: {usual}", "set TMPDIR to a shorter one")
    return Path(found)


def _made(base: Path) -> Path:
    """A new folder with its lock held. Once more if another run took it for one that was left over."""
    while True:
        try:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
            _RunFolder.lock = FileLock(folder / _LOCK)
            _RunFolder.lock.acquire()
        except FileNotFoundError:
            continue
        except OSError as error:
            hint = "free some space, or set TMPDIR to another folder"
            raise OutputError(f"no temporary folder can be made in {base}: {error.strerror}", hint) from error
        if (folder / _LOCK).exists():
            return folder

"""Files of a working folder: written whole or not at all, and only where no link leads elsewhere."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from mfa_binder.errors import MissingFileError, OutputError, ReadingError
from mfa_binder.files.reading import MIB, read_bytes

PDF_MARK = "mfa-binder"
"""The keyword in the metadata of each PDF that is made here, followed by what it is: `mfa-binder labels`."""

_PRIVATE = 0o600
_LARGEST = 1024 * MIB
"""Bytes of what we wrote ourselves: the sidecar of ten thousand accounts is about 150 MB."""

_SHOWN = 20
_TRAILER = 4096
"""Bytes at the end of a PDF in which its trailer is looked for."""


def write_text(path: Path, text: str, mode: int | None = None, *, durable: bool = False) -> None:
    """Write a file whole or not at all; as `write_bytes`."""
    write_bytes(path, text.encode("utf-8"), mode, durable=durable)


def write_bytes(path: Path, contents: bytes, mode: int | None = None, *, durable: bool = False) -> None:
    """Write a file whole or not at all; what stood there stays until the new one is complete.

    Its rights are 644 less the umask, and never more than those of the file that it replaces; `mode` says them
    exactly. `durable`: it is on the disk when this returns, even if the machine stops. A link is replaced, and not
    what it leads to. Raises OutputError if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.parent / f".{secrets.token_hex(8)}.part"
        try:
            _write_new(temporary, contents, _narrowest(path) if mode is None else mode, exact=mode is not None)
            _make_way(path)
            if durable:
                _sync(temporary)
            temporary.replace(path)
            if durable:
                _sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "check the folder, its rights and the space left"
        raise OutputError(f"{path} cannot be written: {reason}", hint) from error


def _write_new(path: Path, contents: bytes, mode: int, *, exact: bool) -> None:
    """The system takes the umask away from `mode`; `exact`: it does not."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode | _PRIVATE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(contents)
    if exact:
        path.chmod(mode)


def _narrowest(path: Path) -> int:
    try:
        found = path.lstat()
    except OSError:
        return 0o644
    return 0o644 & stat.S_IMODE(found.st_mode) if stat.S_ISREG(found.st_mode) else 0o644


def _make_way(path: Path) -> None:
    """An empty folder where the file goes is removed; one with something in it makes the replacement fail."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()


def _sync(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return  # a folder on Windows: there is no handle to sync
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where they are missing. Raises OutputError if that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be made: {error.strerror}", "name another folder") from error


def read_whole(path: Path, hint: str) -> bytes | None:
    """What a file holds; None if there is none. Raises OutputError, with this hint, if it cannot be read."""
    try:
        return read_bytes(path, _LARGEST)
    except MissingFileError:
        return None
    except ReadingError as error:
        raise OutputError(f"{path.name} cannot be read: {error.reason}", hint) from error


def read_note(path: Path) -> Any:
    """The JSON of a file that can be made again; None if it is missing or cannot be read, for whatever reason."""
    try:
        return json.loads(read_bytes(path, _LARGEST))
    except (ReadingError, ValueError, RecursionError):
        return None


def require_own_places(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write where a link leads elsewhere, or where something else stands in the way.

    `names` are paths of files under `folder`, with forward slashes. Raises OutputError with every reason.
    """
    problems = list(dict.fromkeys(_obstacles(folder, names)))
    if problems:
        more = [f"and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        told = "; ".join([*problems[:_SHOWN], *more])
        what = f"what is made here cannot be written: {told}"
        raise OutputError(what, "move what stands there to another place, and run again")


def _obstacles(folder: Path, names: Iterable[str]) -> Iterator[str]:
    parents: dict[PurePosixPath, None] = {}
    for name in names:
        path = PurePosixPath(name)
        parents |= dict.fromkeys(parent for parent in path.parents if parent.name)
        place = folder / name
        if place.is_symlink():
            yield f"{name} is a symbolic link"
        elif _is_filled(place):
            yield f"{name} is a folder, and a file goes there"
    for parent in parents:
        place = folder / parent
        if place.is_symlink():
            yield f"{parent} is a symbolic link"
        elif os.path.lexists(place) and not place.is_dir():
            yield f"{parent} is a file, and a folder goes there"


def _is_filled(place: Path) -> bool:
    return place.is_dir() and any(place.iterdir())


def is_marked_pdf(path: Path, kind: str) -> bool:
    """Whether a file is a PDF that was made here, of that kind: its metadata say so, or the end of an encrypted one."""
    try:
        contents = path.read_bytes() if path.is_file() else b""
    except OSError:
        return False
    mark = f"{PDF_MARK} {kind}".encode()
    name = f"/{PDF_MARK}-{kind}".encode()
    return contents.startswith(b"%PDF-") and (b">" + mark + b"<" in contents or name in contents[-_TRAILER:])


def require_free_or_own(path: Path, *, own: bool, option: str) -> None:
    """Refuse to replace what was not made here. `own`: whether a file there was; `option` names another place."""
    if reason := why_not_replaced(path, own=own):
        raise OutputError(
            f"{path} {reason}", f"name another file with {option}, or remove this one; nothing was written"
        )


def why_not_replaced(path: Path, *, own: bool) -> str:
    """Why nothing may be written there, behind the name of the file; empty: it may."""
    if not os.path.lexists(path):
        return ""
    if path.is_symlink():
        return "is a symbolic link"
    if not path.is_file():
        return "is no ordinary file"
    return "" if own else "is not an earlier output of this command"

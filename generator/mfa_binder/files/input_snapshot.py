"""Files as they were at one moment: to know, when a build is done, that what it read is what was digested.

A snapshot is taken before the first of them is read. If nothing has changed when the last one was read, every reader
in between has read just that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ListFiles = Callable[[], Mapping[str, Path]]
"""The files that count, by the name under which they are told."""

_Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class InputSnapshot:
    """The digest of each file, and what the system says of when it was written."""

    list_files: ListFiles
    digests: Mapping[str, str]
    """SHA-256 in hexadecimal, by name; empty for a file that is not there."""
    stamps: Mapping[str, _Stamp | None]

    def digest(self) -> str:
        """SHA-256 over all names and digests, in hexadecimal."""
        told = "".join(f"{name} {digest}\n" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256(told.encode()).hexdigest()

    def changed(self) -> tuple[str, ...]:
        """The names of what has been written since, even if it says the same again."""
        now = take_snapshot(self.list_files)
        names = self.digests.keys() | now.digests.keys()
        before = {name: (self.digests.get(name), self.stamps.get(name)) for name in names}
        return tuple(sorted(name for name in names if before[name] != (now.digests.get(name), now.stamps.get(name))))


def take_snapshot(list_files: ListFiles) -> InputSnapshot:
    """The files as they are now. One that cannot be read counts as not there: whoever reads it tells why."""
    files = list_files()
    stamps = {name: _stamp(path) for name, path in files.items()}  # first: what is written while we read is noticed
    return InputSnapshot(list_files, {name: _sha256(path) for name, path in files.items()}, stamps)


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    except OSError:
        return ""

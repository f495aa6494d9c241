"""What a walk has done already: one line an account, on the disk before the next one counts as done.

An interrupted walk, however it ended, goes on where it was: lines are written to the end, and a last
line that was not finished is read as not there. The file is gone when its result is written.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from mfa_binder.errors import OutputError, UnavailableError
from mfa_binder.files.folder_lock import only_holder
from mfa_binder.files.json_lines import json_line
from mfa_binder.observation.observation import ObservedAccount


@dataclass(slots=True)
class WalkJournal:
    """An open journal: `done` accounts by number, of a walk that asked in the same way."""

    stream: BinaryIO
    done: dict[str, ObservedAccount] = field(default_factory=dict)

    def note(self, account: ObservedAccount) -> None:
        """An account is done. It is on the disk when this returns."""
        self._write(account.model_dump(mode="json", exclude_defaults=True))
        self.done[account.id] = account

    def _write(self, record: Mapping[str, Any]) -> None:
        self.stream.write(f"{json_line(record)}\n".encode())
        self.stream.flush()
        os.fsync(self.stream.fileno())


@contextmanager
def open_journal(path: Path, asked: Mapping[str, Any], *, anew: bool = False) -> Iterator[WalkJournal]:
    """Open the journal of a walk; `asked` is what it asks for, and one that asked otherwise is begun `anew`.

    It is deleted when the context ends without an exception. A walk may take hours, so it has a lock of its own: the
    folder is locked only while the result is written. Raises UnavailableError if another walk is at work, OutputError
    if the journal cannot be written.
    """
    with only_holder(path.parent, "collect", path.with_suffix(".lock").name) as is_only:
        if not is_only:
            what = f"another collect is at work in {path.parent.resolve().name}"
            raise UnavailableError(what, "wait until it ends, or stop it")
        with _open_stream(path) as stream:
            yield from _continue_journal(path, stream, asked, anew=anew)


def _continue_journal(path: Path, stream: BinaryIO, asked: Mapping[str, Any], *, anew: bool) -> Iterator[WalkJournal]:
    whole, done = (0, {}) if anew else _read_lines(stream.read(), asked)
    stream.truncate(whole)
    kept = WalkJournal(stream, done)
    if not whole:
        kept._write(asked)
    try:
        yield kept
    except BaseException:
        if not kept.done:
            path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _open_stream(path: Path) -> BinaryIO:
    """The file, to be read and then written to its end; never one that a link leads to, nor one with a second name."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    try:
        stream = os.fdopen(os.open(path, flags, 0o644), "r+b")
    except OSError as error:
        hint = "move it to another place; the walk then begins again"
        raise OutputError(f"{path.name} cannot be written: {error.strerror}", hint) from error
    if os.fstat(stream.fileno()).st_nlink > 1:
        stream.close()
        raise OutputError(f"{path.name} is a hard link to another file", "remove it; the walk then begins again")
    return stream


def _read_lines(content: bytes, asked: Mapping[str, Any]) -> tuple[int, dict[str, ObservedAccount]]:
    """How many bytes of whole lines a journal begins with, and the accounts in them; none if it asked otherwise."""
    first, *lines = content.split(b"\n")[:-1] or [b""]
    if _parse_line(first) != dict(asked):
        return 0, {}
    whole, done = len(first) + 1, {}
    for line in lines:
        try:
            account = ObservedAccount.model_validate(_parse_line(line))
        except ValidationError:
            break
        done[account.id] = account
        whole += len(line) + 1
    return whole, done


def _parse_line(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None

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
    """An open journal."""

    stream: BinaryIO
    """The file, at its end."""
    done: dict[str, ObservedAccount] = field(default_factory=dict)
    """The accounts that are read, by number, in this walk or in an interrupted one that asked in the same way."""

    def note(self, account: ObservedAccount) -> None:
        """An account is done. It is on the disk when this returns."""
        self.write(account.model_dump(mode="json", exclude_defaults=True))
        self.done[account.id] = account

    def write(self, record: Mapping[str, Any]) -> None:
        """Add a line. It is on the disk when this returns."""
        self.stream.write(f"{json_line(record)}\n".encode())
        self.stream.flush()
        os.fsync(self.stream.fileno())


@contextmanager
def open_journal(path: Path, question: Mapping[str, Any], *, anew: bool = False) -> Iterator[WalkJournal]:
    """Open the journal of a walk; `question` is what the walk asks for.

    What another question was answered is forgotten; with `anew`, what this one was answered too.
    It is deleted when the context ends without an exception. A walk may take hours, so it has a lock of its own: the
    folder is locked only while the result is written. Raises UnavailableError if another walk is at work, OutputError
    if the journal cannot be written.
    """
    with only_holder(path.parent, "collect", path.with_suffix(".lock").name) as is_only:
        if not is_only:
            what = f"another collect is at work in {path.parent.resolve().name}"
            raise UnavailableError(what, "wait until it ends, or stop it")
        with _open_stream(path) as stream:
            yield from _continue_journal(path, stream, question, anew=anew)


def _continue_journal(
    path: Path, stream: BinaryIO, question: Mapping[str, Any], *, anew: bool
) -> Iterator[WalkJournal]:
    length, done = (0, {}) if anew else _read_lines(stream.read(), question)
    stream.truncate(length)
    walk_journal = WalkJournal(stream, done)
    if not length:
        walk_journal.write(question)
    try:
        yield walk_journal
    except BaseException:
        if not walk_journal.done:
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


def _read_lines(content: bytes, question: Mapping[str, Any]) -> tuple[int, dict[str, ObservedAccount]]:
    """How many bytes of whole lines a journal begins with, and the accounts in them; none of another question."""
    first, *lines = content.split(b"\n")[:-1] or [b""]
    if _parse_line(first) != dict(question):
        return 0, {}
    length, done = len(first) + 1, {}
    for line in lines:
        try:
            account = ObservedAccount.model_validate(_parse_line(line))
        except ValidationError:
            break
        done[account.id] = account
        length += len(line) + 1
    return length, done


def _parse_line(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None

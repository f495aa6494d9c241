"""What a walk has done already: one line an account, on the disk before the next one counts as done.

An interrupted walk, however it ended, goes on where it was: lines are written to the end, and a last
line that was not finished is read as not there. The file is locked while a walk is at work, and gone
when its result is written.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from generator.errors import CollectError
from generator.observation.observation import ObservedAccount


@dataclass(slots=True)
class Journal:
    """An open journal: `done` accounts by number, of a walk that asked in the same way."""

    stream: BinaryIO
    done: dict[str, ObservedAccount] = field(default_factory=dict)

    def note(self, account: ObservedAccount) -> None:
        """An account is done. It is on the disk when this returns."""
        self._write(account.model_dump(mode="json", exclude_defaults=True))
        self.done[account.id] = account

    def _write(self, record: Mapping[str, Any]) -> None:
        self.stream.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        self.stream.flush()
        os.fsync(self.stream.fileno())


@contextmanager
def journal(path: Path, asked: Mapping[str, Any], *, anew: bool = False) -> Iterator[Journal]:
    """Open the journal of a walk; `asked` is what it asks for, and one that asked otherwise is begun `anew`.

    It is deleted when the context ends without an exception. Raises CollectError if another walk has it.
    """
    with path.open("a+b") as stream:
        _lock(stream, path)
        stream.seek(0)
        whole, done = (0, {}) if anew else _read(stream.read(), asked)
        stream.truncate(whole)
        kept = Journal(stream, done)
        if not whole:
            kept._write(asked)
        try:
            yield kept
        except BaseException:
            if not kept.done:
                path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)


def _lock(stream: BinaryIO, path: Path) -> None:
    """Whoever locked a file that is gone meanwhile comes too late: its walk ended between opening and locking."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
            return
    except (BlockingIOError, FileNotFoundError):
        pass
    hint = "wait until it ends, or stop it"
    raise CollectError(f"another collect is at work in {path.parent.resolve().name}", hint)


def _read(content: bytes, asked: Mapping[str, Any]) -> tuple[int, dict[str, ObservedAccount]]:
    """How many bytes of whole lines a journal begins with, and the accounts in them; none if it asked otherwise."""
    first, *lines = content.split(b"\n")[:-1] or [b""]
    if _parsed(first) != dict(asked):
        return 0, {}
    whole, done = len(first) + 1, {}
    for line in lines:
        try:
            account = ObservedAccount.model_validate(_parsed(line))
        except ValidationError:
            break
        done[account.id] = account
        whole += len(line) + 1
    return whole, done


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None

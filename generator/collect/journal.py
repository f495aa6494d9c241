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
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.errors import CollectError
from generator.observation.observation import ObservedAccount


@dataclass(slots=True)
class Journal:
    """An open journal: `done` accounts by number, of a walk that asked in the same way."""

    stream: TextIOWrapper
    done: dict[str, ObservedAccount] = field(default_factory=dict)

    def note(self, account: ObservedAccount) -> None:
        """An account is done. It is on the disk when this returns."""
        self._write(account.model_dump(mode="json", exclude_defaults=True))
        self.done[account.id] = account

    def _write(self, record: Mapping[str, Any]) -> None:
        self.stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        self.stream.flush()
        os.fsync(self.stream.fileno())


@contextmanager
def journal(path: Path, asked: Mapping[str, Any], *, anew: bool = False) -> Iterator[Journal]:
    """Open the journal of a walk; `asked` is what it asks for, and one that asked otherwise is begun `anew`.

    It is deleted when the context ends without an exception. Raises CollectError if another walk has it.
    """
    with path.open("a+", encoding="utf-8", newline="\n") as stream:
        _lock(stream, path)
        stream.seek(0)
        done = {} if anew else dict(_read(stream.read(), asked))
        kept = Journal(stream, {})
        _rewrite(kept, asked, done)
        try:
            yield kept
        except BaseException:
            if not kept.done:
                path.unlink(missing_ok=True)
            raise
        path.unlink(missing_ok=True)


def _lock(stream: TextIOWrapper, path: Path) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        hint = "wait until it ends, or stop it"
        raise CollectError(f"another collect is at work in {path.parent.resolve().name}", hint) from None


def _rewrite(kept: Journal, asked: Mapping[str, Any], done: Mapping[str, ObservedAccount]) -> None:
    """Begin with whole lines only. What is cut short here is read again, which costs time and nothing else."""
    kept.stream.seek(0)
    kept.stream.truncate()
    kept._write(dict(asked))
    for account in done.values():
        kept.note(account)


def _read(text: str, asked: Mapping[str, Any]) -> Iterator[tuple[str, ObservedAccount]]:
    lines = iter(text.split("\n")[:-1])
    if _parsed(next(lines, "")) != dict(asked):
        return
    for line in lines:
        try:
            account = ObservedAccount.model_validate(_parsed(line))
        except ValidationError:
            return
        yield account.id, account


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None

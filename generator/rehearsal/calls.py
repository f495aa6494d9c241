"""The calls of `aws` that a block made, as they were written down: one JSON record a line.

A record has `argv`, the words after `aws`, and, where it is known, `exit_status` and `seconds`.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `argv` is without the program's name; the rest is None where nothing was written of it."""

    argv: tuple[str, ...]
    exit_status: int | None = None
    seconds: float | None = None


def read_calls(log: Path) -> tuple[Call, ...]:
    """The calls in a log, in its order; none if there is no log."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    return tuple(_calls(text))


def _calls(text: str) -> Iterator[Call]:
    for line in text.splitlines():
        if line.startswith("{"):
            record = json.loads(line)
            yield Call(tuple(record["argv"]), record.get("exit_status"), record.get("seconds"))
        elif line.strip():
            yield Call(_words(line))


def _words(line: str) -> tuple[str, ...]:
    """The words of a line that bash has quoted."""
    try:
        return tuple(shlex.split(line))
    except ValueError:
        return tuple(line.split())

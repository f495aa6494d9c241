"""The calls of `aws` that a block made, as they were written down: one JSON record a line.

A record has `argv`, the words after `aws`, and, where it is known, `exit_status` and `seconds`.
"""

from __future__ import annotations

import json
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
        text = log.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    records = map(json.loads, text.splitlines())
    return tuple(Call(tuple(r["argv"]), r.get("exit_status"), r.get("seconds")) for r in records)

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


class SpoiledLogError(Exception):
    """The log is not what the driver wrote: a block has changed it."""


def read_calls(log: Path) -> tuple[Call, ...]:
    """The calls in a log, in its order; none if there is no log. Raises SpoiledLogError."""
    try:
        return tuple(map(_call, log.read_text(encoding="utf-8").splitlines()))
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SpoiledLogError("it changed the file in which its calls of aws are written down") from error


def _call(line: str) -> Call:
    record = json.loads(line)
    exit_status, seconds = record.get("exit_status"), record.get("seconds")
    words = tuple(word.replace("\0", "") for word in record["argv"])
    return Call(words, exit_status and int(exit_status), seconds and float(seconds))

"""Plain text for people: on one line whatever was in it, and lists in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def printable(value: object) -> str:
    """`value` on one line: control characters, line breaks and direction marks become a space."""
    return _UNPRINTABLE.sub(" ", str(value))


def join_words(words: Iterable[str], most: int | None = None) -> str:
    """Words as a sentence lists them: `A`, `A and B`, `A, B and C`; of more than `most`, `A, B, C and 2 more`."""
    every = list(words)
    if most is not None and len(every) > most:
        every = [*every[:most], f"{len(every) - most} more"]
    *before, last = every or [""]
    return f"{', '.join(before)} and {last}" if before else last

"""A policy as text: its statements, and where each stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_OLDEST = "2008-10-17"
"""The version of a policy that names none (IAM User Guide)."""


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """A place in a text, as the policy simulator counts: from 1, behind the brace that begins or ends a statement."""

    line: int
    column: int

    @classmethod
    def behind(cls, text: str, index: int) -> StatementPlace:
        """The place behind the character at `index`."""
        before = text[: index + 1]
        return cls(before.count("\n") + 1, len(before) - before.rfind("\n"))


@dataclass(frozen=True, slots=True)
class PolicyStatement:
    """One statement."""

    record: Mapping[str, Any]
    version: str
    source: str
    """The name of the policy that it stands in."""
    begins: StatementPlace
    ends: StatementPlace

    @property
    def effect(self) -> str:
        """Allow or Deny."""
        return str(self.record["Effect"])


def parse_statements(text: str, source: str = "") -> tuple[PolicyStatement, ...]:
    """The statements of a policy. Raises ValueError, with the reason, for a text that is no policy."""
    document = json.loads(text)
    if not isinstance(document, dict) or not document.get("Statement"):
        raise ValueError("it has no Statement")
    version = str(document.get("Version", _OLDEST))
    found = [
        PolicyStatement(
            json.loads(text[start:end]),
            version,
            source,
            StatementPlace.behind(text, start),
            StatementPlace.behind(text, end - 1),
        )
        for start, end in _spans(text)
    ]
    for statement in found:
        if not isinstance(statement.record, dict) or statement.record.get("Effect") not in ("Allow", "Deny"):
            raise ValueError("a statement has no Effect that is Allow or Deny")
    return tuple(found)


def as_list(value: Any) -> list[Any]:
    """A value that may stand alone or in a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement begins and ends (end excluded), in a text that is a JSON object."""
    for name, start, end in _members(text):
        if name == "Statement":
            yield from _elements(text, start) if text[start] == "[" else [(start, end)]


def _members(text: str) -> Iterator[tuple[str, int, int]]:
    index = _skipped(text, text.index("{") + 1)
    while text[index] != "}":
        name, index = _DECODER.raw_decode(text, index)
        start = _skipped(text, _skipped(text, index) + 1)
        _, end = _DECODER.raw_decode(text, start)
        yield name, start, end
        index = _skipped(text, end)
        index = _skipped(text, index + 1) if text[index] == "," else index


def _elements(text: str, opening: int) -> Iterator[tuple[int, int]]:
    start = _skipped(text, opening + 1)
    while text[start] != "]":
        _, end = _DECODER.raw_decode(text, start)
        yield start, end
        start = _skipped(text, end)
        start = _skipped(text, start + 1) if text[start] == "," else start


def _skipped(text: str, index: int) -> int:
    found = _SPACE.match(text, index)
    return index if found is None else found.end()

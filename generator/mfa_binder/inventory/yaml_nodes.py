"""The nodes of a YAML file: words, lists and maps with line and column, and what each word is as a plain value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from yaml.resolver import Resolver

_CORE = "tag:yaml.org,2002:"
SCALAR_TAGS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp"))
MERGE_TAG = _CORE + "merge"

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_NUMBER = 10_000
"""The patterns of YAML take memory by the length of what they look at."""

_TRUTH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class AmbiguousNumber:
    """A number that readers of YAML disagree about: `010`, `17:00`, `1_000`, `0x1F`, `.inf`, `1.0e+9`.

    No field of the model accepts it, so it must be quoted or written in plain digits.
    """

    text: str


PlainValue = str | int | Decimal | bool | date | AmbiguousNumber | None
"""What a scalar can be. Numbers with a decimal point keep every digit; there are no floats."""

_resolver: Any = Resolver()


@lru_cache(maxsize=16384)
def implicit_tag(text: str) -> str:
    """The tag that YAML 1.1 gives to a plain scalar; one longer than any number is text."""
    if len(text) > _LONGEST_NUMBER:
        return _CORE + "str"
    tag: str = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    return tag


def plain_value(text: str, tag: str) -> PlainValue:
    """The value of a scalar. A day that the calendar lacks stays text, and the model refuses it."""
    if tag == _CORE + "int":
        return int(text) if _WHOLE.fullmatch(text) else AmbiguousNumber(text)
    if tag == _CORE + "float":
        return Decimal(text) if _DECIMAL.fullmatch(text) else AmbiguousNumber(text)
    if tag == _CORE + "bool":
        return _TRUTH.get(text.lower(), AmbiguousNumber(text))
    if tag == _CORE + "null":
        return None
    return _plain_day(text) if tag == _CORE + "timestamp" else text


def _plain_day(text: str) -> date | str:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else text
    except ValueError:
        return text


Data = PlainValue | list["Data"] | dict[str, "Data"]
"""What a node is without its place: plain values, lists and maps."""


@dataclass(slots=True)
class ScalarNode:
    """One word or text. `bare`: without quotes; `text`: as written, `value`: as YAML reads it."""

    line: int
    column: int
    text: str
    bare: bool
    value: PlainValue


@dataclass(slots=True)
class ListNode:
    """A list; `value` holds the items' values."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)
    value: list[Data] = field(default_factory=list)


@dataclass(slots=True)
class MapNode:
    """A map. Of a key that stands twice the first counts, the others are `repeated`."""

    line: int
    column: int
    entries: dict[str, tuple[ScalarNode, Node]] = field(default_factory=dict)
    repeated: list[Node] = field(default_factory=list)
    value: dict[str, Data] = field(default_factory=dict)


Node = ScalarNode | ListNode | MapNode


KeyPath = tuple[str | int, ...]
"""Map keys and list indices from the top of the file down to a value."""

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

BLOCK_STYLES = ("|", ">")
"""YAML counts the line end after a block as part of the text; nobody means it."""

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

KeyPath = tuple[str | int, ...]
"""Map keys and list indices from the top of the file down to a value."""


# `line` and `column` count from 1 and are for people. `start`, `length` and `end` count characters of the text and are
# for edits; an anchor or a tag before the value belongs to it. A large file has a million nodes, and Python has small
# numbers once: so a length is kept and no end.


@dataclass(slots=True)
class ScalarNode:
    """One word or text."""

    line: int
    column: int
    start: int
    length: int
    style: str | None
    """The quote around it, `|` or `>`; None for a plain word."""
    anchor: str | None
    text: str
    """As written, without the quotes, and without the line ends behind a block."""
    value: PlainValue
    """As YAML reads it."""

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + self.length

    @property
    def bare(self) -> bool:
        """Whether it stands without quotes, on its line."""
        return not self.style

    @property
    def is_block(self) -> bool:
        """Whether it is a text on lines of its own."""
        return self.style in BLOCK_STYLES

    @property
    def is_null(self) -> bool:
        """Whether it is no value, written or not."""
        return not self.style and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class AliasNode:
    """The place where a value stands by the name of its anchor only; the value itself is the anchor's node."""

    line: int
    column: int
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + self.length


@dataclass(slots=True)
class ListNode:
    """A list."""

    line: int
    column: int
    start: int
    is_flow: bool
    """Whether it stands in brackets."""
    anchor: str | None
    length: int = 0
    """Without brackets it reaches to where the next thing begins."""
    items: list[Node] = field(default_factory=list)
    last: Node | AliasNode | None = None
    """The last value in it, as it is written."""
    aliases: dict[int, AliasNode] | None = None
    """The items that are written as an alias, by index; None if there are none."""
    value: list[Data] = field(default_factory=list)
    """The values of its items."""

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + self.length


@dataclass(slots=True)
class MapNode:
    """A map."""

    line: int
    column: int
    start: int
    is_flow: bool
    """Whether it stands in braces."""
    anchor: str | None
    length: int = 0
    """Without braces it reaches to where the next thing begins."""
    entries: dict[str, tuple[ScalarNode, Node]] = field(default_factory=dict)
    """Key and value by the text of the key. Of a key that stands twice the first counts."""
    last: Node | AliasNode | None = None
    """The last value in it, as it is written."""
    aliases: dict[str, AliasNode] | None = None
    """The values that are written as an alias, by key; None if there are none."""
    repeated: list[Node] | tuple[()] = ()
    """Values that are not in `entries`: of keys that stood before, and of keys that are no words, with those keys."""
    value: dict[str, Data] = field(default_factory=dict)
    """The values of its entries."""

    def repeat(self, *nodes: Node) -> None:
        """Add to what is not in `entries`."""
        self.repeated = self.repeated or []
        self.repeated += nodes

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + self.length


Node = ScalarNode | ListNode | MapNode
"""A value with its place. A value that an alias stands for is the node of its anchor."""


def child_of(node: Node | None, step: str | int) -> Node | None:
    """The value under a key or at an index; None if there is none."""
    if isinstance(node, MapNode) and isinstance(step, str) and step in node.entries:
        return node.entries[step][1]
    if isinstance(node, ListNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def alias_at(node: Node, step: str | int) -> AliasNode | None:
    """The alias that is written under a key or at an index; None if the value itself stands there."""
    if isinstance(node, MapNode) and node.aliases is not None and isinstance(step, str):
        return node.aliases.get(step)
    if isinstance(node, ListNode) and node.aliases is not None and isinstance(step, int):
        return node.aliases.get(step)
    return None

"""The values of a YAML file by their positions in its text: where each begins, where it ends, how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

import yaml
from yaml._yaml import Mark as CMark

from mfa_binder.errors import EditError


class SpanKind(Enum):
    """What a value is."""

    SCALAR = "scalar"
    MAP = "map"
    LIST = "list"
    ALIAS = "alias"


@dataclass(slots=True)
class ValueSpan:
    """One value. `start` and `end` are offsets into the text; the end of a block map or list is not known.

    `column` counts from 0, `line` from 1. `pairs` are the entries of a map, `items` those of a list.
    """

    kind: SpanKind
    start: int
    end: int
    line: int
    column: int
    text: str = ""
    bare: bool = True
    block_text: bool = False
    """Whether it is a scalar after | or >."""
    flow: bool = False
    anchor: str | None = None
    pairs: list[tuple[ValueSpan, ValueSpan]] = field(default_factory=list)
    items: list[ValueSpan] = field(default_factory=list)

    @property
    def empty_word(self) -> bool:
        """Whether nothing is written where a value could be."""
        return self.kind is SpanKind.SCALAR and self.bare and not self.text

    @property
    def null(self) -> bool:
        """Whether it is no value, written or not."""
        return self.kind is SpanKind.SCALAR and self.bare and self.text in ("", "~", "null", "Null", "NULL")

    def child(self, step: str | int) -> ValueSpan | None:
        """The value under a key, or at an index."""
        if isinstance(step, int):
            return self.items[step] if self.kind is SpanKind.LIST and step < len(self.items) else None
        return next((value for key, value in self.pairs if key.text == step), None)

    def last(self) -> ValueSpan:
        """The last value in it; itself if it holds none, or has an end of its own."""
        if self.flow or self.kind in (SpanKind.SCALAR, SpanKind.ALIAS):
            return self
        return (self.items[-1] if self.kind is SpanKind.LIST else self.pairs[-1][1]).last()


@dataclass(frozen=True, slots=True)
class FileSpans:
    """A file's values, and the anchors that something refers to."""

    root: ValueSpan
    referred: frozenset[str]


def find_spans(text: str, file: str) -> FileSpans:
    """The values of one YAML document whose top is a map. The file must be one that the door reads."""
    referred: set[str] = set()
    events = (event for event in yaml.parse(text, Loader=yaml.CSafeLoader) if not isinstance(event, _AROUND))
    root = _value(next(events), events, referred)
    if root.kind is not SpanKind.MAP:
        raise EditError(f"{file} is not a map of keys", "is this the inventory?")
    return FileSpans(root, frozenset(referred))


_AROUND = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def _value(event: yaml.Event, events: Iterator[yaml.Event], referred: set[str]) -> ValueSpan:
    span = _span(event)
    if isinstance(event, yaml.AliasEvent):
        referred.add(event.anchor or "")
    elif isinstance(event, yaml.MappingStartEvent):
        while not isinstance(found := next(events), yaml.MappingEndEvent):
            key = _value(found, events, referred)
            span.pairs.append((key, _value(next(events), events, referred)))
        span.end = _mark(found.end_mark).index
    elif isinstance(event, yaml.SequenceStartEvent):
        while not isinstance(found := next(events), yaml.SequenceEndEvent):
            span.items.append(_value(found, events, referred))
        span.end = _mark(found.end_mark).index
    return span


def _span(event: yaml.Event) -> ValueSpan:
    start, end = _mark(event.start_mark), _mark(event.end_mark)
    span = ValueSpan(SpanKind.SCALAR, start.index, end.index, start.line + 1, start.column)
    if isinstance(event, yaml.AliasEvent):
        span.kind = SpanKind.ALIAS
    elif isinstance(event, yaml.ScalarEvent):
        span.text, span.bare, span.anchor = event.value, not event.style, event.anchor
        span.block_text = event.style in ("|", ">")
    elif isinstance(event, yaml.CollectionStartEvent):
        span.kind = SpanKind.MAP if isinstance(event, yaml.MappingStartEvent) else SpanKind.LIST
        span.flow, span.anchor = bool(event.flow_style), event.anchor
    return span


def _mark(mark: yaml.Mark | CMark | None) -> yaml.Mark | CMark:
    """A place in the text; every event that was read from one has it."""
    if mark is None:
        raise TypeError("an event without its place")
    return mark

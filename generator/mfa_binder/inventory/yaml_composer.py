"""From text to nodes: one pass over libyaml's events, with every limit kept on the way.

Nothing is constructed but plain values, so no tag can build an object. Depth and the number of
values are counted as if every alias were written out; an alias shares the node of its anchor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any, Protocol

import yaml
from yaml._yaml import Mark as CMark

from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.message_words import dotted_path, quote_word
from mfa_binder.inventory.odd_characters import odd_characters
from mfa_binder.inventory.source_text import refuse
from mfa_binder.inventory.yaml_nodes import (
    BLOCK_STYLES,
    MERGE_TAG,
    SCALAR_TAGS,
    AliasNode,
    KeyPath,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    implicit_tag,
    plain_value,
)

MAX_DEPTH = 50
"""An inventory is eight deep."""

MAX_NODES = 4_000_000
"""Ten thousand accounts are about 1.5 million values."""

MAX_ENTRIES = 250_000
"""In one map or list. AWS organizations have tens of thousands of accounts."""

_SHORT = 16
"""Keys and words of the format, of which a large file repeats each a thousand times, are kept once."""

_MOST_KEPT = 1_000
"""Unknown keys of one map, doubled keys and findings: later ones are counted and not kept."""

FixedKeys = Callable[[KeyPath], frozenset[str] | None]
"""The keys that the format has in the map at a path; None where the keys are ids."""

_NOT_ASKED: frozenset[str] = frozenset({""})


class _Spot(Protocol):
    """A node, or whatever else stands at a line and a column."""

    line: int
    column: int


@dataclass(slots=True)
class _AnchoredNode:
    """The node of an anchor, with how many values are in it and how deep they are nested."""

    node: Node
    size: int
    height: int


@dataclass(slots=True)
class _OpenCollection:
    """A map or list whose end has not come yet."""

    node: ListNode | MapNode
    before: int
    """How many values were counted when it began."""
    height: int = 1
    """How deep the values in it are nested so far."""
    key: Node | None = None
    """The key whose value has not come yet."""
    known: frozenset[str] | None = _NOT_ASKED
    """The keys of the format, asked for when the map has far more; None where they are ids."""


class _TreeComposer:
    """Takes the events of one document; afterwards `root` is its top."""

    def __init__(self, file: str, fixed_keys: FixedKeys) -> None:
        self.file = file
        self._fixed_keys = fixed_keys
        self.more = 0
        self.findings: list[Finding] = []
        self.unread: set[KeyPath] = set()
        self.referred: set[str] = set()
        self.root: Node | None = None
        self._anchors: dict[str, _AnchoredNode] = {}
        self._stack: list[_OpenCollection] = []
        self._count = 0
        self._line = 0

    # -- events

    def begin_document(self, event: yaml.DocumentStartEvent) -> None:
        if self.root is not None:
            begin, _ = _marks_of(event)
            place = FindingPlace(self.file, begin.line + 1, begin.column + 1)
            refuse("yaml-documents", place, "a second document begins here", "keep one document in the file")

    def add_scalar(self, event: yaml.ScalarEvent) -> None:
        begin, end = _marks_of(event)
        style: str | None = event.style or None
        text: str = event.value.rstrip("\n") if style in BLOCK_STYLES else event.value
        if len(text) <= _SHORT:
            text = intern(text)
        line, start = self._line_of(begin), begin.index
        node = ScalarNode(line, begin.column + 1, start, end.index - start, style, event.anchor, text, text)
        tag = self._tag_of(event, node) if event.tag is not None or event.implicit[0] else None
        if tag is not None:
            node.value = plain_value(text, tag)
        if tag == MERGE_TAG and self._expects_key():
            self._report("yaml-merge-key", node, "the merge key << is not read here", "write the keys out")
        if not (text.isascii() and text.isprintable()) or text[:1] == " " or text[-1:] == " ":
            self._report_odd(node)
        self._grow(1, node)
        self._finish(node, 1, 0)

    def _tag_of(self, event: yaml.ScalarEvent, node: ScalarNode) -> str | None:
        """The tag that makes a plain value of a word; None: it is text."""
        tag: str | None = event.tag
        if tag is None:
            return implicit_tag(event.value)
        if tag != "!" and tag not in SCALAR_TAGS:
            self._report_tag(node)
            return None
        return tag

    def _report_odd(self, node: ScalarNode) -> None:
        is_key = self._expects_key()
        odd = odd_characters(node.text, bare=node.bare, is_key=is_key)
        if odd is not None:
            subject = "the key" if is_key else "this"
            self._report(odd.problem, node, f"{subject} {odd.message}", odd.hint, node.text if is_key else None)

    def add_alias(self, event: yaml.AliasEvent) -> None:
        begin, end = _marks_of(event)
        alias = AliasNode(begin.line + 1, begin.column + 1, begin.index, end.index - begin.index)
        self.referred.add(event.anchor or "")
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            message = "this begins with * and refers to an anchor that is not complete at this point"
            self._report("yaml-alias", alias, message, "write the value out; put it in quotes if * belongs to it")
            nothing = ScalarNode(alias.line, alias.column, alias.start, alias.length, None, None, "", None)
            self._finish(nothing, 1, 0, alias)
            return
        self._grow(anchored.size, alias)
        self._refuse_depth(len(self._stack) + anchored.height, alias)
        self._finish(anchored.node, anchored.size, anchored.height, alias)

    def open_collection(self, event: yaml.CollectionStartEvent) -> None:
        begin, _ = _marks_of(event)
        is_map = isinstance(event, yaml.MappingStartEvent)
        kind = MapNode if is_map else ListNode
        node = kind(self._line_of(begin), begin.column + 1, begin.index, bool(event.flow_style), event.anchor)
        if event.tag not in (None, "!", "tag:yaml.org,2002:map" if is_map else "tag:yaml.org,2002:seq"):
            self._report_tag(node)
        self._refuse_depth(len(self._stack) + 1, node)
        self._grow(1, node)
        self._stack.append(_OpenCollection(node, self._count - 1))

    def close_collection(self, event: yaml.CollectionEndEvent) -> None:
        closed = self._stack.pop()
        _, end = _marks_of(event)
        closed.node.length = end.index - closed.node.start
        self._finish(closed.node, self._count - closed.before, closed.height)

    def _line_of(self, mark: yaml.Mark | CMark) -> int:
        """The line of a mark: one number for all nodes of a line, since a large file has a million."""
        line: int = mark.line + 1
        if line != self._line:
            self._line = line
        return self._line

    # -- nodes

    def _finish(self, node: Node, size: int, height: int, alias: AliasNode | None = None) -> None:
        """A value is complete: into the map or list that is open. `alias`: how it is written there."""
        if alias is None and node.anchor is not None:
            self._anchors[node.anchor] = _AnchoredNode(node, size, height)
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        parent.height = max(parent.height, height + 1)
        parent.node.last = alias or node
        if isinstance(parent.node, ListNode):
            self._append_item(parent.node, node, alias)
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            self._enter_value(parent.node, key, node, alias)

    def _append_item(self, parent: ListNode, node: Node, alias: AliasNode | None) -> None:
        self._refuse_entries(len(parent.items), node)
        if alias is not None:
            parent.aliases = parent.aliases or {}
            parent.aliases[len(parent.items)] = alias
        parent.items.append(node)
        parent.value.append(node.value)

    def _enter_value(self, parent: MapNode, key: Node, node: Node, alias: AliasNode | None) -> None:
        if len(parent.entries) + len(parent.repeated) >= _MOST_KEPT and self._is_beyond(parent, key):
            # Below an unknown key the format has no keys: there the key itself is the only mistake.
            self.more += 1 if self._stack[-1].known else 0
        elif not isinstance(key, ScalarNode):
            self._report("key-not-text", key, "a key is a list or a map", "write a word in its place")
            parent.repeat(key, node)
        elif key.text == "<<" and key.bare:
            parent.repeat(node)
        elif key.text in parent.entries:
            first = parent.entries[key.text][0].line
            message = f"the key {quote_word(key.text)} stands in line {first} already"
            self._report("duplicate-key", key, message, "keep one of the two", key.text)
            parent.repeat(node)
        else:
            parent.entries[key.text] = (key, node)
            parent.value[key.text] = node.value
            if alias is not None:
                parent.aliases = parent.aliases or {}
                parent.aliases[key.text] = alias

    def _is_beyond(self, parent: MapNode, key: Node) -> bool:
        """Whether a large map does without an entry: its key is unknown, or reported often enough."""
        self._refuse_entries(len(parent.entries), key)
        if not isinstance(key, ScalarNode) or key.text in parent.entries:
            return len(parent.repeated) >= _MOST_KEPT
        known = self._stack[-1].known
        if known is _NOT_ASKED:
            known = self._stack[-1].known = self._fixed_keys(self._path())
        return known is not None and len(parent.entries) >= _MOST_KEPT and key.text not in known

    def _expects_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].node, MapNode) and self._stack[-1].key is None

    # -- limits and reports

    def _grow(self, size: int, at: _Spot) -> None:
        self._count += size
        if self._count > MAX_NODES:
            place = FindingPlace(self.file, at.line, at.column)
            message = f"with every anchor written out the file holds more than {MAX_NODES:,} values"
            refuse("yaml-expansion", place, message, "remove the anchors, or split the inventory")

    def _refuse_entries(self, count: int, at: _Spot) -> None:
        if count >= MAX_ENTRIES:
            message = f"more than {MAX_ENTRIES:,} entries stand in one map or list"
            refuse("yaml-expansion", FindingPlace(self.file, at.line, at.column), message, "split the inventory")

    def _refuse_depth(self, depth: int, at: _Spot) -> None:
        if depth > MAX_DEPTH:
            place = FindingPlace(self.file, at.line, at.column)
            refuse("yaml-depth", place, f"values are nested more than {MAX_DEPTH} deep", "an inventory is about 8 deep")

    def _report_tag(self, at: _Spot) -> None:
        message = "this begins with ! and is read as a YAML tag, and only plain values are read"
        self._report("yaml-tag", at, message, "remove the tag; put the value in quotes if ! belongs to it")

    def _report(self, problem: str, at: _Spot, message: str, hint: str, key: str | None = None) -> None:
        if len(self.findings) >= _MOST_KEPT:
            self.more += 1
            return
        path = self._path() if key is None else (*self._path(), key)
        if key is None:
            self.unread.add(path)
        place = FindingPlace(self.file, at.line, at.column, dotted_path(path))
        self.findings.append(Finding(problem, Severity.ERROR, place, message, hint))

    def _path(self) -> KeyPath:
        """Where the composer stands: the keys and indices of everything that is open."""
        path: list[str | int] = []
        for part in self._stack:
            if isinstance(part.node, ListNode):
                path.append(len(part.node.items))
            elif isinstance(part.key, ScalarNode):
                path.append(part.key.text)
        return tuple(path)


@dataclass(frozen=True, slots=True)
class YamlTree:
    """The file as nodes, and what was wrong with it short of making it unreadable."""

    root: MapNode
    findings: tuple[Finding, ...]
    unread: frozenset[KeyPath]
    """Paths whose values are not what was written, so that nothing more can be said of them."""
    referred: frozenset[str]
    """The anchors that an alias refers to: a value with one of them stands in several places."""
    more: int = 0
    """How many findings there were besides; what they were about is not in the tree."""


def compose_tree(text: str, file: str, fixed_keys: FixedKeys = lambda path: None) -> YamlTree:
    """Read one YAML document whose top is a map. Raises InventoryError where that cannot be done.

    A map for which `fixed_keys` has an answer may lose those of a thousand entries that it does not name.
    """
    return _require_map(_compose_events(text, file, fixed_keys))


def compose_document(text: str, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Read one YAML document that another program wrote, whatever its top is: None if there is nothing in it.

    A value with a tag is its text, which the findings tell. Raises InventoryError where it cannot be read.
    """
    composer = _compose_events(text, file, lambda path: None)
    return composer.root, tuple(composer.findings)


def _compose_events(text: str, file: str, fixed_keys: FixedKeys) -> _TreeComposer:
    _refuse_directives(text, file)
    composer = _TreeComposer(file, fixed_keys)
    try:
        _feed_events(composer, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = FindingPlace(file, mark.line + 1, mark.column + 1) if mark is not None else FindingPlace(file)
        reason = error.problem or "it ends too early"
        refuse("yaml-syntax", place, f"this is not YAML: {reason}", "mend the line, or the one before it")
    except yaml.YAMLError:
        refuse("yaml-syntax", FindingPlace(file), "this is not YAML", "is this the inventory?")
    return composer


def _marks_of(event: yaml.Event) -> tuple[yaml.Mark | CMark, yaml.Mark | CMark]:
    """Where an event begins and ends; every one that was read from a text has both."""
    begin, end = event.start_mark, event.end_mark
    if begin is None or end is None:
        raise TypeError("an event without its place")
    return begin, end


def _feed_events(composer: _TreeComposer, text: str) -> None:
    takers: Mapping[type[yaml.Event], Callable[[Any], None]] = {
        yaml.DocumentStartEvent: composer.begin_document,
        yaml.ScalarEvent: composer.add_scalar,
        yaml.AliasEvent: composer.add_alias,
        yaml.MappingStartEvent: composer.open_collection,
        yaml.SequenceStartEvent: composer.open_collection,
        yaml.MappingEndEvent: composer.close_collection,
        yaml.SequenceEndEvent: composer.close_collection,
    }
    loader = yaml.CSafeLoader(text)
    while (event := loader.get_event()) is not None and not isinstance(event, yaml.StreamEndEvent):
        take = takers.get(type(event))
        if take is not None:
            take(event)


def _require_map(composer: _TreeComposer) -> YamlTree:
    root = composer.root
    if root is None or (isinstance(root, ScalarNode) and root.value is None):
        message = "the file holds nothing but comments"
        refuse("file-empty", FindingPlace(composer.file), message, "mfa-binder init makes an inventory to start from")
    if not isinstance(root, MapNode):
        place = FindingPlace(composer.file, root.line, root.column)
        message = "the file must be a map of keys such as schema and accounts"
        refuse("wrong-type", place, message, "is this the inventory?")
    unread, referred = frozenset(composer.unread), frozenset(composer.referred)
    return YamlTree(root, tuple(composer.findings), unread, referred, composer.more)


def _refuse_directives(text: str, file: str) -> None:
    """No %TAG: an inventory needs none, and libyaml takes quadratic time over many of them."""
    start = 0
    for line in range(1, text.count("\n") + 2):
        if text.startswith("%", start) and not text.startswith("%YAML ", start):
            refuse("yaml-directive", FindingPlace(file, line, 1), "a line begins with %", "remove the line")
        if not text.startswith(("#", "%", "\n", "\r", " "), start):
            return
        start = text.find("\n", start) + 1
        if start == 0:
            return

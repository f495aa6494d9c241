"""From text to nodes: one pass over libyaml's events, with every limit kept on the way.

Nothing is constructed but plain values, so no tag can build an object. Depth and the number of
values are counted as if every alias were written out; an alias shares the node of its anchor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from sys import intern

import yaml

from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.message_words import dotted_path, quote_word
from mfa_binder.inventory.odd_characters import odd_characters
from mfa_binder.inventory.source_text import refuse
from mfa_binder.inventory.yaml_nodes import (
    MERGE_TAG,
    SCALAR_TAGS,
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

_BLOCK_STYLES = ("|", ">")
"""YAML counts the line end after a block as part of the text; nobody means it."""

MAX_ENTRIES = 250_000
"""In one map or list. AWS organizations have tens of thousands of accounts."""

_SHORT = 16
"""Keys and words of the format, of which a large file repeats each a thousand times, are kept once."""

_MOST_KEPT = 1_000
"""Unknown keys of one map, doubled keys and findings: later ones are counted and not kept."""


@dataclass(slots=True)
class _AnchoredNode:
    node: Node
    size: int
    height: int


FixedKeys = Callable[[tuple[str | int, ...]], frozenset[str] | None]
"""The keys that the format has in the map at a path; None where the keys are ids."""

_NOT_ASKED: frozenset[str] = frozenset({""})


@dataclass(slots=True)
class _OpenCollection:
    """A collection whose end has not come yet. `before`: values counted when it began."""

    node: ListNode | MapNode
    anchor: str | None
    before: int
    height: int = 1
    key: Node | None = None
    known: frozenset[str] | None = _NOT_ASKED
    """The keys of the format, asked for when the map has far more; None where they are ids."""


class _TreeComposer:
    def __init__(self, file: str, fixed_keys: FixedKeys) -> None:
        self.file = file
        self._fixed_keys = fixed_keys
        self.more = 0
        self.findings: list[Finding] = []
        self.unread: set[tuple[str | int, ...]] = set()
        self.root: Node | None = None
        self._anchors: dict[str, _AnchoredNode] = {}
        self._stack: list[_OpenCollection] = []
        self._count = 0

    # -- events

    def document(self, event: yaml.DocumentStartEvent) -> None:
        if self.root is not None:
            refuse(
                "yaml-documents",
                FindingPlace(self.file, *_start_of(event)),
                "a second document begins here",
                "keep one document in the file",
            )

    def scalar(self, event: yaml.ScalarEvent) -> None:
        line, column = _start_of(event)
        bare = not event.style
        tag: str | None = event.tag
        if tag is None and event.implicit[0]:
            tag = implicit_tag(event.value)
        elif tag is not None and tag != "!" and tag not in SCALAR_TAGS:
            self._report_tag(line, column)
            tag = None
        text: str = event.value.rstrip("\n") if event.style in _BLOCK_STYLES else event.value
        if len(text) <= _SHORT:
            text = intern(text)
        node = ScalarNode(line, column, text, bare, plain_value(text, tag) if tag is not None else text)
        if tag == MERGE_TAG and self._expects_key():
            self._report("yaml-merge-key", node, "the merge key << is not read here", "write the keys out")
        if not (text.isascii() and text.isprintable()) or text[:1] == " " or text[-1:] == " ":
            self._report_odd(node)
        self._grow(1, node)
        self._finish(node, event.anchor, 1, 0)

    def _report_odd(self, node: ScalarNode) -> None:
        is_key = self._expects_key()
        odd = odd_characters(node.text, bare=node.bare, is_key=is_key)
        if odd is not None:
            what = "the key" if is_key else "this"
            self._report(odd.problem, node, f"{what} {odd.message}", odd.hint, node.text if is_key else None)

    def alias(self, event: yaml.AliasEvent) -> None:
        line, column = _start_of(event)
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            node = ScalarNode(line, column, "", False, None)
            message = "this begins with * and refers to an anchor that is not complete at this point"
            self._report("yaml-alias", node, message, "write the value out; put it in quotes if * belongs to it")
            self._finish(node, None, 1, 0)
            return
        at = ScalarNode(line, column, "", False, None)
        self._grow(anchored.size, at)
        self._refuse_depth(len(self._stack) + anchored.height, at)
        self._finish(anchored.node, None, anchored.size, anchored.height)

    def start(self, event: yaml.CollectionStartEvent) -> None:
        line, column = _start_of(event)
        is_map = isinstance(event, yaml.MappingStartEvent)
        node: ListNode | MapNode = MapNode(line, column) if is_map else ListNode(line, column)
        if event.tag not in (None, "!", "tag:yaml.org,2002:map" if is_map else "tag:yaml.org,2002:seq"):
            self._report_tag(line, column)
        self._refuse_depth(len(self._stack) + 1, node)
        self._grow(1, node)
        self._stack.append(_OpenCollection(node, event.anchor, self._count - 1))

    def end(self) -> None:
        done = self._stack.pop()
        self._finish(done.node, done.anchor, self._count - done.before, done.height)

    # -- nodes

    def _finish(self, node: Node, anchor: str | None, size: int, height: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = _AnchoredNode(node, size, height)
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        parent.height = max(parent.height, height + 1)
        if isinstance(parent.node, ListNode):
            self._refuse_entries(len(parent.node.items), node)
            parent.node.items.append(node)
            parent.node.value.append(node.value)
        elif parent.key is None:
            parent.key = node
        else:
            key, parent.key = parent.key, None
            self._enter(parent.node, key, node)

    def _enter(self, parent: MapNode, key: Node, node: Node) -> None:
        if len(parent.entries) + len(parent.repeated) >= _MOST_KEPT and self._is_beyond(parent, key):
            # Below an unknown key the format has no keys: there the key itself is the only mistake.
            self.more += 1 if self._stack[-1].known else 0
        elif not isinstance(key, ScalarNode):
            self._report("key-not-text", key, "a key is a list or a map", "write a word in its place")
            parent.repeated += [key, node]
        elif key.text == "<<" and key.bare:
            parent.repeated.append(node)
        elif key.text in parent.entries:
            first = parent.entries[key.text][0].line
            message = f"the key {quote_word(key.text)} stands in line {first} already"
            self._report("duplicate-key", key, message, "keep one of the two", key.text)
            parent.repeated.append(node)
        else:
            parent.entries[key.text] = (key, node)
            parent.value[key.text] = node.value

    def _is_beyond(self, parent: MapNode, key: Node) -> bool:
        """Whether a large map does without an entry: its key is unknown, or is told often enough."""
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

    def _grow(self, size: int, at: Node) -> None:
        self._count += size
        if self._count > MAX_NODES:
            place = FindingPlace(self.file, at.line, at.column)
            message = f"with every anchor written out the file holds more than {MAX_NODES:,} values"
            refuse("yaml-expansion", place, message, "remove the anchors, or split the inventory")

    def _refuse_entries(self, count: int, at: Node) -> None:
        if count >= MAX_ENTRIES:
            message = f"more than {MAX_ENTRIES:,} entries stand in one map or list"
            refuse("yaml-expansion", FindingPlace(self.file, at.line, at.column), message, "split the inventory")

    def _refuse_depth(self, depth: int, at: Node) -> None:
        if depth > MAX_DEPTH:
            place = FindingPlace(self.file, at.line, at.column)
            refuse("yaml-depth", place, f"values are nested more than {MAX_DEPTH} deep", "an inventory is about 8 deep")

    def _report_tag(self, line: int, column: int) -> None:
        at = ScalarNode(line, column, "", False, None)
        message = "this begins with ! and is read as a YAML tag, and only plain values are read"
        self._report("yaml-tag", at, message, "remove the tag; put the value in quotes if ! belongs to it")

    def _report(self, problem: str, at: Node, message: str, hint: str, key: str | None = None) -> None:
        if len(self.findings) >= _MOST_KEPT:
            self.more += 1
            return
        path = self._path() if key is None else (*self._path(), key)
        if key is None:
            self.unread.add(path)
        place = FindingPlace(self.file, at.line, at.column, dotted_path(path))
        self.findings.append(Finding(problem, Severity.ERROR, place, message, hint))

    def _path(self) -> tuple[str | int, ...]:
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
    """The file as nodes, and what was wrong with it short of making it unreadable.

    `unread`: paths whose values are not what was written, so that nothing more can be said of them.
    """

    root: MapNode
    findings: tuple[Finding, ...]
    unread: frozenset[tuple[str | int, ...]]
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


def _start_of(event: yaml.Event) -> tuple[int, int]:
    """Line and column at which an event begins, counted from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)


def _feed_events(composer: _TreeComposer, text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.ScalarEvent):
            composer.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            composer.start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            composer.end()
        elif isinstance(event, yaml.AliasEvent):
            composer.alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            composer.document(event)


def _require_map(composer: _TreeComposer) -> YamlTree:
    root = composer.root
    if root is None or (isinstance(root, ScalarNode) and root.value is None):
        message = "the file holds nothing but comments"
        refuse("file-empty", FindingPlace(composer.file), message, "mfa-binder init makes an inventory to start from")
    if not isinstance(root, MapNode):
        place = FindingPlace(composer.file, root.line, root.column)
        message = "the file must be a map of keys such as schema and accounts"
        refuse("wrong-type", place, message, "is this the inventory?")
    return YamlTree(root, tuple(composer.findings), frozenset(composer.unread), composer.more)


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

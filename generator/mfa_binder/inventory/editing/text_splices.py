"""What is put where, as pieces of text between two positions. Nothing else of the text is touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from mfa_binder.errors import EditError
from mfa_binder.inventory.editing.yaml_text import EditValue, entry_lines, flow_text, scalar_text
from mfa_binder.inventory.message_words import dotted_path, one_line
from mfa_binder.inventory.yaml_composer import YamlTree
from mfa_binder.inventory.yaml_nodes import (
    AliasNode,
    KeyPath,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    alias_at,
    child_of,
)

_IS_SHARED = "other places share this value by an anchor"
_IN_BRACES = "a comment cannot stand in braces"


@dataclass(frozen=True, slots=True)
class ValueEdit:
    """A value for a path: an entry that is missing, an item after the last one, or a word in place of another.

    What is missing on the way is made. A map or list that is there is never replaced.
    """

    path: KeyPath
    value: EditValue
    note: str = ""
    """A comment behind the key of an entry that is new."""


@dataclass(frozen=True, slots=True)
class CommentEdit:
    """A comment on a line of its own, after the last entry of the map at a path of one key."""

    path: KeyPath
    text: str


@dataclass(frozen=True, slots=True)
class _TextSplice:
    """Text in place of other text."""

    start: int
    end: int
    """Where what is replaced begins and ends; both are the same where nothing is."""
    text: str
    rank: int = 0
    """Of two at one place that with the higher rank comes first."""


@dataclass(slots=True)
class _Addition:
    """New entries of one map, or new items of one list."""

    into: Node
    """The map or list, or the word that says that there is none."""
    parent: ScalarNode | None
    """The key that it stands under."""
    within: bool
    """Whether braces are around both."""
    entries: dict[str, EditValue] = field(default_factory=dict)
    items: list[EditValue] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """Comments behind new keys."""
    comments: list[str] = field(default_factory=list)
    """Comments on lines of their own."""

    @property
    def value(self) -> EditValue:
        """All that is new."""
        return self.items or self.entries


def splice_text(
    text: str, file: str, tree: YamlTree, edits: Sequence[ValueEdit], comments: Sequence[CommentEdit] = ()
) -> str:
    """The text, whose nodes are `tree`, with every edit made. Raises EditError where a person must make it."""
    plan = _EditPlan(text, file, tree)
    for edit in edits:
        plan.plan_value(edit)
    for comment in comments:
        plan.plan_comment(comment)
    # From the end to the beginning, so that no piece moves the place of another.
    for splice in sorted(plan.splices(), key=lambda splice: (-splice.start, splice.rank)):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


class _EditPlan:
    """The edits of one text, gathered by the map or list that they go into."""

    def __init__(self, text: str, file: str, tree: YamlTree) -> None:
        self._text = text
        self._file = file
        self._tree = tree
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._additions: dict[int, _Addition] = {}
        self._replaced: list[_TextSplice] = []

    def plan_value(self, edit: ValueEdit) -> None:
        """Add one value."""
        node: Node = self._tree.root
        parent: ScalarNode | None = None
        within, depth = False, 0
        for step in edit.path:
            self._refuse_anchored(node, edit)
            self._refuse_alias(node, step, edit)
            child = child_of(node, step)
            if child is None:
                break
            parent = node.entries[str(step)][0] if isinstance(node, MapNode) else None
            node, within, depth = child, within or _is_flow(node), depth + 1
        self._refuse_anchored(node, edit)
        missing = edit.path[depth:]
        if missing:
            self._add(_Addition(node, parent, within), edit, missing)
        else:
            self._replace(node, edit)

    def plan_comment(self, comment: CommentEdit) -> None:
        """Add one comment."""
        root, key = self._tree.root, str(comment.path[0])
        edit = ValueEdit(comment.path, {}, comment.text)
        self._refuse_alias(root, key, edit)
        node = child_of(root, key)
        if node is None or _is_null(node) or (_is_flow(node) and not (isinstance(node, MapNode) and node.entries)):
            self._refuse(node or root, edit, f"{dotted_path(comment.path)} has no entries")
        self._refuse_anchored(node, edit)
        if not isinstance(node, MapNode) or node.is_flow:
            self._refuse(node, edit, _IN_BRACES)
        addition = self._additions.setdefault(id(node), _Addition(node, root.entries[key][0], False))
        addition.comments.append(one_line(comment.text))

    def _refuse_anchored(self, node: Node, edit: ValueEdit) -> None:
        """A value that stands in several places is nobody's to change for one of them."""
        if node.anchor is not None and node.anchor in self._tree.referred:
            self._refuse(node, edit, _IS_SHARED)

    def _refuse_alias(self, node: Node, step: str | int, edit: ValueEdit) -> None:
        """What an alias stands for is shared by its nature."""
        alias = alias_at(node, step)
        if alias is not None:
            self._refuse(alias, edit, _IS_SHARED)

    def _refuse(self, at: Node | AliasNode, edit: ValueEdit, why: str) -> NoReturn:
        words = one_line(f"{dotted_path(edit.path)}: {flow_text(edit.value)}" if edit.value else f"# {edit.note}")
        raise EditError(f"{self._file}:{at.line}: {why}, and is left as it is", f"write it in by hand: {words}")

    def _replace(self, node: Node, edit: ValueEdit) -> None:
        if not isinstance(node, ScalarNode) or node.is_block or not isinstance(edit.value, str | int | date):
            self._refuse(node, edit, "something else than one word stands here")
        if node.anchor is not None or self._text.startswith("!", node.start):
            self._refuse(node, edit, "an anchor or a tag stands before this value")
        self._replaced.append(_TextSplice(node.start, node.end, self._gap_before(node) + scalar_text(edit.value)))

    def _gap_before(self, node: Node) -> str:
        """What keeps a value from its colon where nothing stood."""
        return " " if node.start == node.end else ""

    def _add(self, addition: _Addition, edit: ValueEdit, missing: KeyPath) -> None:
        into, to_list = addition.into, isinstance(missing[0], int)
        if not (_is_null(into) or isinstance(into, ListNode if to_list else MapNode)):
            self._refuse(into, edit, f"this is not a {'list' if to_list else 'map'}")
        if into.anchor is not None and _is_null(into):
            self._refuse(into, edit, "an anchor stands here without a value")
        self._refuse_question_mark(into, edit)
        addition = self._additions.setdefault(id(into), addition)
        value = edit.value
        for step in reversed(missing[1:]):
            value = [value] if isinstance(step, int) else {step: value}
        if to_list:
            addition.items.append(value)
        else:
            self._add_note(addition, edit, missing)
            _merge_entry(addition.entries, str(missing[0]), value)

    def _add_note(self, addition: _Addition, edit: ValueEdit, missing: KeyPath) -> None:
        if not edit.note:
            return
        if len(missing) > 1 or not self._goes_on_lines(addition):
            self._refuse(addition.into, edit, _IN_BRACES)
        addition.notes[str(missing[0])] = one_line(edit.note)

    def _goes_on_lines(self, addition: _Addition) -> bool:
        """Whether new entries get lines of their own, so that a comment can stand behind them."""
        into, parent = addition.into, addition.parent
        if _is_null(into):
            return parent is not None and not addition.within and self._begins_line(parent)
        return not _is_flow(into) or self._opens_up(addition)

    def _refuse_question_mark(self, into: Node, edit: ValueEdit) -> None:
        if not isinstance(into, MapNode) or into.is_flow:
            return
        keys = [key for key, _ in into.entries.values()]
        for key in keys[:1] + keys[-1:]:
            if "?" in self._before(key):
                self._refuse(key, edit, "a key is written with a question mark")

    def _before(self, node: Node) -> str:
        """What stands before a value in its line."""
        return self._text[node.start - (node.column - 1) : node.start]

    # -- the pieces

    def splices(self) -> Iterator[_TextSplice]:
        """The pieces, in no order; no two overlap."""
        yield from self._replaced
        for addition in self._additions.values():
            into = addition.into
            if isinstance(into, ScalarNode):
                yield from self._instead_of_nothing(addition)
            elif not into.is_flow:
                yield self._after_last(addition, into)
            elif self._opens_up(addition):
                yield from self._on_lines(addition)
            else:
                yield self._into_braces(addition, into)

    def _opens_up(self, addition: _Addition) -> bool:
        """Whether `{}` becomes lines: it stands under a key that has a line of its own."""
        into, parent = addition.into, addition.parent
        is_empty = self._text[into.start : into.end].replace(" ", "") == "{}"
        return is_empty and parent is not None and not addition.within and self._begins_line(parent)

    def _begins_line(self, node: Node) -> bool:
        return not self._before(node).strip(" ")

    def _into_braces(self, addition: _Addition, into: MapNode | ListNode) -> _TextSplice:
        words = [f"{scalar_text(key)}: {flow_text(value)}" for key, value in addition.entries.items()]
        words += [flow_text(item) for item in addition.items]
        last = into.last
        # A key without a value in braces, `{A: , }`, ends before its comma: what is new comes first there.
        if last is not None and not (isinstance(last, ScalarNode) and last.bare and not last.text):
            return _TextSplice(last.end, last.end, ", " + ", ".join(words))
        opening = self._text.find("{" if isinstance(into, MapNode) else "[", into.start) + 1
        return _TextSplice(opening, opening, ", ".join(words) + (", " if last is not None else ""))

    def _after_last(self, addition: _Addition, into: MapNode | ListNode) -> _TextSplice:
        lines = self._lines(addition, _levels_on_lines(into)) + [f"- {flow_text(item)}" for item in addition.items]
        lines += [f"# {comment}" for comment in addition.comments]
        column = into.column - 1
        return self._whole_lines(lines, column, _end_of_lines(into), 2 * column + isinstance(into, ListNode))

    def _instead_of_nothing(self, addition: _Addition) -> Iterator[_TextSplice]:
        """A key without a value, or with `null`."""
        into, parent = addition.into, addition.parent
        if addition.items or parent is None or addition.within or not self._begins_line(parent):
            yield _TextSplice(into.start, into.end, self._gap_before(into) + flow_text(addition.value))
        else:
            yield from self._on_lines(addition)

    def _on_lines(self, addition: _Addition) -> Iterator[_TextSplice]:
        """Entries on lines below their key, in place of what stands for no entries."""
        into, parent = addition.into, addition.parent
        column = parent.column + 1 if parent is not None else 0
        lines = self._lines(addition, 0)
        if into.start < into.end and self._begins_line(into):
            yield _TextSplice(into.start, into.end, (self._break + " " * (into.column - 1)).join(lines))
            return
        if into.start < into.end:
            before = self._text[: into.start]
            yield _TextSplice(len(before.rstrip(" \t")), into.end, "")
        yield self._whole_lines(lines, column, into, 2 * column)

    def _lines(self, addition: _Addition, levels: int) -> list[str]:
        lines: list[str] = []
        for key, value in addition.entries.items():
            entry = entry_lines(key, value, levels)
            note = addition.notes.get(key)
            lines += [f"{entry[0]}   # {note}", *entry[1:]] if note else entry
        return lines

    def _whole_lines(self, lines: list[str], column: int, last: Node | AliasNode, rank: int) -> _TextSplice:
        """Lines after that on which a value ends."""
        text = self._break.join(" " * column + line for line in lines)
        is_block = isinstance(last, ScalarNode) and last.is_block
        if is_block and not self._text.endswith("\n"):
            message = f"{self._file}:{last.line}: the text that begins here ends the file without a line break"
            raise EditError(message, "end the file with a line break, and run the command again")
        if is_block:
            at = self._text.rfind("\n", 0, last.end) + 1
            return _TextSplice(at, at, text + self._break, rank)
        at = self._text.find("\n", last.end) + 1
        if at:
            return _TextSplice(at, at, text + self._break, rank)
        return _TextSplice(len(self._text), len(self._text), self._break + text, rank)


def _is_flow(node: Node) -> bool:
    return not isinstance(node, ScalarNode) and node.is_flow


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.is_null


def _end_of_lines(node: MapNode | ListNode) -> Node | AliasNode:
    """The last value in a map or list on lines that has an end of its own: a word, an alias, something in braces."""
    last: Node | AliasNode = node
    while isinstance(last, MapNode | ListNode) and not last.is_flow and last.last is not None:
        last = last.last
    return last


def _levels_on_lines(into: MapNode | ListNode) -> int:
    """How many levels of a new entry get lines: as many as those of the last one, one in the top map."""
    if into.column == 1:
        return 1
    entries = into.entries if isinstance(into, MapNode) else {}
    for key, (_, value) in reversed(entries.items()):
        if isinstance(value, MapNode) and alias_at(into, key) is None:
            return 0 if value.is_flow else _EVERY_LEVEL
    return 0


_EVERY_LEVEL = 99


def _merge_entry(entries: dict[str, EditValue], key: str, value: EditValue) -> None:
    """Two values for something that is missing make it once."""
    before = entries.get(key)
    if isinstance(before, dict) and isinstance(value, dict):
        for name, inner in value.items():
            _merge_entry(before, name, inner)
    elif isinstance(before, list) and isinstance(value, list):
        before.extend(value)
    else:
        entries[key] = value

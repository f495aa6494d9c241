"""What is put where, as pieces of text between two positions. Nothing else of the text is touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from mfa_binder.errors import EditError
from mfa_binder.inventory.editing.spans import FileSpans, SpanKind, ValueSpan, find_spans
from mfa_binder.inventory.editing.yaml_text import EditValue, entry_lines, flow_text, scalar_text
from mfa_binder.inventory.message_words import dotted_path, one_line
from mfa_binder.inventory.yaml_nodes import KeyPath


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
    """Text for what stands from `start` to `end`. Of two at one place that with the higher rank comes first."""

    start: int
    end: int
    text: str
    rank: int = 0


@dataclass(slots=True)
class _Addition:
    """New entries of one map, or new items of one list.

    `parent` is the key that it stands under; `within`: whether braces are around both.
    """

    into: ValueSpan
    parent: ValueSpan | None
    within: bool
    entries: dict[str, EditValue] = field(default_factory=dict)
    items: list[EditValue] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def value(self) -> EditValue:
        """All that is new."""
        return self.items or self.entries


def splice_text(text: str, file: str, puts: Sequence[ValueEdit], remarks: Sequence[CommentEdit] = ()) -> str:
    """The text with every put and remark made. Raises EditError where that is not for a program to do."""
    plan = _EditPlan(text, file, find_spans(text, file))
    for put in puts:
        plan.put(put)
    for remark in remarks:
        plan.remark(remark)
    for splice in sorted(plan.splices(), key=lambda splice: (-splice.start, splice.rank)):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


class _EditPlan:
    """The puts of one edit, gathered by the map or list that they go into."""

    def __init__(self, text: str, file: str, found: FileSpans) -> None:
        self._text = text
        self._file = file
        self._referred = found.referred
        self._root = found.root
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._additions: dict[int, _Addition] = {}
        self._replaced: list[_TextSplice] = []

    def put(self, put: ValueEdit) -> None:
        """Add one put."""
        span, parent, within, depth = self._root, None, False, 0
        for step in put.path:
            self._refuse_shared(span, put)
            found = span.child(step)
            if found is None:
                break
            parent = next((key for key, value in span.pairs if value is found), None)
            span, within, depth = found, within or span.flow, depth + 1
        self._refuse_shared(span, put)
        rest = put.path[depth:]
        if rest:
            self._add(_Addition(span, parent, within), put, rest)
        else:
            self._replace(span, put)

    def remark(self, remark: CommentEdit) -> None:
        """Add one remark."""
        put = ValueEdit(remark.path, {}, remark.text)
        span = self._root.child(remark.path[0])
        if span is None or span.null or (span.flow and not span.pairs):
            self._refuse(span or self._root, put, f"{dotted_path(remark.path)} has no entries")
        self._refuse_shared(span, put)
        if span.kind is not SpanKind.MAP or span.flow:
            self._refuse(span, put, "a comment cannot stand in braces")
        parent = next(key for key, value in self._root.pairs if value is span)
        self._additions.setdefault(id(span), _Addition(span, parent, False)).remarks.append(one_line(remark.text))

    def _refuse_shared(self, span: ValueSpan, put: ValueEdit) -> None:
        """A value that stands in several places is nobody's to change for one of them."""
        if span.kind is SpanKind.ALIAS or (span.anchor is not None and span.anchor in self._referred):
            self._refuse(span, put, "other places share this value by an anchor")

    def _refuse(self, span: ValueSpan, put: ValueEdit, why: str) -> NoReturn:
        what = one_line(f"{dotted_path(put.path)}: {flow_text(put.value)}" if put.value else f"# {put.note}")
        raise EditError(f"{self._file}:{span.line}: {why}, and is left as it is", f"write it in by hand: {what}")

    def _replace(self, span: ValueSpan, put: ValueEdit) -> None:
        if span.kind is not SpanKind.SCALAR or span.block_text or not isinstance(put.value, str | int | date):
            self._refuse(span, put, "something else than one word stands here")
        if span.anchor is not None or self._text.startswith("!", span.start):
            self._refuse(span, put, "an anchor or a tag stands before this value")
        self._replaced.append(_TextSplice(span.start, span.end, self._apart(span) + scalar_text(put.value)))

    def _apart(self, span: ValueSpan) -> str:
        """What keeps a value from its colon where nothing stood."""
        return " " if span.start == span.end else ""

    def _add(self, addition: _Addition, put: ValueEdit, rest: KeyPath) -> None:
        span, to_list = addition.into, isinstance(rest[0], int)
        if not (span.null or span.kind is (SpanKind.LIST if to_list else SpanKind.MAP)):
            self._refuse(span, put, f"this is not a {'list' if to_list else 'map'}")
        if span.anchor is not None and span.null:
            self._refuse(span, put, "an anchor stands here without a value")
        self._refuse_question_mark(span, put)
        addition = self._additions.setdefault(id(span), addition)
        value = put.value
        for step in reversed(rest[1:]):
            value = [value] if isinstance(step, int) else {step: value}
        if to_list:
            addition.items.append(value)
        else:
            if put.note and not (len(rest) == 1 and self._goes_on_lines(addition)):
                self._refuse(span, put, "a comment cannot stand in braces")
            if put.note:
                addition.notes[str(rest[0])] = one_line(put.note)
            _merge_entry(addition.entries, str(rest[0]), value)

    def _goes_on_lines(self, addition: _Addition) -> bool:
        """Whether new entries get lines of their own, so that a comment can stand behind them."""
        into, parent = addition.into, addition.parent
        if into.null:
            return parent is not None and not addition.within and self._begins_line(parent)
        return not into.flow or self._opens_up(addition)

    def _refuse_question_mark(self, span: ValueSpan, put: ValueEdit) -> None:
        for key, _ in span.pairs[:1] + span.pairs[-1:]:
            if not span.flow and "?" in self._before(key):
                self._refuse(key, put, "a key is written with a question mark")

    def _before(self, span: ValueSpan) -> str:
        """What stands before a value in its line."""
        return self._text[span.start - span.column : span.start]

    # -- the pieces

    def splices(self) -> Iterator[_TextSplice]:
        """The pieces, in no order; no two overlap."""
        yield from self._replaced
        for addition in self._additions.values():
            into = addition.into
            if into.null:
                yield from self._for_nothing(addition)
            elif not into.flow:
                yield self._after_last(addition)
            elif self._opens_up(addition):
                yield from self._on_lines(addition)
            else:
                yield self._into_braces(addition)

    def _opens_up(self, addition: _Addition) -> bool:
        """Whether `{}` becomes lines: it stands under a key that has a line of its own."""
        into, parent = addition.into, addition.parent
        nothing = self._text[into.start : into.end].replace(" ", "") == "{}"
        return nothing and parent is not None and not addition.within and self._begins_line(parent)

    def _begins_line(self, span: ValueSpan) -> bool:
        return not self._before(span).strip(" ")

    def _into_braces(self, addition: _Addition) -> _TextSplice:
        into = addition.into
        words = [f"{scalar_text(key)}: {flow_text(value)}" for key, value in addition.entries.items()]
        words += [flow_text(item) for item in addition.items]
        last = into.items[-1] if into.items else into.pairs[-1][1] if into.pairs else None
        if last is not None and not last.empty_word:
            return _TextSplice(last.end, last.end, ", " + ", ".join(words))
        opening = self._text.find("{" if into.kind is SpanKind.MAP else "[", into.start) + 1
        return _TextSplice(opening, opening, ", ".join(words) + (", " if last is not None else ""))

    def _after_last(self, addition: _Addition) -> _TextSplice:
        into = addition.into
        is_list = into.kind is SpanKind.LIST
        lines = self._lines(addition, _levels_on_lines(into)) + [f"- {flow_text(item)}" for item in addition.items]
        lines += [f"# {remark}" for remark in addition.remarks]
        return self._whole_lines(lines, into.column, into.last(), 2 * into.column + is_list)

    def _for_nothing(self, addition: _Addition) -> Iterator[_TextSplice]:
        """A key without a value, or with `null`."""
        into, parent = addition.into, addition.parent
        if addition.items or parent is None or addition.within or not self._begins_line(parent):
            yield _TextSplice(into.start, into.end, self._apart(into) + flow_text(addition.value))
        else:
            yield from self._on_lines(addition)

    def _on_lines(self, addition: _Addition) -> Iterator[_TextSplice]:
        """Entries on lines below their key, in place of what stands for no entries."""
        into, parent = addition.into, addition.parent
        column = parent.column + 2 if parent is not None else 0
        lines = self._lines(addition, 0)
        if into.start < into.end and self._begins_line(into):
            yield _TextSplice(into.start, into.end, (self._break + " " * into.column).join(lines))
            return
        if into.start < into.end:
            before = self._text[: into.start]
            yield _TextSplice(len(before.rstrip(" \t")), into.end, "")
        yield self._whole_lines(lines, column, into, 2 * column)

    def _lines(self, addition: _Addition, depth: int) -> list[str]:
        lines: list[str] = []
        for key, value in addition.entries.items():
            new = entry_lines(key, value, depth)
            note = addition.notes.get(key)
            lines += [f"{new[0]}   # {note}", *new[1:]] if note else new
        return lines

    def _whole_lines(self, lines: list[str], column: int, last: ValueSpan, rank: int) -> _TextSplice:
        """Lines after that on which a value ends."""
        text = self._break.join(" " * column + line for line in lines)
        if last.block_text and not self._text.endswith("\n"):
            message = f"{self._file}:{last.line}: the text that begins here ends the file without a line break"
            raise EditError(message, "end the file with a line break, and run the command again")
        if last.block_text:
            at = self._text.rfind("\n", 0, last.end) + 1
            return _TextSplice(at, at, text + self._break, rank)
        at = self._text.find("\n", last.end) + 1
        if at:
            return _TextSplice(at, at, text + self._break, rank)
        return _TextSplice(len(self._text), len(self._text), self._break + text, rank)


def _levels_on_lines(into: ValueSpan) -> int:
    """How many levels of a new entry get lines: as many as those of the last one, one in the top map."""
    if into.column == 0:
        return 1
    maps = [value for _, value in into.pairs if value.kind is SpanKind.MAP]
    return _EVERY_LEVEL if maps and not maps[-1].flow else 0


_EVERY_LEVEL = 99


def _merge_entry(entries: dict[str, EditValue], key: str, value: EditValue) -> None:
    """Two puts into something that is missing make it once."""
    there = entries.get(key)
    if isinstance(there, dict) and isinstance(value, dict):
        for name, each in value.items():
            _merge_entry(there, name, each)
    elif isinstance(there, list) and isinstance(value, list):
        there.extend(value)
    else:
        entries[key] = value

"""Code folded to the width of the paper, so that no character is lost and none can be taken for another.

A line of `bash` that is too long is folded **as the shell allows**, so that whoever types what is printed, line
by line, runs what is written: between two words ` \\` ends the line and the next one is indented by two more
than the folded line; inside a word or between double quotes `\\` ends it and the next one begins at the left
edge. Pages indent their own continued lines by four, so a reader can tell, and need not.

Where no backslash would do (single quotes, comments, here-documents, every other language) a line that ends
in `↩` goes on in the next printed line; the mark and the line end are not part of the code. `␣` is a space at
a line's end. Both rules are printed in the binder.

`fold_code` prefers to fold before an option or an operator, then between words, then after a sign such as `/`,
else anywhere; never inside the code point of an unprintable character.
`unfold_code(fold_code(code, n, language), language) == code` for every code whose own lines cannot be taken for folds,
which is to say that `unfold_code` leaves them as they are.

A backslash and the line end after it are removed by the shell outside quotes and between double quotes
(Bash Reference Manual, 3.1.2 Quoting); between single quotes, in comments and in here-documents they stay or
end something. The places are read off the syntax tree of tree-sitter-bash, and only those of which there is
no doubt are taken: a code that the parser does not understand has none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, lru_cache
from itertools import pairwise

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from mfa_binder.paper.fonts import (
    CLOSING_MARK,
    CONTINUATION_MARK,
    OPENING_MARK,
    VISIBLE_SPACE,
    original_text,
    printable_code,
)

_CLOSED_NODES = frozenset(
    {
        "ansi_c_string",
        "arithmetic_expansion",
        "comment",
        "compound_statement",
        "expansion",
        "extglob_pattern",
        "heredoc_body",
        "heredoc_redirect",
        "raw_string",
        "regex",
        "test_command",
        "translated_string",
    }
)
"""Nodes inside which nothing is folded: the shell, or our reading of it, has rules of its own there."""
_WORD_NODES = frozenset({"word", "string_content"})
_PLACES_IN_WORD = {
    "word": re.compile(r"(?<=[A-Za-z0-9/:.,=_@%+-])(?=[A-Za-z0-9/:.,=_@%+-])"),
    "string_content": re.compile(r"(?<=[^\\$`!\n])(?=[^ \n])"),
}
"""Places inside a plain word, and between double quotes: never after a backslash, never before a space."""


class ShellBreak(Enum):
    """What stands at a place where a line may end: the space between two words, or the middle of one."""

    WORDS = "between words"
    MIDDLE = "in a word"


@lru_cache(maxsize=256)
def shell_breaks(code: str) -> dict[int, ShellBreak]:
    """The offsets, in characters, before which a line of `code` may end in a backslash."""
    raw = code.encode("utf-8", "surrogatepass")
    root = _bash_parser().parse(raw).root_node
    if root.has_error:
        return {}
    breaks = dict(_break_offsets(raw, list(_syntax_leaves(root))))
    at = 0
    offsets: dict[int, ShellBreak] = {}
    for number, character in enumerate(code):
        if at in breaks:
            offsets[number] = breaks[at]
        at += len(character.encode("utf-8", "surrogatepass"))
    return offsets


@cache
def _bash_parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


def _syntax_leaves(node: Node) -> Iterator[Node]:
    """What the code is made of, in order. A closed node is one leaf."""
    if not node.children or node.type in _CLOSED_NODES or _has_heredoc(node):
        yield node
        return
    for child in node.children:
        yield from _syntax_leaves(child)


def _has_heredoc(node: Node) -> bool:
    return node.type == "redirected_statement" and any(child.type == "heredoc_redirect" for child in node.children)


def _break_offsets(raw: bytes, leaves: list[Node]) -> Iterator[tuple[int, ShellBreak]]:
    """Offsets in bytes."""
    for leaf in leaves:
        yield from ((at, ShellBreak.MIDDLE) for at in _word_middles(raw, leaf))
    for left, right in pairwise(leaves):
        gap = raw[left.end_byte : right.start_byte]
        if gap and not gap.strip(b" ") and "comment" not in (left.type, right.type) and not _is_quoted_gap(left, right):
            yield right.start_byte, ShellBreak.WORDS


def _word_middles(raw: bytes, leaf: Node) -> Iterator[int]:
    if leaf.type not in _WORD_NODES:
        return
    text = raw[leaf.start_byte : leaf.end_byte].decode("latin-1")
    for place in _PLACES_IN_WORD[leaf.type].finditer(text):
        if raw[leaf.start_byte + place.start()] & 192 != 128:
            yield leaf.start_byte + place.start()


def _is_quoted_gap(left: Node, right: Node) -> bool:
    """Whether the gap between two leaves is the text of a string: both stand in the same one."""
    around = left.parent
    while around is not None and around.end_byte < right.end_byte:
        around = around.parent
    return around is not None and around.type in ("string", "concatenation")


SHELL_LANGUAGE = "bash"
"""The language whose lines are folded with a backslash."""

_FOLD_AFTER = (frozenset(" "), frozenset("/,;=&|"), frozenset(":.-_"))
"""Where a line is folded with a mark, the best places first."""
_ATOM = re.compile(rf"{OPENING_MARK}[^{CLOSING_MARK}]*{CLOSING_MARK}|.", re.DOTALL)
_WIDEST_ATOM = len(f"{OPENING_MARK}U+10FFFF{CLOSING_MARK}")
_SHARE_FILLED = 2
"""A fold at a space or a sign leaves at least one half of the line filled."""
_BACKSLASH = "\\"
_INDENT = 2
_LEAST_FILLED = 0.3
"""A line that would be emptier is folded inside a word rather than before it."""
_MARK_WIDTH = 1.25
"""Of a mark, in characters: it is printed larger than code."""


@lru_cache(maxsize=2048)
def fold_code(code: str, columns: int, language: str = "text") -> tuple[str, ...]:
    """The printed lines of `code`, each of at most `columns` characters (at least 12)."""
    width = max(columns, _WIDEST_ATOM + 2)
    lines = code.split("\n")
    if language == SHELL_LANGUAGE and any(printed_columns(line) > width for line in map(_show_trailing_spaces, lines)):
        return tuple(_fold_shell(code, width))
    return tuple(line for written in lines for line in _fold_with_marks(_show_trailing_spaces(written), width))


def unfold_code(lines: Sequence[str], language: str = "text") -> str:
    """The code that was printed: the rules above, carried out."""
    whole = _join_marked_lines(lines)
    if language == SHELL_LANGUAGE:
        whole = _join_escaped_lines(whole)
    return original_text("\n".join(whole).replace(VISIBLE_SPACE, " "))


def printed_columns(printed: str) -> int:
    """The columns that a printed line takes."""
    marks = printed.count(CONTINUATION_MARK) + printed.count(VISIBLE_SPACE)
    return len(printed) + math.ceil(marks * (_MARK_WIDTH - 1))


def _join_marked_lines(lines: Sequence[str]) -> list[str]:
    joined = "".join(
        line.removesuffix(CONTINUATION_MARK) if line.endswith(CONTINUATION_MARK) else line + "\n" for line in lines
    )
    return joined.removesuffix("\n").split("\n")


def _join_escaped_lines(lines: Sequence[str]) -> list[str]:
    """Lines with those joined that a backslash of ours had parted."""
    whole: list[str] = []
    parted, indent = False, 0
    for line in lines:
        inner = _indentation(line)
        if parted and inner in (0, indent + _INDENT) and (inner == 0 or whole[-1].endswith(" " + _BACKSLASH)):
            whole[-1] = whole[-1].removesuffix(_BACKSLASH) + line[inner:]
        else:
            whole.append(line)
            indent = inner
        parted = line.endswith(_BACKSLASH)
    return whole


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _show_trailing_spaces(written: str) -> str:
    """One line of code with its trailing spaces made visible."""
    words = printable_code(written.rstrip(" "))
    return words + VISIBLE_SPACE * (len(written) - len(written.rstrip(" ")))


# ---- with a backslash


def _fold_shell(code: str, width: int) -> Iterator[str]:
    breaks = shell_breaks(code)
    start = 0
    for written in code.split("\n"):
        if printed_columns(_show_trailing_spaces(written)) > width:
            inside = range(start + 1, start + len(written))
            yield from _fold_shell_line(
                written, width, {at - start: kind for at, kind in breaks.items() if at in inside}
            )
        else:
            yield _show_trailing_spaces(written)
        start += len(written) + 1


def _fold_shell_line(written: str, width: int, breaks: Mapping[int, ShellBreak]) -> Iterator[str]:
    """One line of code. Where no place is left for a backslash, what remains is folded with marks."""
    hanging = " " * (_indentation(written) + _INDENT)
    lead, at = "", 0
    while printed_columns(lead + _show_trailing_spaces(written[at:])) > width:
        cut = _shell_cut(written, at, width - len(lead) - len(_BACKSLASH), breaks)
        if cut is None:
            break
        yield lead + printable_code(written[at:cut]) + _BACKSLASH
        lead = hanging if breaks[cut] is ShellBreak.WORDS else ""
        at = cut
    yield from _fold_with_marks(lead + _show_trailing_spaces(written[at:]), width)


def _shell_cut(written: str, at: int, room: int, breaks: Mapping[int, ShellBreak]) -> int | None:
    """Where the line that begins at `at` ends: the best place of those that leave at most `room` characters."""
    near = (cut for cut in range(at + 1, at + room + 1) if cut in breaks)
    fitting = [cut for cut in near if len(printable_code(written[at:cut])) <= room]
    filled = [cut for cut in fitting if cut - at > _LEAST_FILLED * room]
    choices: tuple[Callable[[int], bool], ...] = (
        lambda cut: breaks[cut] is ShellBreak.WORDS and written[cut] in "-|&><",
        lambda cut: breaks[cut] is ShellBreak.WORDS,
        lambda cut: written[cut - 1] in " /,;=&|:._",
        lambda cut: True,
    )
    chosen = (max(filter(choice, filled), default=None) for choice in choices)
    return next((cut for cut in chosen if cut is not None), max(fitting, default=None))


# ---- with a mark


def _fold_with_marks(written: str, width: int) -> Iterator[str]:
    if printed_columns(written) <= width:
        yield written
        return
    atoms: list[str] = _ATOM.findall(written)
    while printed_columns("".join(atoms)) > width:
        cut = _marked_cut(atoms, width - printed_columns(CONTINUATION_MARK))
        line = "".join(atoms[:cut])
        yield (line[:-1] + VISIBLE_SPACE if line.endswith(" ") else line) + CONTINUATION_MARK
        atoms = atoms[cut:]
    yield "".join(atoms)


def _marked_cut(atoms: list[str], room: int) -> int:
    """How many atoms go into the line: up to the last space in its second half, or the last sign, or all that fit."""
    fitting, used = 0, 0.0
    while fitting < len(atoms) and used + _atom_columns(atoms[fitting]) <= room:
        used += _atom_columns(atoms[fitting])
        fitting += 1
    for signs in _FOLD_AFTER:
        for cut in range(fitting, fitting // _SHARE_FILLED, -1):
            if atoms[cut - 1] in signs:
                return cut
    return fitting


def _atom_columns(atom: str) -> float:
    return _MARK_WIDTH if atom == VISIBLE_SPACE else len(atom)

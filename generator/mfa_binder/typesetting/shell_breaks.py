"""Where bash lets a line end in a backslash without changing what is run.

A backslash and the line end after it are removed by the shell outside quotes and between double quotes
(Bash Reference Manual, 3.1.2 Quoting); between single quotes, in comments and in here-documents they stay or
end something. The places are read off the syntax tree of tree-sitter-bash, and only those of which there is
no doubt are taken: a code that the parser does not understand has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache
from itertools import pairwise

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

_CLOSED = frozenset(
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
_WORDS = frozenset({"word", "string_content"})
_BETWEEN = {
    "word": re.compile(r"(?<=[A-Za-z0-9/:.,=_@%+-])(?=[A-Za-z0-9/:.,=_@%+-])"),
    "string_content": re.compile(r"(?<=[^\\$`!\n])(?=[^ \n])"),
}
"""Places inside a plain word, and between double quotes: never after a backslash, never before a space."""


class Break(Enum):
    """What stands at a place where a line may end: the space between two words, or the middle of one."""

    WORDS = "between words"
    MIDDLE = "in a word"


@lru_cache(maxsize=256)
def shell_breaks(code: str) -> dict[int, Break]:
    """The offsets, in characters, before which a line of `code` may end in a backslash."""
    raw = code.encode("utf-8", "surrogatepass")
    root = _parser().parse(raw).root_node
    if root.has_error:
        return {}
    found = dict(_found(raw, list(_leaves(root))))
    at = 0
    offsets: dict[int, Break] = {}
    for number, character in enumerate(code):
        if at in found:
            offsets[number] = found[at]
        at += len(character.encode("utf-8", "surrogatepass"))
    return offsets


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


def _leaves(node: Node) -> Iterator[Node]:
    """What the code is made of, in order. A closed node is one leaf."""
    if not node.children or node.type in _CLOSED or _has_heredoc(node):
        yield node
        return
    for child in node.children:
        yield from _leaves(child)


def _has_heredoc(node: Node) -> bool:
    return node.type == "redirected_statement" and any(child.type == "heredoc_redirect" for child in node.children)


def _found(raw: bytes, leaves: list[Node]) -> Iterator[tuple[int, Break]]:
    """Offsets in bytes."""
    for leaf in leaves:
        yield from ((at, Break.MIDDLE) for at in _middles(raw, leaf))
    for left, right in pairwise(leaves):
        gap = raw[left.end_byte : right.start_byte]
        if gap and not gap.strip(b" ") and "comment" not in (left.type, right.type) and not _is_quoted(left, right):
            yield right.start_byte, Break.WORDS


def _middles(raw: bytes, leaf: Node) -> Iterator[int]:
    if leaf.type not in _WORDS:
        return
    text = raw[leaf.start_byte : leaf.end_byte].decode("latin-1")
    for place in _BETWEEN[leaf.type].finditer(text):
        if raw[leaf.start_byte + place.start()] & 192 != 128:
            yield leaf.start_byte + place.start()


def _is_quoted(left: Node, right: Node) -> bool:
    """Whether the gap between two leaves is the text of a string: both stand in the same one."""
    around = left.parent
    while around is not None and around.end_byte < right.end_byte:
        around = around.parent
    return around is not None and around.type in ("string", "concatenation")

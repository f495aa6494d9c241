"""The one way in which a page is refused: with its path, its line and what to write instead."""

from __future__ import annotations

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.errors import DialectError


def refusal(path: str, line: int, what: str, instead: str = "") -> DialectError:
    """An error that names the page and the 1-based line."""
    return DialectError(path, line, what, instead or "write it with what the dialect has")


def line_of(node: SyntaxTreeNode) -> int:
    """The 1-based line that a node starts on, or that of the nearest node around it that knows its own."""
    around: SyntaxTreeNode | None = node
    while around is not None:
        if not around.is_root and around.map is not None:
            return around.map[0] + 1
        around = around.parent
    return 1

"""The dialect of Markdown: the blocks that Python-Markdown (the site) and markdown-it (paper) read alike.

Everything else is refused with page and line, because a reader of the site and a reader of the
binder must never hold different words. The reasons were found by running both readers:

- Python-Markdown ends a list at contents indented by three spaces, markdown-it at four below item 100;
- a list, table or admonition directly under a paragraph is one to markdown-it only;
- markdown-it drops surplus table cells in silence, and closes an unclosed fence by itself;
- `#Title` is a heading to Python-Markdown only, `Title` over `=====` is refused for one way of writing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.errors import DialectError
from mfa_binder.typesetting.refusal import line_of, refusal

ADMONITIONS = ("note", "tip", "warning", "danger")
"""The kinds of admonition, from the mildest to the gravest."""

FENCE = re.compile(r'(?P<language>bash|json|text)(?: title="(?P<title>[^"]+)")?')
"""A fence's info string."""

INDENT = 4
"""Columns by which the contents of a list item or an admonition are indented."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADMONITION = re.compile(r'!!! (?P<kind>\w+) "[^"]+"')
_MARKER = re.compile(r" *(?P<marker>(?:-|\d{1,2}\.) {1,3})(?! )")
_HEADING_LIKE = re.compile(r"\s*#")
_NEEDS_BLANK_LINE = frozenset({"bullet_list", "ordered_list", "table", "admonition", "hr"})
_CONTAINERS = frozenset({"list_item", "admonition"})
_DEEPEST_HEADING = 3

_Check = Callable[[str, Sequence[str], SyntaxTreeNode], "DialectError | None"]


def source_problems(path: str, lines: Sequence[str]) -> Iterator[DialectError]:
    """Tabs and control characters: Python-Markdown expands the one and reserves some of the others."""
    for number, line in enumerate(lines, start=1):
        found = _CONTROL.search(line)
        if found:
            yield refusal(path, number, f"a control character U+{ord(found[0]):04X}", "use spaces, and \\n line ends")


def block_problems(
    path: str, lines: Sequence[str], root: SyntaxTreeNode, env: Mapping[str, Any]
) -> Iterator[DialectError]:
    """Every block outside the dialect."""
    for definition in env.get("references", {}).values():
        yield refusal(path, definition["map"][0] + 1, "a link definition", "write [text](address)")
    yield from _heading_problems(path, root)
    for node in root.walk():
        if node.is_root or node.type not in _CHECKS:
            continue
        problem = _misplaced(path, lines, node) or _CHECKS[node.type](path, lines, node)
        if problem:
            yield problem


def depth(node: SyntaxTreeNode) -> int:
    """In how many list items and admonitions a node stands."""
    count, around = 0, node.parent
    while around is not None:
        count += around.type in _CONTAINERS
        around = around.parent
    return count


def _heading_problems(path: str, root: SyntaxTreeNode) -> Iterator[DialectError]:
    first = root.children[0] if root.children else None
    if first is None or first.type != "heading" or first.tag != "h1":
        yield refusal(path, 1, "a page starts with its title", "write `# Title` in the first line")
    level = 1
    for heading in (node for node in root.walk() if node.type == "heading"):
        found = int(heading.tag[1])
        if heading is not first and (found == 1 or found > _DEEPEST_HEADING or found > level + 1):
            yield refusal(path, line_of(heading), f"a heading of level {found} here", "use ## and, under it, ###")
        level = found


def _misplaced(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    """A block that does not start in the column of its depth, or without the blank line before it."""
    if node.map is None or node.type in ("thead", "tbody", "tr", "th", "td"):
        return None
    start = node.map[0]
    line = lines[start]
    first_in_item = node.parent is not None and node.parent.type == "list_item" and node is node.parent.children[0]
    own = depth(node) * INDENT
    if not first_in_item and len(line) - len(line.lstrip(" ")) != own:
        return refusal(path, start + 1, f"this block does not start after {own} spaces", f"indent by {own} spaces")
    nested = node.parent is not None and node.parent.type == "list_item"
    if node.type in _NEEDS_BLANK_LINE and not nested and start > 0 and lines[start - 1].strip():
        return refusal(path, start + 1, "a list, table, admonition or rule without a blank line before it", "add one")
    return None


def _heading(path: str, _lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    if not node.markup.startswith("#") or depth(node):
        return refusal(path, line_of(node), "a heading that is underlined or indented", "write `## Title` on the left")
    return None


def _paragraph(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    first, after = node.map or (0, 0)
    for number in range(first, after):
        if _HEADING_LIKE.match(lines[number]) or lines[number].strip() == "[TOC]":
            return refusal(path, number + 1, "a line that the site reads as a heading or a contents list", "use &#35;")
    return None


def _list(path: str, _lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    for number, item in enumerate(node.children, start=start):
        if item.markup not in ("-", "."):
            return refusal(path, line_of(item), f"the list marker `{item.markup}`", "use `-   ` or `1.  `")
        if item.info and int(item.info) != number:
            return refusal(
                path, line_of(item), f"item {item.info} where {number} is due", "number the items as printed"
            )
    return None


def _item(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    line = line_of(node)
    marker = _MARKER.match(lines[line - 1])
    if marker is None or len(marker["marker"]) > INDENT:
        return refusal(path, line, "a list marker wider than four columns", "use `-   ` or `1.  `; lists end at 99")
    if not node.children or node.children[0].type != "paragraph":
        return refusal(path, line, "a list item that does not begin with words", "begin it with a sentence")
    return None


def _fence(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    if node.markup[0] != "`" or not FENCE.fullmatch(node.info.strip()):
        return refusal(path, line_of(node), f"the fence `{node.info}`", 'write ```bash title="ID", ```json or ```text')
    last = (node.map or (0, 1))[1] - 1
    if lines[last].strip() != node.markup or last == line_of(node) - 1:
        return refusal(path, line_of(node), "a fence that is not closed", f"close it with {node.markup}")
    return None


def _admonition(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    written = _ADMONITION.fullmatch(lines[line_of(node) - 1].strip())
    if written is None or written["kind"] not in ADMONITIONS:
        return refusal(
            path, line_of(node), "this admonition", f'write `!!! kind "Title"`; kinds: {", ".join(ADMONITIONS)}'
        )
    if len(node.children) < 2:
        return refusal(path, line_of(node), "an admonition without contents", "indent its text by four spaces")
    return None


def _rule(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    written = lines[line_of(node) - 1].strip()
    return None if written == "---" else refusal(path, line_of(node), f"the rule `{written}`", "write `---`")


def _row(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    number = line_of(node)
    line = lines[number - 1].strip()
    if "\\|" in line:
        return refusal(path, number, "a bar escaped by a backslash in a table", "write &#124;")
    if not (line.startswith("|") and line.endswith("|")) or line.count("|") != len(node.children) + 1:
        return refusal(path, number, f"a table row that has not {len(node.children)} cells", "one bar around each cell")
    return None


def _nothing(_path: str, _lines: Sequence[str], _node: SyntaxTreeNode) -> DialectError | None:
    return None


_CHECKS: Mapping[str, _Check] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "list_item": _item,
    "fence": _fence,
    "admonition": _admonition,
    "hr": _rule,
    "tr": _row,
    "table": _nothing,
}

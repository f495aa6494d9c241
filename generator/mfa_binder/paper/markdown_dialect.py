"""The dialect of Markdown: what Python-Markdown (the site) and markdown-it (paper) read alike.

Everything else is refused with page and line, because a reader of the site and a reader of the
binder must never hold different words. The reasons were found by running both readers:

- Python-Markdown ends a list at contents indented by three spaces, markdown-it at four below item 100;
- a list, table or admonition directly under a paragraph is one to markdown-it only;
- markdown-it drops surplus table cells in silence, and closes an unclosed fence by itself;
- `#Title` is a heading to Python-Markdown only, `Title` over `=====` is refused for one way of writing.

Values are escaped as HTML entities. A special character that stands as itself is refused even where
one reader takes it for text, since the other may not: `**Note:**text` is bold on the site only, `\\<`
prints its backslash there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.errors import DialectError


def dialect_error(path: str, line: int, what: str, instead: str = "") -> DialectError:
    """An error that names the page and the 1-based line."""
    return DialectError(path, line, what, instead or "write it with what the dialect has")


def source_line(node: SyntaxTreeNode) -> int:
    """The 1-based line that a node starts on, or that of the nearest node around it that knows its own."""
    around: SyntaxTreeNode | None = node
    while around is not None:
        if not around.is_root and around.map is not None:
            return around.map[0] + 1
        around = around.parent
    return 1


ADMONITION_KINDS = ("note", "tip", "warning", "danger")
"""The kinds of admonition, from the mildest to the gravest."""

FENCE_INFO = re.compile(r'(?P<language>bash|json|text)(?: title="(?P<title>[^"]+)")?')
"""A fence's info string."""

BLOCK_INDENT = 4
"""Columns by which the contents of a list item or an admonition are indented."""

_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADMONITION_LINE = re.compile(r'!!! (?P<kind>\w+) "[^"]+"')
_LIST_MARKER = re.compile(r" *(?P<marker>(?:-|\d{1,2}\.) {1,3})(?! )")
_HEADING_LIKE = re.compile(r"\s*#")
_NEEDS_BLANK_LINE = frozenset({"bullet_list", "ordered_list", "table", "admonition", "hr"})
_CONTAINERS = frozenset({"list_item", "admonition"})
_DEEPEST_HEADING = 3

_BlockCheck = Callable[[str, Sequence[str], SyntaxTreeNode], "DialectError | None"]


def source_problems(path: str, lines: Sequence[str]) -> Iterator[DialectError]:
    """Tabs and control characters: Python-Markdown expands the one and reserves some of the others."""
    for number, line in enumerate(lines, start=1):
        control = _CONTROL_CHARACTER.search(line)
        if control:
            yield dialect_error(
                path, number, f"a control character U+{ord(control[0]):04X}", "use spaces, and \\n line ends"
            )


def block_problems(
    path: str, lines: Sequence[str], root: SyntaxTreeNode, env: Mapping[str, Any]
) -> Iterator[DialectError]:
    """Every block outside the dialect."""
    for definition in env.get("references", {}).values():
        yield dialect_error(path, definition["map"][0] + 1, "a link definition", "write [text](address)")
    yield from _heading_problems(path, root)
    for node in root.walk():
        if node.is_root or node.type not in _BLOCK_CHECKS:
            continue
        problem = _check_position(path, lines, node) or _BLOCK_CHECKS[node.type](path, lines, node)
        if problem:
            yield problem


def nesting_depth(node: SyntaxTreeNode) -> int:
    """In how many list items and admonitions a node stands."""
    count, around = 0, node.parent
    while around is not None:
        count += around.type in _CONTAINERS
        around = around.parent
    return count


def _heading_problems(path: str, root: SyntaxTreeNode) -> Iterator[DialectError]:
    first = root.children[0] if root.children else None
    if first is None or first.type != "heading" or first.tag != "h1":
        yield dialect_error(path, 1, "a page starts with its title", "write `# Title` in the first line")
    level = 1
    for heading in (node for node in root.walk() if node.type == "heading"):
        own_level = int(heading.tag[1])
        if heading is not first and (own_level == 1 or own_level > _DEEPEST_HEADING or own_level > level + 1):
            yield dialect_error(
                path, source_line(heading), f"a heading of level {own_level} here", "use ## and, under it, ###"
            )
        level = own_level


def _check_position(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    """A block that does not start in the column of its depth, or without the blank line before it."""
    if node.map is None or node.type in ("thead", "tbody", "tr", "th", "td"):
        return None
    start = node.map[0]
    line = lines[start]
    first_in_item = node.parent is not None and node.parent.type == "list_item" and node is node.parent.children[0]
    own = nesting_depth(node) * BLOCK_INDENT
    if not first_in_item and len(line) - len(line.lstrip(" ")) != own:
        return dialect_error(
            path, start + 1, f"this block does not start after {own} spaces", f"indent by {own} spaces"
        )
    nested = node.parent is not None and node.parent.type == "list_item"
    if node.type in _NEEDS_BLANK_LINE and not nested and start > 0 and lines[start - 1].strip():
        return dialect_error(
            path, start + 1, "a list, table, admonition or rule without a blank line before it", "add one"
        )
    return None


def _check_heading(path: str, _lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    if not node.markup.startswith("#") or nesting_depth(node):
        return dialect_error(
            path, source_line(node), "a heading that is underlined or indented", "write `## Title` on the left"
        )
    return None


def _check_paragraph(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    first, after = node.map or (0, 0)
    for number in range(first, after):
        if _HEADING_LIKE.match(lines[number]) or lines[number].strip() == "[TOC]":
            return dialect_error(
                path, number + 1, "a line that the site reads as a heading or a contents list", "use &#35;"
            )
    return None


def _check_list(path: str, _lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    for number, item in enumerate(node.children, start=start):
        if item.markup not in ("-", "."):
            return dialect_error(path, source_line(item), f"the list marker `{item.markup}`", "use `-   ` or `1.  `")
        if item.info and int(item.info) != number:
            return dialect_error(
                path, source_line(item), f"item {item.info} where {number} is due", "number the items as printed"
            )
    return None


def _check_list_item(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    line = source_line(node)
    marker = _LIST_MARKER.match(lines[line - 1])
    if marker is None or len(marker["marker"]) > BLOCK_INDENT:
        return dialect_error(
            path, line, "a list marker wider than four columns", "use `-   ` or `1.  `; lists end at 99"
        )
    if not node.children or node.children[0].type != "paragraph":
        return dialect_error(path, line, "a list item that does not begin with words", "begin it with a sentence")
    return None


def _check_fence(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    if node.markup[0] != "`" or not FENCE_INFO.fullmatch(node.info.strip()):
        return dialect_error(
            path, source_line(node), f"the fence `{node.info}`", 'write ```bash title="ID", ```json or ```text'
        )
    last = (node.map or (0, 1))[1] - 1
    if lines[last].strip() != node.markup or last == source_line(node) - 1:
        return dialect_error(path, source_line(node), "a fence that is not closed", f"close it with {node.markup}")
    return None


def _check_admonition(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    written = _ADMONITION_LINE.fullmatch(lines[source_line(node) - 1].strip())
    if written is None or written["kind"] not in ADMONITION_KINDS:
        return dialect_error(
            path,
            source_line(node),
            "this admonition",
            f'write `!!! kind "Title"`; kinds: {", ".join(ADMONITION_KINDS)}',
        )
    if len(node.children) < 2:
        return dialect_error(
            path, source_line(node), "an admonition without contents", "indent its text by four spaces"
        )
    return None


def _check_rule(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    written = lines[source_line(node) - 1].strip()
    return None if written == "---" else dialect_error(path, source_line(node), f"the rule `{written}`", "write `---`")


def _check_table_row(path: str, lines: Sequence[str], node: SyntaxTreeNode) -> DialectError | None:
    number = source_line(node)
    line = lines[number - 1].strip()
    if "\\|" in line:
        return dialect_error(path, number, "a bar escaped by a backslash in a table", "write &#124;")
    if not (line.startswith("|") and line.endswith("|")) or line.count("|") != len(node.children) + 1:
        return dialect_error(
            path, number, f"a table row that has not {len(node.children)} cells", "one bar around each cell"
        )
    return None


def _check_nothing(_path: str, _lines: Sequence[str], _node: SyntaxTreeNode) -> DialectError | None:
    return None


_BLOCK_CHECKS: Mapping[str, _BlockCheck] = {
    "heading": _check_heading,
    "paragraph": _check_paragraph,
    "bullet_list": _check_list,
    "ordered_list": _check_list,
    "list_item": _check_list_item,
    "fence": _check_fence,
    "admonition": _check_admonition,
    "hr": _check_rule,
    "tr": _check_table_row,
    "table": _check_nothing,
}


_LINE_BREAKS = frozenset({"softbreak", "hardbreak"})
_LITERAL_MARK = re.compile(r"[*`<]|\]\(|(?<!\w)_|_(?!\w)")
_REPLACEMENT_CHARACTER = "\ufffd"
"""What markdown-it makes of the entity of a control character; a browser makes something else of it."""
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._~/#:?&=%+@,;!$'*-]+")

_ADDRESS_SCHEME = re.compile(r"([^/?#]*):")
_ALLOWED_SCHEMES = ("https", "http", "mailto", "tel")
"""What a browser may do with a link: `java&#10;script:` is a program to it, though to no reader of Markdown."""


def inline_problems(path: str, inline: SyntaxTreeNode) -> Iterator[DialectError]:
    """Every construct of a paragraph that is outside the dialect."""
    line = source_line(inline)
    for node in inline.walk(include_self=False):
        if node.type in _LINE_BREAKS:
            line += 1
        elif node.type in _INLINE_CHECKS:
            problem = _INLINE_CHECKS[node.type](path, line, node)
            if problem:
                yield problem
    if "\\\n" in inline.content:
        yield dialect_error(path, source_line(inline), "a line break by backslash", "end the line with two spaces")


def _check_text(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    mark = _LITERAL_MARK.search(node.content)
    if mark is None:
        return None
    entities = "".join(f"&#{ord(character)};" for character in mark[0])
    what = "raw HTML, or a `<`" if mark[0] == "<" else f"a literal `{mark[0]}`"
    return dialect_error(path, line, f"{what} in a text", f"write {entities}")


def _check_special_text(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if node.info == "escape" and node.content != node.markup:
        return dialect_error(path, line, f"the backslash escape `{node.markup}`", f"write &#{ord(node.content)};")
    if node.content == _REPLACEMENT_CHARACTER:
        return dialect_error(path, line, f"the entity `{node.markup}`, which is no character", "leave it out")
    return None


def _check_emphasis(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if "_" in node.markup:
        return dialect_error(path, line, "emphasis by underscores", "write *emphasis* or **strong**")
    return None


def _check_code_span(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if node.content != node.content.strip() or not node.content:
        return dialect_error(path, line, "a code span that begins or ends with a space", "leave the space outside")
    return None


def _check_link(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if node.attrs.get("title") or not node.children or not _PLAIN_ADDRESS.fullmatch(str(node.attrs.get("href", ""))):
        return dialect_error(
            path, line, "a link with a title, without text or with an odd address", "write [text](address)"
        )
    scheme = _ADDRESS_SCHEME.match(str(node.attrs["href"]))
    if scheme and scheme[1].lower() not in _ALLOWED_SCHEMES:
        return dialect_error(
            path, line, f"a link that begins with {scheme[0]}", f"use one of {', '.join(_ALLOWED_SCHEMES)}"
        )
    return None


def _check_image(path: str, line: int, _node: SyntaxTreeNode) -> DialectError | None:
    return dialect_error(path, line, "an image", "say it in words")


def _check_task_box(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if "checked" in node.content:
        return dialect_error(path, line, "a box that is ticked already", "write `- [ ] `: a box is ticked on paper")
    return None


_INLINE_CHECKS: Mapping[str, Callable[[str, int, SyntaxTreeNode], DialectError | None]] = {
    "text": _check_text,
    "text_special": _check_special_text,
    "strong": _check_emphasis,
    "em": _check_emphasis,
    "code_inline": _check_code_span,
    "link": _check_link,
    "image": _check_image,
    "html_inline": _check_task_box,
}

"""The dialect inside a paragraph: what Python-Markdown and markdown-it read alike between the words.

Values are escaped as HTML entities. A special character that stands as itself is refused even where
one reader takes it for text, since the other may not: `**Note:**text` is bold on the site only, `\\<`
prints its backslash there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.errors import DialectError
from mfa_binder.typesetting.refusal import line_of, refusal

_BREAKS = frozenset({"softbreak", "hardbreak"})
_LITERAL = re.compile(r"[*`<]|\]\(|(?<!\w)_|_(?!\w)")
_REPLACEMENT = "\ufffd"
"""What markdown-it makes of the entity of a control character; a browser makes something else of it."""
_HREF = re.compile(r"[A-Za-z0-9._~/#:?&=%+@,;!$'*-]+")

_SCHEME = re.compile(r"([^/?#]*):")
_SCHEMES = ("https", "http", "mailto", "tel")
"""What a browser may do with a link: `java&#10;script:` is a program to it, though to no reader of Markdown."""


def inline_problems(path: str, inline: SyntaxTreeNode) -> Iterator[DialectError]:
    """Every construct of a paragraph that is outside the dialect."""
    line = line_of(inline)
    for node in inline.walk(include_self=False):
        if node.type in _BREAKS:
            line += 1
        elif node.type in _CHECKS:
            problem = _CHECKS[node.type](path, line, node)
            if problem:
                yield problem
    if "\\\n" in inline.content:
        yield refusal(path, line_of(inline), "a line break by backslash", "end the line with two spaces")


def _text(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    found = _LITERAL.search(node.content)
    if found is None:
        return None
    entities = "".join(f"&#{ord(character)};" for character in found[0])
    what = "raw HTML, or a `<`" if found[0] == "<" else f"a literal `{found[0]}`"
    return refusal(path, line, f"{what} in a text", f"write {entities}")


def _special(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if node.info == "escape" and node.content != node.markup:
        return refusal(path, line, f"the backslash escape `{node.markup}`", f"write &#{ord(node.content)};")
    if node.content == _REPLACEMENT:
        return refusal(path, line, f"the entity `{node.markup}`, which is no character", "leave it out")
    return None


def _emphasis(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if "_" in node.markup:
        return refusal(path, line, "emphasis by underscores", "write *emphasis* or **strong**")
    return None


def _code(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if node.content != node.content.strip() or not node.content:
        return refusal(path, line, "a code span that begins or ends with a space", "leave the space outside")
    return None


def _link(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if node.attrs.get("title") or not node.children or not _HREF.fullmatch(str(node.attrs.get("href", ""))):
        return refusal(path, line, "a link with a title, without text or with an odd address", "write [text](address)")
    scheme = _SCHEME.match(str(node.attrs["href"]))
    if scheme and scheme[1].lower() not in _SCHEMES:
        return refusal(path, line, f"a link that begins with {scheme[0]}", f"use one of {', '.join(_SCHEMES)}")
    return None


def _image(path: str, line: int, _node: SyntaxTreeNode) -> DialectError | None:
    return refusal(path, line, "an image", "say it in words")


def _box(path: str, line: int, node: SyntaxTreeNode) -> DialectError | None:
    if "checked" in node.content:
        return refusal(path, line, "a box that is ticked already", "write `- [ ] `: a box is ticked on paper")
    return None


_CHECKS: Mapping[str, Callable[[str, int, SyntaxTreeNode], DialectError | None]] = {
    "text": _text,
    "text_special": _special,
    "strong": _emphasis,
    "em": _emphasis,
    "code_inline": _code,
    "link": _link,
    "image": _image,
    "html_inline": _box,
}

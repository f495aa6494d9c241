"""What stands inside a paragraph, as Typst. An unknown node is refused; a known one is never dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode

from generator.binder import measures
from generator.binder.addresses import Addresses
from generator.binder.extent import plain
from generator.binder.glyphs import printable_code, printable_text
from generator.binder.refusal import line_of, refusal
from generator.binder.typst_source import call, joined, literal

_WORD = re.compile(r"\S+")
_LONGEST_WORD = 40
"""Characters of a word or a code span that are kept on one line in a paragraph."""
_PREFERRED_BREAKS = "/:,;=&|.-_@"
_EXTERNAL = re.compile(r"(?:https?://|mailto:)")


@dataclass(frozen=True)
class Sheet:
    """Where something is set: the page (for errors), where links lead, the width in points, the longest word."""

    page: str
    addresses: Addresses
    width: float = measures.TEXT_WIDTH
    longest_word: int = _LONGEST_WORD

    def narrower(self, by: float) -> Sheet:
        """The same place inside an indentation."""
        return replace(self, width=self.width - by)


def inline(node: SyntaxTreeNode, sheet: Sheet) -> str:
    """The contents of a paragraph, heading or cell as one expression."""
    return joined(_node(child, sheet) for child in node.children)


def _node(node: SyntaxTreeNode, sheet: Sheet) -> str:
    if node.type not in _SETTERS:
        raise refusal(sheet.page, line_of(node), f"`{node.type}` cannot be printed")
    return _SETTERS[node.type](node, sheet)


def _text(node: SyntaxTreeNode, sheet: Sheet) -> str:
    return breakable(printable_text(node.content), sheet.longest_word)


def breakable(text: str, longest: int) -> str:
    """A text whose words can be broken, without a mark, where they are longer than `longest` characters."""
    return "; gap; ".join(literal(piece) for piece in pieces(text, longest))


def pieces(text: str, longest: int) -> Iterator[str]:
    """`text` in pieces between which a line may end: inside words longer than `longest`, after a sign if possible."""
    start = 0
    for word in _WORD.finditer(text):
        at = word.start()
        while word.end() - at > longest:
            cut = _cut(text[at : at + longest])
            yield text[start : at + cut]
            at = start = at + cut
    yield text[start:]


def _cut(head: str) -> int:
    after_sign = max(head.rfind(sign) for sign in _PREFERRED_BREAKS) + 1
    return after_sign if after_sign > len(head) // 2 else len(head)


def _code(node: SyntaxTreeNode, sheet: Sheet) -> str:
    text = printable_code(node.content)
    if len(text) <= sheet.longest_word:
        return call("code-word", literal(text))
    return "; gap; ".join(call("raw", literal(piece)) for piece in pieces(text, sheet.longest_word))


def _softbreak(_node_: SyntaxTreeNode, _sheet: Sheet) -> str:
    return literal(" ")


def _hardbreak(_node_: SyntaxTreeNode, _sheet: Sheet) -> str:
    return call("linebreak")


def _strong(node: SyntaxTreeNode, sheet: Sheet) -> str:
    return call("strong", inline(node, sheet))


def _emphasis(node: SyntaxTreeNode, sheet: Sheet) -> str:
    return call("emph", inline(node, sheet))


def _link(node: SyntaxTreeNode, sheet: Sheet) -> str:
    href = str(node.attrs["href"])
    words = inline(node, sheet)
    if _EXTERNAL.match(href):
        return _external(href, plain(node), words)
    target = sheet.addresses.find(sheet.page, href)
    if target is None:
        raise refusal(sheet.page, line_of(node), f"a link to {href}, which is no page of this binder", "mend the link")
    label = call("label", literal(target.label))
    if href.startswith("#"):
        return call("place-link", label, words)
    named = target.document in plain(node)
    return call("section-link", label, words, "none" if named else literal(target.document))


def _external(href: str, written: str, words: str) -> str:
    address = href.removeprefix("mailto:")
    shown = "none" if written in (href, address) else joined([breakable(printable_text(address), 1 + len(address) // 4)])
    return call("web-link", literal(href), words, shown)


def _box(_node_: SyntaxTreeNode, _sheet: Sheet) -> str:
    """The box of a task is the marker of its list item."""
    return literal("")


_SETTERS: Mapping[str, Callable[[SyntaxTreeNode, Sheet], str]] = {
    "text": _text,
    "text_special": _text,
    "code_inline": _code,
    "softbreak": _softbreak,
    "hardbreak": _hardbreak,
    "strong": _strong,
    "em": _emphasis,
    "link": _link,
    "html_inline": _box,
    "inline": inline,
}

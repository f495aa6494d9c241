"""What stands inside a paragraph, as Typst. An unknown node is refused; a known one is never dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.typesetting.addresses import Addresses, set_label
from mfa_binder.typesetting.extent import plain, text_width
from mfa_binder.typesetting.glyphs import printable_code, printable_text
from mfa_binder.typesetting.measures import Measures
from mfa_binder.typesetting.refusal import line_of, refusal
from mfa_binder.typesetting.typst_source import call, joined, literal

_TEXTS = frozenset({"text", "text_special"})
_VALUE = re.compile(r"\S*\d(?: \d+)+\S*|\S+")
_NEEDS_BOX = re.compile(r"(?=.*[ -])(?=.*\d)|@")
"""What a line may end in although it is one value: `1111 2222 3333`, `YK-001`, `root-mail@example.com`."""
_WORD = re.compile(r"\S+")
_LONGEST_WORD = 24.0
"""The width, in em, of a word or a code span that is kept on one line in a paragraph: about 40 characters of code."""
_TOLERANCE = 0.01
_WIDEST_CHARACTER = 1.1
"""In em, about: a text of few characters need not be measured."""
_PREFERRED_BREAKS = "/:,;=&|.-_@"
_EXTERNAL = re.compile(r"(?:https?://|mailto:)")


@dataclass(frozen=True)
class Sheet:
    """Where something is set: the page (for errors), its leaf set, where links lead, the measures of the sheet.

    `width` is in points. Words wider than `longest_word`, in em, may be broken. `changed` are the lines of the
    page (from 1) that get a bar in the margin; the steps of a `ceremony` are initialled. `left` is the distance
    from the left edge of the text, in points. `codes` collects the pictures that the source reads, by file name.
    """

    page: str
    leaf_set: str
    number: int
    addresses: Addresses
    measures: Measures
    width: float
    longest_word: float = _LONGEST_WORD
    changed: frozenset[int] = frozenset()
    ceremony: bool = False
    left: float = 0.0
    codes: dict[str, bytes] = field(default_factory=dict, compare=False)

    def narrower(self, left: float, right: float = 0.0) -> Sheet:
        """The same place inside an indentation."""
        return replace(self, width=self.width - left - right, left=self.left + left)


def inline(node: SyntaxTreeNode, sheet: Sheet) -> str:
    """The contents of a paragraph, heading or cell as one expression."""
    return joined(runs(node.children, sheet))


def runs(nodes: Sequence[SyntaxTreeNode], sheet: Sheet, after_box: bool = False) -> Iterator[str]:
    """Each node of a paragraph; texts and the entities between them are one text, so that its words are whole.

    `after_box`: something stands before them that keeps its distance, so that they need no space.
    """
    for is_text, run in groupby(nodes, key=lambda node: node.type in _TEXTS):
        members = list(run)
        if is_text:
            written = "".join(node.content for node in members)
            yield from _text(written.removeprefix(" ") if after_box else written, sheet)
        else:
            yield from (_node(node, sheet) for node in members)
        after_box = members[-1].type == "html_inline"


def _node(node: SyntaxTreeNode, sheet: Sheet) -> str:
    if node.type not in _SETTERS:
        raise refusal(sheet.page, line_of(node), f"`{node.type}` cannot be printed")
    return _SETTERS[node.type](node, sheet)


def _text(written: str, sheet: Sheet) -> Iterator[str]:
    """A text. Numbers in groups and words with a digit or an @ stay on one line where the line is wide enough."""
    text = printable_text(written)
    at = 0
    for value in _VALUE.finditer(text):
        if text_width(value[0], 1) <= sheet.longest_word and _NEEDS_BOX.search(value[0]):
            yield breakable(text[at : value.start()], sheet.longest_word)
            yield call("unbroken", literal(value[0]))
            at = value.end()
    yield breakable(text[at:], sheet.longest_word)


def breakable(text: str, longest: float) -> str:
    """A text whose words can be broken, without a mark, where they are wider than `longest` em."""
    return "; gap; ".join(literal(piece) for piece in pieces(text, longest))


def pieces(text: str, longest: float) -> Iterator[str]:
    """`text` in pieces between which a line may end: inside words wider than `longest` em, after a sign if possible."""
    start = 0
    if len(text) * _WIDEST_CHARACTER <= longest:
        yield text
        return
    for word in _WORD.finditer(text):
        at = word.start()
        while text_width(text[at : word.end()], 1) > longest + _TOLERANCE:
            at += _cut(text[at : word.end()], longest)
            yield text[start:at]
            start = at
    yield text[start:]


def _cut(word: str, longest: float) -> int:
    """How many characters of a word to take: at least one."""
    ends = enumerate(accumulate(text_width(character, 1) for character in word), start=1)
    fitting = max((count for count, width in ends if width <= longest), default=1)
    after_sign = max(word.rfind(sign, 0, fitting) for sign in _PREFERRED_BREAKS) + 1
    return after_sign if after_sign > fitting // 2 else fitting


def _code(node: SyntaxTreeNode, sheet: Sheet) -> str:
    text = printable_code(node.content)
    if text_width(text, 1) <= sheet.longest_word + _TOLERANCE:
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
    if href.startswith("#") and target.document == sheet.leaf_set:
        first = call("label", literal(set_label(sheet.number)))
        return call("to-place", call("label", literal(target.label)), first, words)
    label = call("label", literal(target.label)) if target.label else "none"
    named = target.document in plain(node)
    return call("to-sheet", label, words, "none" if named else joined(_text(f"({target.document})", sheet)))


def printed(node: SyntaxTreeNode, sheet: Sheet) -> str:
    """The words of a node, with the document ids that its links get on paper."""
    links = (link for link in node.walk() if link.type == "link")
    found = ((plain(link), sheet.addresses.find(sheet.page, str(link.attrs["href"]))) for link in links)
    ids = (f" ({target.document})" for words, target in found if target is not None and target.document not in words)
    return plain(node) + "".join(ids)


def _external(href: str, written: str, words: str) -> str:
    address = href.removeprefix("mailto:")
    shown = "none" if written in (href, address) else joined([breakable(printable_text(address), _LONGEST_WORD / 2)])
    return call("web-link", literal(href), words, shown)


def _box(_node_: SyntaxTreeNode, _sheet: Sheet) -> str:
    """The box of a task is the marker of its list item."""
    return literal("")


_SETTERS: Mapping[str, Callable[[SyntaxTreeNode, Sheet], str]] = {
    "code_inline": _code,
    "softbreak": _softbreak,
    "hardbreak": _hardbreak,
    "strong": _strong,
    "em": _emphasis,
    "link": _link,
    "html_inline": _box,
    "inline": inline,
}

"""What stands inside a paragraph, as Typst. An unknown node is refused; a known one is never dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.paper.block_heights import plain_text
from mfa_binder.paper.fonts import printable_code, printable_text, text_width
from mfa_binder.paper.link_targets import LinkTargets, leaf_set_label
from mfa_binder.paper.markdown_dialect import dialect_error, source_line
from mfa_binder.paper.sheet_measures import SheetMeasures
from mfa_binder.paper.typst_expressions import call, join_expressions, literal

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
class SheetContext:
    """Where something is set."""

    page: str
    """The path of the page, for errors."""
    leaf_set: str
    """The id of the leaf set."""
    number: int
    """The leaf set's number in the document."""
    addresses: LinkTargets
    """Where links lead."""
    measures: SheetMeasures
    width: float
    """The room from left to right, in points."""
    longest_word: float = _LONGEST_WORD
    """Words that are wider, in em, may be broken."""
    changed: frozenset[int] = frozenset()
    """The lines of the page (from 1) that get a bar in the margin."""
    ceremony: bool = False
    """Whether its steps are initialled."""
    left: float = 0.0
    """The distance from the left edge of the text, in points."""
    codes: dict[str, bytes] = field(default_factory=dict, compare=False)
    """The pictures that the source reads, by file name: setting something adds its own."""

    def narrower(self, left: float, right: float = 0.0) -> SheetContext:
        """The same place inside an indentation."""
        return replace(self, width=self.width - left - right, left=self.left + left)


def typeset_inline(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    """The contents of a paragraph, heading or cell as one expression."""
    return join_expressions(typeset_runs(node.children, sheet))


def typeset_runs(nodes: Sequence[SyntaxTreeNode], sheet: SheetContext, after_box: bool = False) -> Iterator[str]:
    """Each node of a paragraph; texts and the entities between them are one text, so that its words are whole.

    `after_box`: something stands before them that keeps its distance, so that they need no space.
    """
    for is_text, run in groupby(nodes, key=lambda node: node.type in _TEXTS):
        members = list(run)
        if is_text:
            written = "".join(node.content for node in members)
            yield from _typeset_text(written.removeprefix(" ") if after_box else written, sheet)
        else:
            yield from (_typeset_node(node, sheet) for node in members)
        after_box = members[-1].type == "html_inline"


def _typeset_node(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    if node.type not in _INLINE_TYPESETTERS:
        raise dialect_error(sheet.page, source_line(node), f"`{node.type}` cannot be printed")
    return _INLINE_TYPESETTERS[node.type](node, sheet)


def _typeset_text(written: str, sheet: SheetContext) -> Iterator[str]:
    """A text. Numbers in groups and words with a digit or an @ stay on one line where the line is wide enough."""
    text = printable_text(written)
    at = 0
    for value in _VALUE.finditer(text):
        if text_width(value[0], 1) <= sheet.longest_word and _NEEDS_BOX.search(value[0]):
            yield breakable_text(text[at : value.start()], sheet.longest_word)
            yield call("unbroken", literal(value[0]))
            at = value.end()
    yield breakable_text(text[at:], sheet.longest_word)


def breakable_text(text: str, longest: float) -> str:
    """A text whose words can be broken, without a mark, where they are wider than `longest` em."""
    return "; gap; ".join(literal(piece) for piece in breakable_pieces(text, longest))


def breakable_pieces(text: str, longest: float) -> Iterator[str]:
    """`text` in pieces between which a line may end: inside words wider than `longest` em, after a sign if possible."""
    start = 0
    if len(text) * _WIDEST_CHARACTER <= longest:
        yield text
        return
    for word in _WORD.finditer(text):
        at = word.start()
        while text_width(text[at : word.end()], 1) > longest + _TOLERANCE:
            at += _piece_length(text[at : word.end()], longest)
            yield text[start:at]
            start = at
    yield text[start:]


def _piece_length(word: str, longest: float) -> int:
    """How many characters of a word to take: at least one."""
    ends = enumerate(accumulate(text_width(character, 1) for character in word), start=1)
    fitting = max((count for count, width in ends if width <= longest), default=1)
    after_sign = max(word.rfind(sign, 0, fitting) for sign in _PREFERRED_BREAKS) + 1
    return after_sign if after_sign > fitting // 2 else fitting


def _typeset_code_span(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    text = printable_code(node.content)
    if text_width(text, 1) <= sheet.longest_word + _TOLERANCE:
        return call("code-word", literal(text))
    return "; gap; ".join(call("raw", literal(piece)) for piece in breakable_pieces(text, sheet.longest_word))


def _typeset_soft_break(_node_: SyntaxTreeNode, _sheet: SheetContext) -> str:
    return literal(" ")


def _typeset_hard_break(_node_: SyntaxTreeNode, _sheet: SheetContext) -> str:
    return call("linebreak")


def _typeset_strong(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    return call("strong", typeset_inline(node, sheet))


def _typeset_emphasis(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    return call("emph", typeset_inline(node, sheet))


def _typeset_link(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    href = str(node.attrs["href"])
    words = typeset_inline(node, sheet)
    if _EXTERNAL.match(href):
        return _typeset_web_link(href, plain_text(node), words)
    target = sheet.addresses.find(sheet.page, href)
    if target is None:
        raise dialect_error(
            sheet.page, source_line(node), f"a link to {href}, which is no page of this binder", "mend the link"
        )
    if href.startswith("#") and target.document == sheet.leaf_set:
        first = call("label", literal(leaf_set_label(sheet.number)))
        return call("to-place", call("label", literal(target.label)), first, words)
    label = call("label", literal(target.label)) if target.label else "none"
    named = target.document in plain_text(node)
    return call(
        "to-sheet", label, words, "none" if named else join_expressions(_typeset_text(f"({target.document})", sheet))
    )


def printed_words(node: SyntaxTreeNode, sheet: SheetContext) -> str:
    """The words of a node, with the document ids that its links get on paper."""
    links = (link for link in node.walk() if link.type == "link")
    linked = ((plain_text(link), sheet.addresses.find(sheet.page, str(link.attrs["href"]))) for link in links)
    ids = (f" ({target.document})" for words, target in linked if target is not None and target.document not in words)
    return plain_text(node) + "".join(ids)


def _typeset_web_link(href: str, written: str, words: str) -> str:
    address = href.removeprefix("mailto:")
    shown = (
        "none"
        if written in (href, address)
        else join_expressions([breakable_text(printable_text(address), _LONGEST_WORD / 2)])
    )
    return call("web-link", literal(href), words, shown)


def _typeset_task_box(_node_: SyntaxTreeNode, _sheet: SheetContext) -> str:
    """The box of a task is the marker of its list item."""
    return literal("")


_INLINE_TYPESETTERS: Mapping[str, Callable[[SyntaxTreeNode, SheetContext], str]] = {
    "code_inline": _typeset_code_span,
    "softbreak": _typeset_soft_break,
    "hardbreak": _typeset_hard_break,
    "strong": _typeset_strong,
    "em": _typeset_emphasis,
    "link": _typeset_link,
    "html_inline": _typeset_task_box,
    "inline": typeset_inline,
}

"""One leaf set, typeset: its running lines, and the blocks of the page that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.paper.link_targets import LinkTargets, leaf_set_at_line
from mfa_binder.paper.markdown_parsing import ParsedPage
from mfa_binder.paper.printed_copy import BoundLeafSet, PrintedCopy
from mfa_binder.paper.running_text import flowing_text, shorten_text, text_literal
from mfa_binder.paper.sheet_measures import SheetMeasures
from mfa_binder.paper.typst_blocks import is_changed, typeset_blocks
from mfa_binder.paper.typst_expressions import boolean, call, join_expressions, literal
from mfa_binder.paper.typst_inline import SheetContext, typeset_inline


@dataclass(frozen=True)
class PlacedLeafSet:
    """A leaf set in a document."""

    bound: BoundLeafSet
    number: int
    """Its number in the document."""
    page: ParsedPage
    """The page that it is a part of."""
    addresses: LinkTargets
    """Where links lead."""
    measures: SheetMeasures
    edition: PrintedCopy
    """The copy of a binder that it is printed for."""
    codes: dict[str, bytes] = field(default_factory=dict)
    """The pictures of the document, by file name: setting the leaf set adds its own."""


def typeset_leaf_set(placed: PlacedLeafSet) -> str:
    """The set as an expression."""
    section, page = placed.bound.section, placed.page
    effective = placed.edition.revision_of(placed.bound.id)
    sheet = SheetContext(
        page=page.path,
        leaf_set=placed.bound.id,
        number=placed.number,
        addresses=placed.addresses,
        measures=placed.measures,
        width=placed.measures.text_width,
        changed=effective.changed,
        ceremony=section.ceremony,
        codes=placed.codes,
    )
    title, *body = page.root.children
    printed = [node for node in _printed_blocks(body, section.id) if _stands_in_leaf_set(node, placed)]
    leaves = call(
        "leaf-set",
        str(placed.number),
        text_literal(placed.bound.id),
        flowing_text(shorten_text(section.title)),
        literal(_revision_words(placed)),
        typeset_inline(title.children[0], sheet),
        boolean(placed.bound.continued),
        join_expressions([*_reopened_heading(body, printed, sheet), typeset_blocks(printed, sheet)]),
    )
    return call("barred-title", leaves) if is_changed(title, sheet) else leaves


def _reopened_heading(body: list[SyntaxTreeNode], printed: list[SyntaxTreeNode], sheet: SheetContext) -> Iterator[str]:
    """The heading that a set goes on under, where it begins with one of a lower level."""
    first = printed[0] if printed else None
    if first is None or first.tag != "h3":
        return
    above = [node for node in body[: body.index(first)] if node.tag == "h2"]
    if above:
        yield call("reopened-heading", typeset_inline(above[-1].children[0], sheet))


def _printed_blocks(body: list[SyntaxTreeNode], section: str) -> Iterator[SyntaxTreeNode]:
    """The blocks of a page without its revision line, which the foot of every sheet tells."""
    ends = len(body) > 1 and body[-2].type == "hr" and _paragraph_words(body[-1]).startswith(f"{section} · ")
    yield from body[:-2] if ends else body


def _paragraph_words(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.type == "paragraph" else ""


def _stands_in_leaf_set(node: SyntaxTreeNode, placed: PlacedLeafSet) -> bool:
    line = (node.map or (0, 0))[0]
    return leaf_set_at_line(placed.bound.section.leaf_sets, line).id == placed.bound.id


def _revision_words(placed: PlacedLeafSet) -> str:
    effective = placed.edition.revision_of(placed.bound.id)
    if effective.is_draft or effective.issued is None:
        return f"Draft, not issued · {placed.edition.front.dated.isoformat()}"
    return f"Revision {effective.revision} · {effective.issued.isoformat()}"

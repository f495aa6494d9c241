"""One leaf set, typeset: its running lines, and the blocks of the page that stand in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.binder.edition import Bound, Edition
from mfa_binder.typesetting.addresses import Addresses, leaf_set_at
from mfa_binder.typesetting.blocks import blocks
from mfa_binder.typesetting.change_bars import is_changed
from mfa_binder.typesetting.inline import Sheet, inline
from mfa_binder.typesetting.markdown import Page
from mfa_binder.typesetting.measures import Measures
from mfa_binder.typesetting.typst_source import boolean, call, joined, literal
from mfa_binder.typesetting.wording import flowing, shortened, words


@dataclass(frozen=True)
class Placed:
    """A leaf set in a document: its number there, its page, where links lead, the sheet it is printed on.

    `codes` are those of the document: setting the leaf set adds the pictures of its own, by file name.
    """

    bound: Bound
    number: int
    page: Page
    addresses: Addresses
    measures: Measures
    edition: Edition
    codes: dict[str, bytes] = field(default_factory=dict)


def leaf_set(placed: Placed) -> str:
    """The set as an expression."""
    section, page = placed.bound.section, placed.page
    standing = placed.edition.standing(placed.bound.id)
    sheet = Sheet(
        page=page.path,
        leaf_set=placed.bound.id,
        number=placed.number,
        addresses=placed.addresses,
        measures=placed.measures,
        width=placed.measures.text_width,
        changed=standing.changed,
        ceremony=section.ceremony,
        codes=placed.codes,
    )
    title, *body = page.root.children
    printed = [node for node in _printed(body, section.id) if _is_in(node, placed)]
    leaves = call(
        "leaf-set",
        str(placed.number),
        words(placed.bound.id),
        flowing(shortened(section.title)),
        literal(_revision(placed)),
        inline(title.children[0], sheet),
        boolean(placed.bound.continued),
        joined([*_reopened(body, printed, sheet), blocks(printed, sheet)]),
    )
    return call("barred-title", leaves) if is_changed(title, sheet) else leaves


def _reopened(body: list[SyntaxTreeNode], printed: list[SyntaxTreeNode], sheet: Sheet) -> Iterator[str]:
    """The heading that a set goes on under, where it begins with one of a lower level."""
    first = printed[0] if printed else None
    if first is None or first.tag != "h3":
        return
    above = [node for node in body[: body.index(first)] if node.tag == "h2"]
    if above:
        yield call("reopened-heading", inline(above[-1].children[0], sheet))


def _printed(body: list[SyntaxTreeNode], section: str) -> Iterator[SyntaxTreeNode]:
    """The blocks of a page without its revision line, which the foot of every sheet tells."""
    ends = len(body) > 1 and body[-2].type == "hr" and _text(body[-1]).startswith(f"{section} · ")
    yield from body[:-2] if ends else body


def _text(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.type == "paragraph" else ""


def _is_in(node: SyntaxTreeNode, placed: Placed) -> bool:
    line = (node.map or (0, 0))[0]
    return leaf_set_at(placed.bound.section.leaf_sets, line).id == placed.bound.id


def _revision(placed: Placed) -> str:
    standing = placed.edition.standing(placed.bound.id)
    if standing.is_draft or standing.issued is None:
        return f"Draft, not issued · {placed.edition.front.dated.isoformat()}"
    return f"Revision {standing.revision} · {standing.issued.isoformat()}"

"""The bar in the margin beside what a revision changed.

A bar stands beside the smallest block that holds a changed line of the page: a paragraph, a heading, a frame,
a row of a table; never beside a whole list or box.
"""

from __future__ import annotations

from collections.abc import Mapping

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.typesetting.inline import Sheet
from mfa_binder.typesetting.typst_source import array, call, joined, points


def is_changed(node: SyntaxTreeNode, sheet: Sheet) -> bool:
    """Whether a line of the page that changed is one of the node's."""
    if not sheet.changed or node.map is None:
        return False
    first, after = node.map
    return any(first < line <= after for line in sheet.changed)


def bar(node: SyntaxTreeNode, sheet: Sheet) -> Mapping[str, str]:
    """The argument that gives a block its bar: how far it stands from the edge of the text. None, if unchanged."""
    return {"marked": points(sheet.left)} if is_changed(node, sheet) else {}


def barred_row(row: SyntaxTreeNode, first: str, cells: list[str], widths: list[float], sheet: Sheet) -> str:
    """`first` cell of a row, which has the bar of the whole row if it changed."""
    if not is_changed(row, sheet):
        return first
    return joined([call("row-bar", points(sheet.left), array(map(points, widths)), array(cells)), first])

"""How high a block will be, guessed generously, before anything is set.

Only for the decision which blocks are surely lower than a page, so that they can be kept whole without measuring each
in the typesetter. Widths are those of the bold face, the widest; a text is never much wider than guessed.
"""

from __future__ import annotations

from markdown_it.tree import SyntaxTreeNode

from mfa_binder.book.height_estimate import FRAME_HEIGHT, SPACING, lines_height
from mfa_binder.paper.code_frames import code_frame
from mfa_binder.paper.fonts import printable_text, text_width
from mfa_binder.paper.sheet_measures import SheetMeasures

_FILLED_SHARE = 0.9
"""Of a line of a paragraph, whose lines are ragged, that is taken to be full."""
_TEXT_KINDS = frozenset({"text", "text_special", "code_inline"})
_BREAK_KINDS = frozenset({"softbreak", "hardbreak"})


def plain_text(node: SyntaxTreeNode) -> str:
    """The words of a node, as they are printed."""
    if node.type in _BREAK_KINDS:
        return " "
    own = printable_text(node.content) if node.type in _TEXT_KINDS else ""
    return own + "".join(plain_text(child) for child in node.children)


def paragraph_height(text: str, width: float, size: float) -> float:
    """The height of a paragraph, in points."""
    return lines_height(text_width(text, size) / (_FILLED_SHARE * width), size)


def block_height(node: SyntaxTreeNode, width: float, measures: SheetMeasures) -> float:
    """The height of a block set `width` points wide, in points."""
    if node.type == "inline":
        return paragraph_height(plain_text(node), width, measures.body_size) + _hard_break_height(node, measures)
    if node.type == "fence":
        frame = code_frame(node.content, node.info.partition(" ")[0], width, measures)
        return frame.height(measures, width)
    if node.type == "table":
        return sum(_row_height(row, width, measures) for row in node.walk() if row.type == "tr") + SPACING
    inner = width - _width_lost(node, measures)
    around = FRAME_HEIGHT if node.type == "admonition" else SPACING
    return sum(block_height(child, inner, measures) for child in node.children) + around


def _hard_break_height(inline: SyntaxTreeNode, measures: SheetMeasures) -> float:
    forced = sum(node.type == "hardbreak" for node in inline.walk())
    return lines_height(forced, measures.body_size) if forced else 0.0


def _row_height(row: SyntaxTreeNode, width: float, measures: SheetMeasures) -> float:
    column = width / max(len(row.children), 1)
    tallest = max(paragraph_height(plain_text(cell), column, measures.table_size) for cell in row.children)
    return max(tallest + 2 * measures.cell_inset, measures.writing_height)


def _width_lost(node: SyntaxTreeNode, measures: SheetMeasures) -> float:
    return {"list_item": measures.list_indent, "admonition": 2 * measures.admonition_inset}.get(node.type, 0.0)

"""How wide a text and how high a block will be, guessed generously, before anything is set.

Only for two decisions: which blocks are surely lower than a page, so that they can be kept whole without
measuring each in the typesetter, and how the columns of a table share the width. Widths are those of the
bold face, the widest; a text is never much wider than guessed.
"""

from __future__ import annotations

import math
from functools import cache

from fontTools.ttLib import TTFont
from markdown_it.tree import SyntaxTreeNode

from mfa_binder.typesetting.code_frames import code_frame
from mfa_binder.typesetting.glyphs import printable_text, sans_file
from mfa_binder.typesetting.measures import CODE_ADVANCE, LINE_HEIGHT, Measures

_FRAME = 36.0
"""Points that a frame with its label adds to its contents."""
_SPACING = 12.0
_NARROWEST = 0.9 * CODE_ADVANCE
"""In em: code is set a tenth smaller than text, and any text may be code."""
_TEXT_KINDS = frozenset({"text", "text_special", "code_inline"})
_BREAK_KINDS = frozenset({"softbreak", "hardbreak"})


def plain(node: SyntaxTreeNode) -> str:
    """The words of a node, as they are printed."""
    if node.type in _BREAK_KINDS:
        return " "
    own = printable_text(node.content) if node.type in _TEXT_KINDS else ""
    return own + "".join(plain(child) for child in node.children)


class _Advances(dict[str, float]):
    """The width of each character in em; that of the code font, about, for what the text font lacks."""

    def __missing__(self, character: str) -> float:
        return _NARROWEST


@cache
def _advances() -> _Advances:
    font = TTFont(sans_file("SourceSansPro-Bold.ttf"))
    unit = float(vars(font["head"])["unitsPerEm"])
    glyphs = font.getGlyphSet()
    return _Advances(
        {chr(point): max(glyphs[name].width / unit, _NARROWEST) for point, name in (font.getBestCmap() or {}).items()}
    )


def text_width(text: str, size: float) -> float:
    """The width of `text` on one line, in points, at a font size in points."""
    return size * sum(map(_advances().__getitem__, text))


def lines_high(text: str, width: float, size: float) -> float:
    """The height of a paragraph, in points; ragged lines are taken to be nine tenths full."""
    lines = math.ceil(text_width(text, size) / (0.9 * width)) or 1
    return lines * size * LINE_HEIGHT


def height(node: SyntaxTreeNode, width: float, measures: Measures) -> float:
    """The height of a block set `width` points wide, in points."""
    if node.type == "inline":
        return lines_high(plain(node), width, measures.body_size) + _breaks(node, measures)
    if node.type == "fence":
        frame = code_frame(node.content, node.info.partition(" ")[0], width, measures)
        return frame.height(measures, width)
    if node.type == "table":
        return sum(_row(row, width, measures) for row in node.walk() if row.type == "tr") + _SPACING
    inner = width - _narrowing(node, measures)
    around = _FRAME if node.type == "admonition" else _SPACING
    return sum(height(child, inner, measures) for child in node.children) + around


def _breaks(inline: SyntaxTreeNode, measures: Measures) -> float:
    forced = sum(node.type == "hardbreak" for node in inline.walk())
    return forced * measures.body_size * LINE_HEIGHT


def _row(row: SyntaxTreeNode, width: float, measures: Measures) -> float:
    column = width / max(len(row.children), 1)
    tallest = max(lines_high(plain(cell), column, measures.table_size) for cell in row.children)
    return max(tallest + 2 * measures.cell_inset, measures.writing_height)


def _narrowing(node: SyntaxTreeNode, measures: Measures) -> float:
    return {"list_item": measures.list_indent, "admonition": 2 * measures.admonition_inset}.get(node.type, 0.0)

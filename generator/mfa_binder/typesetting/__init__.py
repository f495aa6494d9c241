"""Typesetting: a page of Markdown as expressions of Typst, for any sheet.

markdown.py        a page's Markdown, parsed
dialect.py         the constructs that site and paper read alike; everything else is refused
inline_dialect.py  the same, inside a paragraph
glyphs.py          what the fonts can print, and how the rest is written
paper_code.py      code folded to the width of the paper, and back
measures.py        the sheet: millimetres, points, columns
extent.py          a generous guess of how high a block will be
table_columns.py   the widths of a table's columns
typst_source.py    Typst expressions from Python values; text is always a string literal
inline.py blocks.py  a page's tree as Typst
addresses.py       where a link leads on paper
refusal.py         how a page is refused
qr.py              QR codes of the exact bytes
compiling.py       the typesetter itself
wording.py         texts of running lines
words.typ blocks.typ sheet.typ  the look
"""

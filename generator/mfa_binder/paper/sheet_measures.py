"""The sheet, in points (1/72 inch) unless said otherwise. The layout gets these figures, and no second copy.

Bound on the inner edge: leaf sets begin on right-hand pages, so the inner margin is the left one there,
and an even page has it on its right. The inner margin leaves room for the holes of a ring binder, which
are centred 12 mm (two holes) or 1/2 inch (three holes) from the edge.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from mfa_binder.book.height_estimate import BODY_SIZE
from mfa_binder.organization.binder_settings import Paper, PrintForm
from mfa_binder.paper.qr_codes import LEAST_SIDE_MM

MILLIMETRE = 72 / 25.4

CODE_ADVANCE = 0.602
"""The width of every character of the code font, in em (1,233 of 2,048 units)."""
KEPT_SHARE = 0.45
"""A block that is guessed to be lower than this share of the text area is kept whole without measuring."""

_LARGE_PRINT = 1.55
"""Large print: 10.5 points become 16.3; 16 is the least that is called so."""
_QR_GAP, _QR_OVERHANG = 1 * MILLIMETRE, 2.5 * MILLIMETRE
"""A code has a white border of its own: it needs little room before it, and may stand out into the margin."""


@dataclass(frozen=True, slots=True)
class SheetMeasures:
    """Every length of a sheet; the layout knows each by its name, with hyphens."""

    page_width: float
    page_height: float
    inner_margin: float
    outer_margin: float
    top_margin: float
    bottom_margin: float
    text_width: float
    text_height: float
    body_size: float
    table_size: float
    code_size: float
    table_code_size: float
    small_size: float
    list_indent: float
    bullet_indent: float
    code_inset: float
    cell_inset: float
    admonition_inset: float
    writing_height: float
    """Of a table row with an empty cell: somebody writes there."""
    signing_width: float
    """What the boxes of a step take that is initialled."""
    qr_side: float
    """The least side of a QR code beside a command; 0 where there are none."""
    qr_gap: float
    qr_overhang: float
    """How far a code stands out into the outer margin."""

    @property
    def kept_height(self) -> float:
        """A block that is guessed to be lower is kept on one page without measuring."""
        return KEPT_SHARE * self.text_height

    def code_columns(self, width: float) -> int:
        """How many characters of code fit into a frame of `width`."""
        return int((width - 2 * self.code_inset) / (self.code_size * CODE_ADVANCE))

    @property
    def qr_column(self) -> float:
        """What a code beside a frame takes of its width."""
        return self.qr_side + self.qr_gap - self.qr_overhang

    def lengths(self) -> dict[str, float]:
        """Every length by the name that the layout has for it."""
        return {field.name.replace("_", "-"): getattr(self, field.name) for field in fields(self)}


_PAPER_SIZES = {
    "a4": (210.0, 297.0, 22.0, 15.0, 25.0, 20.0),
    "letter": (215.9, 279.4, 22.0, 15.0, 25.0, 20.0),
    "a5": (148.0, 210.0, 15.0, 9.0, 18.0, 13.0),
}
"""Width, height, and the margins inside, outside, above, below, in millimetres."""


@cache
def measures_of_form(form: PrintForm, paper: str = "") -> SheetMeasures:
    """The sheet of a form; `paper` is that of a section that has its own, such as `a5` (empty: the form's)."""
    width, height, inner, outer, top, bottom = (side * MILLIMETRE for side in _PAPER_SIZES[paper or form.paper.value])
    scale = _LARGE_PRINT if form.large_print and not paper else 1.0
    return SheetMeasures(
        page_width=width,
        page_height=height,
        inner_margin=inner,
        outer_margin=outer,
        top_margin=top,
        bottom_margin=bottom,
        text_width=width - inner - outer,
        text_height=height - top - bottom,
        body_size=BODY_SIZE * scale,
        table_size=9.5 * scale,
        code_size=9.5 * scale,
        table_code_size=8.7 * scale,
        small_size=8.5 * scale,
        list_indent=8 * MILLIMETRE * scale,
        bullet_indent=5.5 * MILLIMETRE * scale,
        code_inset=7.0,
        cell_inset=4.0,
        admonition_inset=10.0,
        writing_height=8 * MILLIMETRE,
        signing_width=40 * MILLIMETRE,
        qr_side=LEAST_SIDE_MM * MILLIMETRE if form.qr else 0.0,
        qr_gap=_QR_GAP if form.qr else 0.0,
        qr_overhang=_QR_OVERHANG if form.qr else 0.0,
    )


A4_MEASURES = measures_of_form(PrintForm(paper=Paper.A4))
"""What most binders are printed on."""

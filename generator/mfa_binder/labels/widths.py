"""How wide a text is, exactly, in the faces of a label: without kerning and ligatures, a sum of advances."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fontTools.ttLib import TTFont

from mfa_binder.typesetting.glyphs import sans_file
from mfa_binder.typesetting.measures import CODE_ADVANCE

_FACES = {False: "SourceSansPro-Regular.ttf", True: "SourceSansPro-Bold.ttf"}


@cache
def _advances(bold: bool) -> Mapping[str, float]:
    """Em, by character."""
    font = TTFont(sans_file(_FACES[bold]))
    unit = float(vars(font["head"])["unitsPerEm"])
    glyphs = font.getGlyphSet()
    return {chr(point): glyphs[name].width / unit for point, name in (font.getBestCmap() or {}).items()}


def width(text: str, size: float, bold: bool) -> float:
    """Of a line of printable text, in points; what the text font lacks is set in the code font."""
    advances = _advances(bold)
    return size * sum(advances.get(character, CODE_ADVANCE) for character in text)

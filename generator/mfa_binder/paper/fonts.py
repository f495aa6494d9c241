"""What the fonts of the binder can print, how wide it is, and how every other character is written.

A character that no font of the sheet has would be printed as an empty box, or refused by PDF/A. It is
written as its code point instead, `⟨U+4E2D⟩`, which can be read aloud and typed. The same goes for
characters that a reader cannot see or that change the order of others (control and format characters,
right-to-left letters, odd spaces), because two different names must never look the same on paper.
`⟨` itself is written `⟨U+27E8⟩`, so the writing can be undone. Fonts that lack a script, such as
Chinese, make such a name long: it stays exact.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

from mfa_binder.paper.sheet_measures import CODE_ADVANCE

SANS_FILES = tuple(f"SourceSansPro-{face}.ttf" for face in ("Regular", "It", "Semibold", "Bold", "BoldIt"))
"""One file per face: the folder holds each twice, and which of two a folder yields first differs by machine."""

OPENING_MARK, CLOSING_MARK = "⟨", "⟩"
CONTINUATION_MARK, VISIBLE_SPACE = "↩", "␣"
"""The marks of folded code; see `mfa_binder.paper.code_folding`."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"})
"""What cannot be seen, or changes its neighbour: a mark that no composed character holds."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
_ASCII = re.compile(r"[ -~]*")
"""Every font has these."""
_WRITTEN_CODE_POINT = re.compile(rf"{OPENING_MARK}U\+([0-9A-F]{{4,6}}){CLOSING_MARK}")


def sans_file(name: str) -> Path:
    """The path of one of `SANS_FILES`."""
    return Path(str(files("font_source_sans_pro"))) / "files" / name


@cache
def mono_coverage() -> frozenset[int]:
    """Code points that all four faces of the code font have: DejaVu Sans Mono, which is embedded in typst."""
    entries = files("mfa_binder.paper").joinpath("dejavu_sans_mono.txt").read_text(encoding="ascii").split()
    ranges = ((int(low, 16), int(high or low, 16)) for low, _, high in (entry.partition("-") for entry in entries))
    return frozenset(point for low, high in ranges for point in range(low, high + 1))


@cache
def sans_coverage() -> frozenset[int]:
    """Code points that every face of the text font has."""
    faces = [TTFont(sans_file(name), lazy=True).getBestCmap() for name in SANS_FILES]
    return frozenset.intersection(*(frozenset(face or ()) for face in faces))


def printable_text(text: str) -> str:
    """`text` as it is printed in a paragraph: composed (NFC), in the text font, else in the code font."""
    return text if _ASCII.fullmatch(text) else "".join(map(_print_in_text, unicodedata.normalize("NFC", text)))


def printable_code(text: str) -> str:
    """`text`, without line ends, as it is printed in code: the code font only, no odd space, no fold mark."""
    return text if _ASCII.fullmatch(text) else "".join(map(_print_in_code, text))


def unprintable_characters(text: str) -> str:
    """The characters of `text`, each once and in order, that paper shows as their code points."""
    odd = {character for character in unicodedata.normalize("NFC", text) if not _ASCII.fullmatch(character)}
    return "".join(sorted(character for character in odd - {"\n"} if _print_in_text(character) != character))


def original_text(text: str) -> str:
    """What was written: the inverse of `printable_text` and `printable_code`."""
    return _WRITTEN_CODE_POINT.sub(lambda match: chr(int(match[1], 16)), text)


@cache
def _print_in_text(character: str) -> str:
    return (
        character
        if _is_printed_as_itself(character, sans_coverage() | mono_coverage(), "\xa0")
        else _write_code_point(character)
    )


@cache
def _print_in_code(character: str) -> str:
    marks = character in (CONTINUATION_MARK, VISIBLE_SPACE)
    return (
        character
        if _is_printed_as_itself(character, mono_coverage(), "") and not marks
        else _write_code_point(character)
    )


def _is_printed_as_itself(character: str, coverage: frozenset[int], spaces: str) -> bool:
    if character == " " or character in spaces:
        return True
    category = unicodedata.category(character)
    hidden = category in _HIDDEN or category == "Zs" or unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
    return not hidden and character != OPENING_MARK and ord(character) in coverage


def _write_code_point(character: str) -> str:
    return f"{OPENING_MARK}U+{ord(character):04X}{CLOSING_MARK}"


_NARROWEST = 0.9 * CODE_ADVANCE
"""In em: code is set a tenth smaller than text, and any text may be code."""


class _AdvanceWidths(dict[str, float]):
    """The width of each character in em; that of the code font, about, for what the text font lacks."""

    def __missing__(self, character: str) -> float:
        return _NARROWEST


@cache
def _bold_advances() -> _AdvanceWidths:
    font = TTFont(sans_file("SourceSansPro-Bold.ttf"))
    unit = float(vars(font["head"])["unitsPerEm"])
    glyphs = font.getGlyphSet()
    return _AdvanceWidths(
        {chr(point): max(glyphs[name].width / unit, _NARROWEST) for point, name in (font.getBestCmap() or {}).items()}
    )


def text_width(text: str, size: float) -> float:
    """The width of `text` on one line, in points, at a font size in points."""
    return size * sum(map(_bold_advances().__getitem__, text))

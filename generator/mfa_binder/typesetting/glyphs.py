"""What the fonts of the binder can print, and how every other character is written.

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

SANS = "Source Sans Pro"
MONO = "DejaVu Sans Mono"
"""Embedded in typst; its coverage is in `dejavu_sans_mono.txt`, what all four of its faces have."""

SANS_FILES = tuple(f"SourceSansPro-{face}.ttf" for face in ("Regular", "It", "Semibold", "Bold", "BoldIt"))
"""One file per face: the folder holds each twice, and which of two a folder yields first differs by machine."""

OPEN, CLOSE = "⟨", "⟩"
CONTINUED, VISIBLE_SPACE = "↩", "␣"
"""The marks of folded code; see `mfa_binder.typesetting.paper_code`."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"})
"""What cannot be seen, or changes its neighbour: a mark that no composed character holds."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
_PLAIN = re.compile(r"[ -~]*")
"""Every font has these."""
_CODE_POINT = re.compile(rf"{OPEN}U\+([0-9A-F]{{4,6}}){CLOSE}")


def sans_file(name: str) -> Path:
    """The path of one of `SANS_FILES`."""
    return Path(str(files("font_source_sans_pro"))) / "files" / name


@cache
def mono_coverage() -> frozenset[int]:
    """Code points that every face of the code font has."""
    listed = files("mfa_binder.typesetting").joinpath("dejavu_sans_mono.txt").read_text(encoding="ascii").split()
    ranges = ((int(low, 16), int(high or low, 16)) for low, _, high in (entry.partition("-") for entry in listed))
    return frozenset(point for low, high in ranges for point in range(low, high + 1))


@cache
def sans_coverage() -> frozenset[int]:
    """Code points that every face of the text font has."""
    faces = [TTFont(sans_file(name), lazy=True).getBestCmap() for name in SANS_FILES]
    return frozenset.intersection(*(frozenset(face or ()) for face in faces))


def printable_text(text: str) -> str:
    """`text` as it is printed in a paragraph: composed (NFC), in the text font, else in the code font."""
    return text if _PLAIN.fullmatch(text) else "".join(map(_prose, unicodedata.normalize("NFC", text)))


def printable_code(text: str) -> str:
    """`text`, without line ends, as it is printed in code: the code font only, no odd space, no fold mark."""
    return text if _PLAIN.fullmatch(text) else "".join(map(_code, text))


def unprintable(text: str) -> str:
    """The characters of `text`, each once and in order, that paper shows as their code points."""
    odd = {character for character in unicodedata.normalize("NFC", text) if not _PLAIN.fullmatch(character)}
    return "".join(sorted(character for character in odd - {"\n"} if _prose(character) != character))


def unprinted(text: str) -> str:
    """What was written: the inverse of `printable_text` and `printable_code`."""
    return _CODE_POINT.sub(lambda match: chr(int(match[1], 16)), text)


@cache
def _prose(character: str) -> str:
    return character if _plain(character, sans_coverage() | mono_coverage(), "\xa0") else _code_point(character)


@cache
def _code(character: str) -> str:
    marks = character in (CONTINUED, VISIBLE_SPACE)
    return character if _plain(character, mono_coverage(), "") and not marks else _code_point(character)


def _plain(character: str, coverage: frozenset[int], spaces: str) -> bool:
    if character == " " or character in spaces:
        return True
    category = unicodedata.category(character)
    hidden = category in _HIDDEN or category == "Zs" or unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
    return not hidden and character != OPEN and ord(character) in coverage


def _code_point(character: str) -> str:
    return f"{OPEN}U+{ord(character):04X}{CLOSE}"

"""Characters that a word of the file must not hold: unseen ones, blanks at its ends, a word processor's quotes.

What a script needs is no fault: joiners between letters that join, a direction mark inside right-to-left
text, the selectors of emoji, the wide and the narrow blanks of Japanese and French.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from mfa_binder.organization.confusables import INVISIBLE

_BLANKS_OF_SCRIPTS = frozenset(" \xa0\u202f\u2009\u3000")
_LONGEST = 1_000
_JOINERS = frozenset("\u200c\u200d")
_MARKS_OF_DIRECTION = frozenset("\u200e\u200f\u061c")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_JOINING = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})
"""Letters of scripts without capitals, their marks, and emoji."""

_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0x180B, 0x180E), 0x180F, *range(0xE0100, 0xE01F0))))
_FLAG_LETTERS = frozenset(map(chr, range(0xE0020, 0xE0080)))
_WAVING_FLAG, _KEYCAP = "\U0001f3f4", "\u20e3"

_QUOTES = {"“": "”“", "„": "“”", "«": "»", "»": "«", "”": "”", "″": "″", "＂": "＂"}
"""The marks that open a quotation in some language, with those that close it."""

_APOSTROPHES = {"‘": "’", "‚": "‘’", "’": "’‘", "´": "´", "‹": "›", "›": "‹", "′": "′"}
"""The marks that open a quotation and are apostrophes as well, with those that close it: ’s-Hertogenbosch."""


class OddWord(NamedTuple):
    """What is wrong with the characters of a word."""

    problem: str
    """The problem's id."""
    message: str
    """The rest of a sentence that begins with what the word is."""
    hint: str
    """What to do."""


def odd_characters(text: str, *, bare: bool, is_key: bool) -> OddWord | None:
    """What is wrong with a word of the file, if anything. The word itself may be a secret and is never shown.

    Of a word that is too long for any key nothing is said: the model refuses it.
    """
    if len(text) > _LONGEST:
        return None
    hidden = next((position for position in range(len(text)) if _is_refused(text, position, is_key=is_key)), None)
    if hidden is not None:
        return OddWord(
            "hidden-character", f"holds {_name_character(text[hidden])} as character {hidden + 1}", "remove it"
        )
    if not text.strip():
        return OddWord("outer-blanks", "holds nothing but blanks", "write a word, or remove the line") if text else None
    for end, character in (("begins", text[0]), ("ends", text[-1])):
        if character.isspace():
            return OddWord("outer-blanks", f"{end} with {_name_character(character)}", "remove it")
    if bare and _is_misquoted(text):
        message = "stands in the quotes of a word processor, which YAML reads as part of the word"
        return OddWord("typographic-quotes", message, 'write straight quotes: "…"')
    return None


def visible_text(text: str) -> str:
    """The text with a blank for each character that an inventory must not hold, and without blanks at its ends."""
    plain = (" " if _is_refused(text, position, is_key=True) else character for position, character in enumerate(text))
    return "".join(plain).strip()


def _is_refused(text: str, position: int, *, is_key: bool) -> bool:
    character = text[position]
    if " " <= character <= "~":
        return False
    if INVISIBLE.match(character):
        return not _is_needed(text, position)
    category = unicodedata.category(character)
    if category == "Zs":
        return is_key or character not in _BLANKS_OF_SCRIPTS
    if category.startswith("M"):
        return position == 0
    return (category in ("Cc", "Cs", "Zl", "Zp") and (character != "\n" or is_key)) or _is_noncharacter(character)


def _is_noncharacter(character: str) -> bool:
    """Unicode 16.0, section 23.7: U+FDD0 to U+FDEF, and the last two of each plane."""
    return 0xFDD0 <= ord(character) <= 0xFDEF or ord(character) & 0xFFFE == 0xFFFE


def _is_needed(text: str, position: int) -> bool:
    """Whether a script or an emoji needs this unseen character at this place."""
    character, before, after = text[position], text[position - 1 : position], text[position + 1 : position + 2]
    if not before:
        return False
    if character in _SELECTORS:
        return not before.isascii() or after == _KEYCAP
    if character in _FLAG_LETTERS:
        return _WAVING_FLAG in text[:position]
    if character in _JOINERS:
        return bool(after) and _is_joining(before) and _is_joining(after)
    is_mixed = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)
    return character in _MARKS_OF_DIRECTION and bool(after) and is_mixed


def _is_joining(character: str) -> bool:
    return unicodedata.category(character) in _JOINING


def _name_character(character: str) -> str:
    if character == " ":
        return "a blank"
    nameless = "TAB" if character == "\t" else _NAMELESS.get(unicodedata.category(character), "")
    return f"U+{ord(character):04X} {unicodedata.name(character, nameless)}".strip()


_NAMELESS = {"Cc": "(a control character)", "Cs": "(half a character)", "Cn": "(no character)"}
"""Unicode gives these no name."""


def _is_misquoted(text: str) -> bool:
    first, rest = text[0], text[1:]
    if first in _APOSTROPHES:
        return rest[-1:] != "" and rest[-1] in _APOSTROPHES[first]
    if first in _QUOTES:
        inside = [position for position, character in enumerate(rest) if character in _QUOTES[first]]
        return not inside or inside[0] == len(rest) - 1
    return text[-1] in "”»" and not text[-2:-1].isdigit() and not any(opening in text for opening in "“„«")

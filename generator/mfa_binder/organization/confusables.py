"""Which words a reader cannot tell apart: by case, by characters that cannot be seen, by letters of the same shape.

Sources: Unicode 16.0, DerivedCoreProperties.txt (Default_Ignorable_Code_Point) and UTS #39, confusables.txt,
of which the Cyrillic and Greek letters that have the shape of a Latin one, and dashes; checked 2026-12-01.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters without a shape of their own."""

_SAME_SHAPE = str.maketrans(
    "авеԁһіјкмнорԛѕтуԝхѵӏ" + "αβεζηικμνορτυχ" + "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2019\u02bc",
    "abedhijkmhopqstywxvl" + "abezhikmnoptyx" + "-------''",
)
"""Small letters by their Latin twin; a letter counts if its small or its capital form has the shape."""


def visible_form(word: str) -> str:
    """What a reader sees of a word: the same for two words that look alike."""
    if word.isascii():
        return " ".join(word.casefold().split())
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", word)).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).translate(_SAME_SHAPE).split())


def look_alikes(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each word that looks like an earlier one and is another, with the earlier one."""
    seen: dict[str, str] = {}
    for word in words:
        first = seen.setdefault(visible_form(word), word)
        if first != word:
            yield word, first

"""How words of the file appear in messages: on one line, cut short, never a secret; and the word that was meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches

from mfa_binder.inventory.secret_detection.secret_forms import HIDDEN
from mfa_binder.inventory.secret_detection.secret_sentences import kind_of_secret
from mfa_binder.organization.confusables import visible_form

NOT_KNOWN = "not known"
"""What a drafted inventory says where a person must fill something in; no check complains of it."""

_LONGEST = 60
_BARE = re.compile(r"[\w@+=,/$-]+")


def one_line(text: str) -> str:
    """The text with everything unprintable written as an escape, so that a message stays one line."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def quote_word(text: str) -> str:
    """A word of the file in quotes, at most 60 characters of it; a secret is hidden."""
    return HIDDEN if kind_of_secret(text) else f'"{_shorten(text)}"'


def quote_name(text: str) -> str:
    """A name of the file: bare where it is one plain word, else in quotes; a secret is hidden."""
    return text if _BARE.fullmatch(text) and len(text) <= _LONGEST and not kind_of_secret(text) else quote_word(text)


def dotted_path(path: tuple[str | int, ...]) -> str:
    """A path of keys as people read it: `accounts.444455556666.users.admin-user.mfa[1].device`."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{quote_name(step)}"
    return words.removeprefix(".")


def _shorten(text: str) -> str:
    return one_line(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


_MOST_COMPARED = 2_000
"""Comparing takes 10 microseconds a word; beyond this many ids only those that begin alike are compared."""


def nearest_word(word: str, words: Collection[str]) -> str | None:
    """The declared word that looks the same as the given one, else the most like it, if any is close.

    Two letters that changed places are likelier than another letter.
    """
    if len(word) > 200:
        return None
    same, size = visible_form(word), len(word)
    alike = next((other for other in words if -4 < len(other) - size < 4 and visible_form(other) == same), None)
    if alike is not None:
        return alike
    candidates = (
        words if len(words) <= _MOST_COMPARED else [other for other in words if other[:4] == word[:4]][:_MOST_COMPARED]
    )
    close = get_close_matches(word, candidates, n=3)
    letters = sorted(word)
    return next((other for other in close if sorted(other) == letters), close[0] if close else None)


def did_you_mean(word: str, words: Collection[str], otherwise: str) -> str:
    """A hint that names the nearest word, or else says something else to do."""
    meant = nearest_word(word, words)
    return f"did you mean {quote_name(meant)}?" if meant is not None else otherwise

"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from mfa_binder.inventory.spelling import named
from mfa_binder.organization.confusables import visible_form

_MOST = 2_000
"""Comparing takes 10 microseconds a word; beyond this many ids only those that begin alike are compared."""


def nearest(word: str, words: Collection[str]) -> str | None:
    """The declared word that looks the same as the given one, else the most like it, if any is close.

    Two letters that changed places are likelier than another letter.
    """
    if len(word) > 200:
        return None
    same, size = visible_form(word), len(word)
    alike = next((other for other in words if -4 < len(other) - size < 4 and visible_form(other) == same), None)
    if alike is not None:
        return alike
    candidates = words if len(words) <= _MOST else [other for other in words if other[:4] == word[:4]][:_MOST]
    found = get_close_matches(word, candidates, n=3)
    letters = sorted(word)
    return next((other for other in found if sorted(other) == letters), found[0] if found else None)


def did_you_mean(word: str, words: Collection[str], otherwise: str) -> str:
    """A hint that names the nearest word, or else says something else to do."""
    found = nearest(word, words)
    return f"did you mean {named(found)}?" if found is not None else otherwise

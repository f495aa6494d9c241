"""How words of the file appear in messages: on one line, cut short, and never a secret."""

from __future__ import annotations

import re

from mfa_binder.inventory.secret_patterns import HIDDEN
from mfa_binder.inventory.secret_prose import kind_of_secret

NOT_KNOWN = "not known"
"""What a drafted inventory says where a person must fill something in; no check complains of it."""

_LONGEST = 60
_BARE = re.compile(r"[\w@+=,/$-]+")


def one_line(text: str) -> str:
    """The text with everything unprintable written as an escape, so that a message stays one line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def quoted(text: str) -> str:
    """A word of the file in quotes, at most 60 characters of it; a secret is hidden."""
    return HIDDEN if kind_of_secret(text) else f'"{_short(text)}"'


def named(text: str) -> str:
    """A name of the file: bare where it is one plain word, else in quotes; a secret is hidden."""
    return text if _BARE.fullmatch(text) and len(text) <= _LONGEST and not kind_of_secret(text) else quoted(text)


def dotted(path: tuple[str | int, ...]) -> str:
    """A path of keys as people read it: `accounts.444455556666.users.admin-user.mfa[1].device`."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{named(step)}"
    return words.removeprefix(".")


def _short(text: str) -> str:
    return one_line(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")

"""Escaping: a value from the inventory is data in every context that it is printed in.

In Markdown, HTML entities are used and not backslashes: Python-Markdown prints the backslash of
`\\<`, `\\&`, `\\~` and `\\$`, while both readers of our Markdown decode entities.
"""

from __future__ import annotations

import re
import shlex
from functools import lru_cache

from markupsafe import Markup

from mfa_binder.plain_text import printable

_SPECIAL = re.compile(r"""[\\`*\[\]<>&#|~^=$!{}]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])""")
_LEADING = re.compile(r"^(?P<space> ?)(?P<mark>[-+:](?=[\s-]|$)|\?(?=\?\?)|\d+(?=[.)](?:\s|$)))")
_BARE_WORD = re.compile(r"[A-Za-z0-9_@%+:,./-]+")
_DOUBLE_QUOTED = re.compile(r"[^\"$`\\!\x00-\x1f\x7f]+")


def markdown(value: object) -> Markup:
    """`value` as text in Markdown: it can open no emphasis, link, code, table cell, list or HTML."""
    return value if isinstance(value, Markup) else _escape_markdown(str(value))


@lru_cache(maxsize=1 << 16)
def _escape_markdown(value: str) -> Markup:
    text = _SPECIAL.sub(lambda match: _escape_entities(match[0]), re.sub(" +", " ", printable(value)))
    return Markup(_LEADING.sub(lambda match: match["space"] + _escape_entities(match["mark"]), text))  # noqa: S704 - this function is the escaping


def code(value: object) -> Markup:
    """`value` as a code span; as plain escaped text where the two readers would differ."""
    text = printable(value).strip()
    if not text or "`" in text or "|" in text or "\\" in text:
        return markdown(text)
    return Markup(f"`{text}`")  # noqa: S704 - no backtick, bar or line break can end the span


def shell_word(value: object) -> Markup:
    """`value` as exactly one word of a POSIX shell, quoted only where it must be."""
    return value if isinstance(value, Markup) else _quote_word(str(value))


@lru_cache(maxsize=1 << 14)
def _quote_word(text: str) -> Markup:
    if _BARE_WORD.fullmatch(text):
        return Markup(text)  # noqa: S704 - only characters without a meaning to shell or Markdown fences
    if "'" in text and _DOUBLE_QUOTED.fullmatch(text):
        return Markup(f'"{text}"')  # noqa: S704 - nothing in it is special between double quotes
    # shlex leaves a lone "=" bare, but zsh expands a word that begins with one.
    quoted = f"'{text}'" if "=" in text and "'" not in text else shlex.quote(text)
    return Markup(quoted)  # noqa: S704 - quoted as a whole


def variable(name: str) -> Markup:
    """A shell variable as one word, whatever it holds."""
    if not name.isidentifier():
        raise ValueError(f"not a shell variable: {name!r}")
    return Markup(f'"${name}"')  # noqa: S704 - an identifier between double quotes


def one_line(text: object) -> Markup:
    """Markdown on one line; a plain string is escaped first."""
    text = str.__str__(markdown(text))
    return Markup(" ".join(text.split()))  # noqa: S704 - only white space of what is safe already is changed


def join_lines(text: object) -> Markup:
    """Markdown on one line that a template breaks into several; all other white space stays."""
    lines = str.__str__(markdown(text)).strip("\n").split("\n")
    return Markup(" ".join(lines))  # noqa: S704 - only the ends of lines of what is safe already are changed


def _escape_entities(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)

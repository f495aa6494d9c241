"""Typst expressions from Python values.

The whole body of the binder is code, not markup: a text is a string literal, so no text can become
an instruction. `literal` is the only way from a text of a page to the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_UNESCAPED = re.compile(r"[ !#-\[\]-~]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def literal(text: str) -> str:
    """A string literal of Typst that means exactly `text`."""
    inside = text if _UNESCAPED.fullmatch(text) else "".join(map(_escape_character, text))
    return f'"{inside}"'


def _escape_character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def points(length: float) -> str:
    """A length in points."""
    return f"{length:.2f}pt"


def millimetres(length: float) -> str:
    """A length in millimetres."""
    return f"{length:.3f}mm"


def call(function: str, *arguments: str, **named: str) -> str:
    """A call; the arguments are expressions already. `at_end` is written `at-end`."""
    keywords = (f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f"{function}({', '.join((*arguments, *keywords))})"


def join_expressions(expressions: Iterable[str]) -> str:
    """A code block: the expressions one after the other, as one content."""
    return "{" + "; ".join(expressions) + "}"


def array(expressions: Iterable[str]) -> str:
    """An array, also of one element or none."""
    return "(" + "".join(f"{expression}, " for expression in expressions).rstrip() + ")"


def boolean(value: bool) -> str:
    """`true` or `false`."""
    return "true" if value else "false"


def date_expression(day: date) -> str:
    """A day of the typesetter."""
    return call("datetime", year=str(day.year), month=str(day.month), day=str(day.day))

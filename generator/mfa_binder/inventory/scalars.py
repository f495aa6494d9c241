"""One scalar of YAML 1.1 becomes a plain value, exactly as written or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from yaml.resolver import Resolver

_CORE = "tag:yaml.org,2002:"
SCALAR_TAGS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp"))
MERGE_TAG = _CORE + "merge"

_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_NUMBER = 10_000
"""The patterns of YAML take memory by the length of what they look at."""

_TRUTH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A number that readers of YAML disagree about: `010`, `17:00`, `1_000`, `0x1F`, `.inf`, `1.0e+9`.

    No field of the model accepts it, so it must be quoted or written in plain digits.
    """

    text: str


Plain = str | int | Decimal | bool | date | Ambiguous | None
"""What a scalar can be. Numbers with a decimal point keep every digit; there are no floats."""

_resolver: Any = Resolver()


@lru_cache(maxsize=16384)
def implicit_tag(text: str) -> str:
    """The tag that YAML 1.1 gives to a plain scalar; one longer than any number is text."""
    if len(text) > _LONGEST_NUMBER:
        return _CORE + "str"
    tag: str = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    return tag


def plain_value(text: str, tag: str) -> Plain:
    """The value of a scalar. A day that the calendar lacks stays text, and the model refuses it."""
    if tag == _CORE + "int":
        return int(text) if _WHOLE.fullmatch(text) else Ambiguous(text)
    if tag == _CORE + "float":
        return Decimal(text) if _DECIMAL.fullmatch(text) else Ambiguous(text)
    if tag == _CORE + "bool":
        return _TRUTH.get(text.lower(), Ambiguous(text))
    if tag == _CORE + "null":
        return None
    return _day(text) if tag == _CORE + "timestamp" else text


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else text
    except ValueError:
        return text

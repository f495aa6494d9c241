"""A value as YAML text that every reader of YAML takes for that value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from mfa_binder.inventory.yaml_nodes import implicit_tag

ScalarValue: TypeAlias = "str | int | bool | date"
EditValue: TypeAlias = "ScalarValue | Mapping[str, EditValue] | Sequence[EditValue]"
"""What can be put into an inventory."""

_PLAIN = re.compile(r"[^\W\d_](?:[\w .@+/-]*[\w@+/.-])?")
"""Words that need no quotes: they begin with a letter and have no sign of YAML's in them."""

_TRUTHS = frozenset({"y", "n"})
"""Words of YAML 1.1 that PyYAML does not know."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TEXT = "tag:yaml.org,2002:str"


def scalar_text(value: ScalarValue) -> str:
    """One word or text, in quotes wherever a reader of YAML could take it for something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    plain = _PLAIN.fullmatch(value) and value.isprintable() and value.lower() not in _TRUTHS
    return value if plain and implicit_tag(value) == _TEXT else _quote_scalar(value)


def _quote_scalar(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(character) or _escape_character(character) for character in text) + '"'


def _escape_character(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def flow_text(value: EditValue) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow_text(item) for item in value) + "]"
    return scalar_text(value)


def entry_lines(key: str, value: EditValue, depth: int) -> list[str]:
    """Lines of a map's entry, without indentation; the first `depth` levels of maps get lines of their own."""
    if depth > 0 and isinstance(value, Mapping) and value:
        inner = [line for name, inner_value in value.items() for line in entry_lines(name, inner_value, depth - 1)]
        return [f"{scalar_text(key)}:", *(f"  {line}" for line in inner)]
    return [f"{scalar_text(key)}: {flow_text(value)}"]

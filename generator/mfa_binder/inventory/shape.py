"""The model's objections in plain words: unknown and missing keys, wrong types, wrong values.

A message never shows a value, except a number, day or truth value that only lacks its quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from mfa_binder.findings import Severity, Unplaced
from mfa_binder.inventory.format import INVENTORY, Format
from mfa_binder.inventory.nearest import did_you_mean
from mfa_binder.inventory.positions import PLAIN_KEY, Path, Positions
from mfa_binder.inventory.scalars import Ambiguous
from mfa_binder.inventory.spelling import quoted
from mfa_binder.inventory.tree import Data, ScalarNode
from mfa_binder.organization.identifiers import PATH_PATTERN, PRINCIPAL_PATTERN

_KEPT_QUIET = frozenset({"password", "vault"})

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "string_type": "text",
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "bool_type": "true or false",
        "is_instance_of": "a number in plain digits",
        "decimal_type": "a number in plain digits",
        "date_type": "a day written YYYY-MM-DD",
        "date_from_datetime_inexact": "a day written YYYY-MM-DD",
        "tuple_type": "a list",
        "dict_type": "a map of keys",
        "mapping_type": "a map of keys",
        "model_type": "a map of keys",
        "model_attributes_type": "a map of keys",
    }
)

_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "^[0-9]{12}$": "an account id of twelve digits in quotes",
        "^[A-Za-z0-9_+=,.@-]+$": "a name of letters a to z, digits and + = , . @ _ -, as IAM allows",
        "^[a-z0-9-]+:[A-Za-z0-9*]+$": "an action as policies name it, such as iam:DeactivateMFADevice",
        "^([01][0-9]|2[0-3]):[0-5][0-9]$": 'a time of day in quotes, such as "09:00"',
        PATH_PATTERN: "a path as IAM writes it: / alone, or between two of them, such as /ops/",
        "^[A-Za-z0-9_+=,.@:/-]+$": "an external id of letters, digits and + = , . @ : / _ -, as STS allows",
        PRINCIPAL_PATTERN: "the ARN of a user or role, such as arn:aws:iam::111122223333:user/ops/dan",
        "^[A-Z]{3,8}$": "three to eight capital letters",
        "^[A-Z]{3}$": "a currency of three capitals, such as USD",
    }
)


@dataclass(frozen=True, slots=True)
class _Objection:
    """One error of pydantic: its type, place and figures, and the format that it is about."""

    type: str
    path: Path
    context: Mapping[str, Any]
    format: Format


def shape_problems(
    error: ValidationError, positions: Positions, form: Format = INVENTORY, at: Path = ()
) -> Iterator[Unplaced]:
    """One finding for each objection of the model that `form` is the format of, to the value at `at`."""
    for detail in error.errors(include_url=False, include_input=False):
        objection = _Objection(detail["type"], (*at, *detail["loc"]), detail.get("ctx", {}), form)
        if objection.type != "default_factory_not_called":
            yield _WORDS.get(objection.type, _wrong_value)(objection, positions)


def _problem(problem: str, path: Path, message: str, hint: str | Callable[[], str]) -> Unplaced:
    return Unplaced(problem, Severity.ERROR, path, message, hint)


def _unknown(objection: _Objection, positions: Positions) -> Unplaced:
    parent, key = objection.path[:-1], str(objection.path[-1])
    if key.startswith("key ("):
        return _problem("unknown-key", (*parent, "key"), 'unknown key "key"', "remove it; the id is the key of the map")
    known = objection.format.known_keys(parent)
    if not PLAIN_KEY.fullmatch(key):
        # Such a key may be a value that lost its colon, so it is not repeated.
        return _problem("unknown-key", objection.path, "unknown key in this map", _one_of(known))
    hint = partial(did_you_mean, key, known, _one_of(known))
    return _problem("unknown-key", objection.path, f"unknown key {quoted(key)}", hint)


def _missing(objection: _Objection, positions: Positions) -> Unplaced:
    key = str(objection.path[-1])
    means = objection.format.meaning(objection.path)
    hint = f"add {key}: {means[0].lower()}{means[1:].rstrip('.')}" if means else f"add {key}"
    return _problem("missing-key", objection.path, f"the key {quoted(key)} is missing", hint)


def _wrong_type(objection: _Objection, positions: Positions) -> Unplaced:
    wanted = _TYPES[objection.type]
    node = positions.node(objection.path)
    actual = _described(node.value if node is not None else None)
    hint = f"write {wanted}"
    if isinstance(node, ScalarNode) and wanted == "text" and node.value is not None:
        quiet = objection.path[-1] in _KEPT_QUIET or isinstance(node.value, str)
        hint = "write it in quotes" if quiet else f"write it in quotes: {quoted(node.text)}"
    elif node is not None and node.value is None:
        hint = f"write {wanted}, or remove the key"
    return _problem("wrong-type", objection.path, f"this {actual}, and must be {wanted}", hint)


def _wrong_word(objection: _Objection, positions: Positions) -> Unplaced:
    words = objection.format.allowed_words(objection.path)
    expected = _one_of(words) if words else f"write {objection.context.get('expected', 'another')}"
    node = positions.node(objection.path)
    word = node.value if node is not None else None
    if isinstance(word, str):
        hint = partial(did_you_mean, word, words, expected)
        return _problem("wrong-value", objection.path, "this is not one of the words allowed here", hint)
    return _problem("wrong-type", objection.path, f"this {_described(word)}, and must be a word", expected)


def _wrong_pattern(objection: _Objection, positions: Positions) -> Unplaced:
    is_key = objection.path[-1] == "key"
    path = objection.path[:-1] if is_key else objection.path
    wanted = _PATTERNS.get(str(objection.context.get("pattern")))
    if wanted is None:
        return _wrong_word(
            _Objection("enum", path, {"expected": "root, or a kind of access"}, objection.format), positions
        )
    what = "the key" if is_key else "this"
    return _problem("key-not-text" if is_key else "wrong-value", path, f"{what} is not {wanted}", f"write {wanted}")


def _wrong_version(objection: _Objection, positions: Positions) -> Unplaced:
    message = "this version of the format is not known"
    return _problem("wrong-value", objection.path, message, f"write {objection.context.get('expected', '1')}")


def _wrong_day(objection: _Objection, positions: Positions) -> Unplaced:
    return _problem("wrong-value", objection.path, "this is not a day of the calendar", "write a day as YYYY-MM-DD")


def _wrong_size(objection: _Objection, positions: Positions) -> Unplaced:
    name, figure = next(iter(objection.context.items()))
    if name == "min_length":
        return _problem("wrong-value", objection.path, "this is empty", "write a word, or remove the key")
    limit = _LIMITS[name].format(figure)
    path = objection.path[:-1] if objection.path[-1] == "key" else objection.path
    return _problem("wrong-value", path, _TOO[name], f"write {limit}")


def _wrong_value(objection: _Objection, positions: Positions) -> Unplaced:
    means = objection.format.meaning(objection.path)
    return _problem("wrong-value", objection.path, "this value is not allowed here", means or "write another value")


_TOO = {
    "ge": "this is too small",
    "gt": "this is too small",
    "le": "this is too large",
    "lt": "this is too large",
    "max_length": "this is too long",
}

_LIMITS = {
    "ge": "{} or more",
    "gt": "more than {}",
    "le": "{} or less",
    "lt": "less than {}",
    "max_length": "{} characters or fewer",
}

_WORDS: Mapping[str, Callable[[_Objection, Positions], Unplaced]] = MappingProxyType(
    {
        **dict.fromkeys(_TYPES, _wrong_type),
        "extra_forbidden": _unknown,
        "missing": _missing,
        "enum": _wrong_word,
        "literal_error": _wrong_version,
        "string_pattern_mismatch": _wrong_pattern,
        "value_error": _wrong_day,
        **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _wrong_size),
        **dict.fromkeys(("string_too_short", "string_too_long"), _wrong_size),
    }
)


def _one_of(words: tuple[str, ...]) -> str:
    return "write one of " + ", ".join(words) if words else "remove it"


def _described(value: Data) -> str:
    """What a value is, as the middle of a sentence."""
    for kind, words in _KINDS:
        if isinstance(value, kind):
            return words
    return "is empty"


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "is read as true or false"),
    (int, "is a number"),
    (Decimal, "is a number"),
    (Ambiguous, "is a number that readers of YAML disagree about"),
    (date, "is read as a day"),
    (str, "is text"),
    (list, "is a list"),
    (dict, "is a map"),
)

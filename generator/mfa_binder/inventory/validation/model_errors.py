"""The model's objections in plain words: unknown and missing keys, wrong types, wrong values.

The model reads a large section in pieces, so that a million objections never stand in memory.

A message never shows a value, except a number, day or truth value that only lacks its quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from itertools import islice
from types import MappingProxyType
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.file_format import INVENTORY_FORMAT, FileFormat
from mfa_binder.inventory.message_words import did_you_mean, quote_word
from mfa_binder.inventory.positions import PLAIN_KEY, FilePositions
from mfa_binder.inventory.validation.problem_ids import inventory_error
from mfa_binder.inventory.yaml_nodes import AmbiguousNumber, Data, KeyPath, ScalarNode
from mfa_binder.organization.identifiers import PATH_PATTERN, PRINCIPAL_PATTERN
from mfa_binder.organization.organization import Organization

_PIECE = 2_000
"""Entries that are validated at a time."""

Objections = tuple[KeyPath, ValidationError]
"""What the model has against a part of the file, and the path of that part."""


class PiecewiseValidation:
    """Go through `objections`; then `organization` is the model, if there were none."""

    def __init__(self, data: Mapping[str, Data]) -> None:
        self._data = data
        self.organization: Organization | None = None

    def objections(self) -> Iterator[Objections]:
        """What the model has against each piece, then against the whole of what was accepted."""
        accepted: dict[str, object] = dict(self._data)
        refused = False
        for name, entries in self._data.items():
            if isinstance(entries, dict) and len(entries) > _PIECE and name in Organization.model_fields:
                accepted[name] = {}
                for piece in _cut_in_pieces(entries):
                    try:
                        accepted[name] |= _section_type(name).validate_python(piece)
                    except ValidationError as error:
                        refused = True
                        yield (name,), error
        try:
            organization = Organization.model_validate(accepted)
        except ValidationError as error:
            yield (), error
        else:
            self.organization = None if refused else organization


def _cut_in_pieces(entries: Mapping[str, Data]) -> Iterator[dict[str, Data]]:
    rest = iter(entries.items())
    while piece := dict(islice(rest, _PIECE)):
        yield piece


@cache
def _section_type(name: str) -> TypeAdapter[Any]:
    hints = get_type_hints(Organization, include_extras=True)
    return TypeAdapter(hints[name], config=ConfigDict(strict=True))


_NEVER_SHOWN = frozenset({"password", "vault"})

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
    """One error of pydantic."""

    type: str
    """As pydantic names it: `string_too_short`."""
    path: KeyPath
    context: Mapping[str, Any]
    """The figures and words of the error: `min_length`."""
    format: FileFormat
    """The format that is not kept."""


def describe_objections(
    error: ValidationError, positions: FilePositions, form: FileFormat = INVENTORY_FORMAT, at: KeyPath = ()
) -> Iterator[UnplacedFinding]:
    """One finding for each objection of the model that `form` is the format of, to the value at `at`."""
    for detail in error.errors(include_url=False, include_input=False):
        objection = _Objection(detail["type"], (*at, *detail["loc"]), detail.get("ctx", {}), form)
        if objection.type != "default_factory_not_called":
            yield _DESCRIPTIONS.get(objection.type, _wrong_value)(objection, positions)


def _unknown_key(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    parent, key = objection.path[:-1], str(objection.path[-1])
    if key.startswith("key ("):
        return inventory_error(
            "unknown-key", (*parent, "key"), 'unknown key "key"', "remove it; the id is the key of the map"
        )
    known = objection.format.known_keys(parent)
    if not PLAIN_KEY.fullmatch(key):
        # Such a key may be a value that lost its colon, so it is not repeated.
        return inventory_error("unknown-key", objection.path, "unknown key in this map", _list_choices(known))
    hint = partial(did_you_mean, key, known, _list_choices(known))
    return inventory_error("unknown-key", objection.path, f"unknown key {quote_word(key)}", hint)


def _missing_key(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    key = str(objection.path[-1])
    means = objection.format.meaning(objection.path)
    hint = f"add {key}: {means[0].lower()}{means[1:].rstrip('.')}" if means else f"add {key}"
    return inventory_error("missing-key", objection.path, f"the key {quote_word(key)} is missing", hint)


def _wrong_type(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    expected = _TYPES[objection.type]
    node = positions.node(objection.path)
    actual = _describe_value(node.value if node is not None else None)
    hint = f"write {expected}"
    if isinstance(node, ScalarNode) and expected == "text" and node.value is not None:
        quiet = objection.path[-1] in _NEVER_SHOWN or isinstance(node.value, str)
        hint = "write it in quotes" if quiet else f"write it in quotes: {quote_word(node.text)}"
    elif node is not None and node.value is None:
        hint = f"write {expected}, or remove the key"
    return inventory_error("wrong-type", objection.path, f"this {actual}, and must be {expected}", hint)


def _wrong_word(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    words = objection.format.allowed_words(objection.path)
    expected = _list_choices(words) if words else f"write {objection.context.get('expected', 'another')}"
    node = positions.node(objection.path)
    word = node.value if node is not None else None
    if isinstance(word, str):
        hint = partial(did_you_mean, word, words, expected)
        return inventory_error("wrong-value", objection.path, "this is not one of the words allowed here", hint)
    return inventory_error("wrong-type", objection.path, f"this {_describe_value(word)}, and must be a word", expected)


def _wrong_pattern(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    is_key = objection.path[-1] == "key"
    path = objection.path[:-1] if is_key else objection.path
    expected = _PATTERNS.get(str(objection.context.get("pattern")))
    if expected is None:
        return _wrong_word(
            _Objection("enum", path, {"expected": "root, or a kind of access"}, objection.format), positions
        )
    subject = "the key" if is_key else "this"
    return inventory_error(
        "key-not-text" if is_key else "wrong-value", path, f"{subject} is not {expected}", f"write {expected}"
    )


def _wrong_version(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    message = "this version of the format is not known"
    return inventory_error("wrong-value", objection.path, message, f"write {objection.context.get('expected', '1')}")


def _wrong_day(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    return inventory_error(
        "wrong-value", objection.path, "this is not a day of the calendar", "write a day as YYYY-MM-DD"
    )


def _wrong_size(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    name, figure = next(iter(objection.context.items()))
    if name == "min_length":
        return inventory_error("wrong-value", objection.path, "this is empty", "write a word, or remove the key")
    limit = _LIMITS[name].format(figure)
    path = objection.path[:-1] if objection.path[-1] == "key" else objection.path
    return inventory_error("wrong-value", path, _SIZE_MESSAGES[name], f"write {limit}")


def _wrong_value(objection: _Objection, positions: FilePositions) -> UnplacedFinding:
    means = objection.format.meaning(objection.path)
    return inventory_error(
        "wrong-value", objection.path, "this value is not allowed here", means or "write another value"
    )


_SIZE_MESSAGES = {
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

_DESCRIPTIONS: Mapping[str, Callable[[_Objection, FilePositions], UnplacedFinding]] = MappingProxyType(
    {
        **dict.fromkeys(_TYPES, _wrong_type),
        "extra_forbidden": _unknown_key,
        "missing": _missing_key,
        "enum": _wrong_word,
        "literal_error": _wrong_version,
        "string_pattern_mismatch": _wrong_pattern,
        "value_error": _wrong_day,
        **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _wrong_size),
        **dict.fromkeys(("string_too_short", "string_too_long"), _wrong_size),
    }
)


def _list_choices(words: tuple[str, ...]) -> str:
    return "write one of " + ", ".join(words) if words else "remove it"


def _describe_value(value: Data) -> str:
    """What a value is, as the middle of a sentence."""
    for kind, words in _KINDS_OF_VALUES:
        if isinstance(value, kind):
            return words
    return "is empty"


_KINDS_OF_VALUES: tuple[tuple[type, str], ...] = (
    (bool, "is read as true or false"),
    (int, "is a number"),
    (Decimal, "is a number"),
    (AmbiguousNumber, "is a number that readers of YAML disagree about"),
    (date, "is read as a day"),
    (str, "is text"),
    (list, "is a list"),
    (dict, "is a map"),
)

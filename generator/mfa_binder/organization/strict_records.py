"""What every part of the model has in common: frozen, strict, closed to unknown keys.

Also the forms of its lists, maps, dates and amounts, and enumerations that the inventory writes as plain words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


class StrictRecord(BaseModel):
    """Base of the model. Attribute docstrings become the descriptions of the JSON Schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class KeyedRecord(StrictRecord):
    """A record that stands in a map of the inventory."""

    key: Annotated[str, StringConstraints(max_length=200)]
    """Its map key in the inventory, its id."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The file writes `key` as the map key, so its schema has no such property."""
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core_schema))
        schema.get("properties", {}).pop("key", None)
        if "required" in schema:
            schema["required"] = [name for name in schema["required"] if name != "key"]
        return schema


def _put_keys_in_entries(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {key: _put_key_in_entry(key, entry) for key, entry in value.items()}


def _put_key_in_entry(key: object, entry: object) -> object:
    if isinstance(entry, Mapping) and "key" not in entry:
        return {**entry, "key": key}
    if isinstance(entry, Mapping):
        return {**{k: v for k, v in entry.items() if k != "key"}, "key": key, "key (not a key of the format)": None}
    return entry


def _parse_date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _parse_decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Entry = TypeVar("_Entry")
_Value = TypeVar("_Value")

Keys = Annotated[Mapping[str, _Entry], BeforeValidator(_put_keys_in_entries), AfterValidator(MappingProxyType)]
"""A map whose entries are `Keyed`; the entries' ids are its keys."""

Tuple = Annotated[tuple[_Value, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]
"""A YAML list, frozen."""

Date = Annotated[date, BeforeValidator(_parse_date)]
"""A calendar day, YYYY-MM-DD, quoted or not."""

Amount = Annotated[Decimal, BeforeValidator(_parse_decimal)]
"""A number kept as it was written, never a binary float."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""Text of 1 to 500 characters."""


class WordEnum(StrEnum):
    """A fixed list of words. The model is strict, but a word of the file is not yet a member."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Accept the word where a strict model would ask for the member."""
        return {**handler(source), "strict": False}

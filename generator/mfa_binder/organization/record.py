"""What every part of the model has in common: frozen, strict, closed to unknown keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints


class Record(BaseModel):
    """Base of the model. Attribute docstrings become the descriptions of the JSON Schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Keyed(Record):
    """A record that stands in a map of the inventory; `key` is its map key, its id."""

    key: Annotated[str, StringConstraints(max_length=200)]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The file writes `key` as the map key, so its schema has no such property."""
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core_schema))
        schema.get("properties", {}).pop("key", None)
        if "required" in schema:
            schema["required"] = [name for name in schema["required"] if name != "key"]
        return schema


def _with_keys(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {key: _with_key(key, entry) for key, entry in value.items()}


def _with_key(key: object, entry: object) -> object:
    if isinstance(entry, Mapping) and "key" not in entry:
        return {**entry, "key": key}
    if isinstance(entry, Mapping):
        return {**{k: v for k, v in entry.items() if k != "key"}, "key": key, "key (not a key of the format)": None}
    return entry


def _date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Entry = TypeVar("_Entry")
_Value = TypeVar("_Value")

Keys = Annotated[Mapping[str, _Entry], BeforeValidator(_with_keys), AfterValidator(MappingProxyType)]
"""A map whose entries are `Keyed`; the entries' ids are its keys."""

Tuple = Annotated[tuple[_Value, ...], BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)]
"""A YAML list, frozen."""

Date = Annotated[date, BeforeValidator(_date)]
"""A calendar day, YYYY-MM-DD, quoted or not."""

Amount = Annotated[Decimal, BeforeValidator(_decimal)]
"""A number kept as it was written, never a binary float."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""Text of 1 to 500 characters."""

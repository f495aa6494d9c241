"""The format of a file, asked by path: which keys are known at a place, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from mfa_binder.inventory.yaml_nodes import KeyPath
from mfa_binder.organization.organization import Organization

_Schema = Mapping[str, Any]


class FileFormat:
    """What a model accepts, read from its JSON Schema."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def known_keys(self, path: KeyPath) -> tuple[str, ...]:
        """The keys that the format has at a place; none where keys are ids, or the place is unknown."""
        return tuple(self._schema_at(path).get("properties", {}))

    def meaning(self, path: KeyPath) -> str:
        """What the value at a place means, in a sentence; empty if the format does not say."""
        parent, last = self._schema_at(path[:-1]), path[-1] if path else ""
        described = parent.get("properties", {}).get(last, {})
        return str(described.get("description", "")) if isinstance(last, str) else ""

    def allowed_words(self, path: KeyPath) -> tuple[str, ...]:
        """The words that a value must be one of; empty where it is free."""
        return tuple(word for word in self._schema_at(path).get("enum", ()) if isinstance(word, str))

    def holds_ids(self, path: KeyPath) -> bool:
        """Whether the keys of the map at a place are ids, chosen by whoever wrote the file."""
        return isinstance(self._schema_at(path).get("additionalProperties"), dict)

    @cached_property
    def _schema(self) -> _Schema:
        return MappingProxyType(self._model.model_json_schema())

    def _schema_at(self, path: KeyPath) -> _Schema:
        schema = self._resolve(self._schema)
        for step in path:
            if isinstance(step, int):
                schema = schema.get("items", {})
            else:
                schema = schema.get("properties", {}).get(step) or schema.get("additionalProperties") or {}
            schema = self._resolve(schema) if isinstance(schema, Mapping) else {}
        return schema

    def _resolve(self, schema: _Schema) -> _Schema:
        """The schema behind a reference, and of an optional value the one that is not null."""
        for _ in range(4):
            options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
            if options:
                schema = options[0]
            if "$ref" in schema:
                schema = self._schema["$defs"][schema["$ref"].rpartition("/")[2]]
        return schema


INVENTORY_FORMAT = FileFormat(Organization)
"""The format of `inventory.yaml`."""

"""The model's word on the file, section by section in pieces, so that a million objections never stand in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from mfa_binder.inventory.positions import Path
from mfa_binder.inventory.tree import Data
from mfa_binder.organization.organization import Organization

_PIECE = 2_000
"""Entries that are validated at a time."""

Objections = tuple[Path, ValidationError]
"""What the model has against a part of the file, and the path of that part."""


class Validation:
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
                for piece in _pieces(entries):
                    try:
                        accepted[name] |= _section(name).validate_python(piece)
                    except ValidationError as error:
                        refused = True
                        yield (name,), error
        try:
            organization = Organization.model_validate(accepted)
        except ValidationError as error:
            yield (), error
        else:
            self.organization = None if refused else organization


def _pieces(entries: Mapping[str, Data]) -> Iterator[dict[str, Data]]:
    rest = iter(entries.items())
    while piece := dict(islice(rest, _PIECE)):
        yield piece


@cache
def _section(name: str) -> TypeAdapter[Any]:
    hints = get_type_hints(Organization, include_extras=True)
    return TypeAdapter(hints[name], config=ConfigDict(strict=True))

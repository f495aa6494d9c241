"""The door of observed.json: what `mfa-binder collect` wrote, or every reason why it cannot be used."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from generator.errors import InventoryError, ObservationError
from generator.findings import Finding, Place, Severity
from generator.inventory.positions import Positions
from generator.inventory.source import read_source
from generator.inventory.tree import compose
from generator.observation.observation import Observation

_HINT = "move the file away and run mfa-binder collect again; it is that command's work, and is not edited by hand"

MAX_BYTES = 512 * 1024 * 1024
"""Ten thousand accounts of ten users are about 50 MB."""


def read_observed(path: Path) -> Observation:
    """Read observed.json. Raises ObservationError with every problem, by line and column."""
    try:
        text = read_source(path, MAX_BYTES)
    except InventoryError as refused:
        raise ObservationError([replace(found, hint=_HINT) for found in refused.findings]) from None
    try:
        return Observation.model_validate_json(text)
    except ValidationError as error:
        raise ObservationError(tuple(_problems(text, str(path), error))) from None


def _problems(text: str, file: str, error: ValidationError) -> list[Finding]:
    try:
        json.loads(text)
    except json.JSONDecodeError as broken:
        place = Place(file, broken.lineno, broken.colno)
        return [Finding("observed-broken", Severity.ERROR, place, f"this is not JSON: {broken.msg.lower()}", _HINT)]
    positions = Positions(file, compose(text, file).root)
    return [
        Finding("observed-broken", Severity.ERROR, positions.place(tuple(found["loc"])), found["msg"].lower(), _HINT)
        for found in error.errors(include_url=False, include_input=False)
    ]

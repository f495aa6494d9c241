"""The door of observed.json: what `mfa-binder collect` wrote, or every reason why it cannot be used."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from generator.errors import InventoryError, ObservationError
from generator.findings import Finding, Place, Severity
from generator.inventory.positions import Positions
from generator.inventory.secret_prose import kind_of_secret
from generator.inventory.source import read_source
from generator.inventory.tree import compose
from generator.observation.observation import Observation, texts_of_people

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


def read_observed_for_print(path: Path) -> Observation:
    """Read observed.json for pages. Raises ObservationError, also for a secret in a text that AWS keeps for people.

    `collect`, which makes the file again, reads it with `read_observed`: once the text is changed in AWS, it is gone.
    """
    observation = read_observed(path)
    found = [(place, kind) for place, text in texts_of_people(observation) if (kind := kind_of_secret(text))]
    if found:
        positions = Positions(str(path), compose(read_source(path, MAX_BYTES), str(path)).root)
        hint = "change it in AWS and where it is used, then run mfa-binder collect again"
        raise ObservationError(
            [
                Finding("secret-in-inventory", Severity.ERROR, positions.place(place), f"this looks like {kind}", hint)
                for place, kind in found
            ]
        )
    return observation


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

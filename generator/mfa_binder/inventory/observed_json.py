"""Reading observed.json: what `mfa-binder collect` wrote, or every reason why it cannot be used."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from mfa_binder.errors import InventoryError, ObservationError
from mfa_binder.files.reading import MIB
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.message_words import dotted_path, one_line
from mfa_binder.inventory.positions import FilePositions
from mfa_binder.inventory.secret_detection.secret_sentences import kind_of_secret
from mfa_binder.inventory.source_text import read_source
from mfa_binder.inventory.yaml_composer import compose_tree
from mfa_binder.observation.observation import Observation, free_texts

_HINT = "move the file away and run mfa-binder collect again; it is that command's work, and is not edited by hand"

_NEWER = "a newer mfa-binder wrote it: update mfa-binder, or move the file away and run mfa-binder collect again"

_AT = re.compile(r" at line (\d+) column (\d+)$")

MAX_BYTES = 256 * MIB
"""Ten thousand accounts of ten users are about 50 MB."""

_MOST_PLACED = 16 * MIB
"""Characters of a file whose values are looked for line by line."""


def read_observed(path: Path) -> Observation:
    """Read observed.json. Raises ObservationError with every problem, by line and column."""
    try:
        text = read_source(path, MAX_BYTES)
    except InventoryError as refused:
        hint = _HINT if os.path.lexists(path) else "mfa-binder collect writes it; or name another file"
        raise ObservationError([replace(finding, hint=hint) for finding in refused.findings]) from None
    try:
        return Observation.model_validate_json(text)
    except ValidationError as error:
        raise ObservationError(tuple(_describe_objections(text, str(path), error))) from None


def read_observed_for_print(path: Path) -> Observation:
    """Read observed.json for pages. Raises ObservationError, also for a secret in a text that AWS keeps for people.

    `collect`, which makes the file again, reads it with `read_observed`: once the text is changed in AWS, it is gone.
    """
    observation = read_observed(path)
    secrets = [(place, kind) for place, text in free_texts(observation) if (kind := kind_of_secret(text))]
    if secrets:
        positions = FilePositions(str(path), compose_tree(read_source(path, MAX_BYTES), str(path)).root)
        hint = "change it in AWS and where it is used, then run mfa-binder collect again"
        raise ObservationError(
            [
                Finding("secret-in-inventory", Severity.ERROR, positions.place(place), f"this looks like {kind}", hint)
                for place, kind in secrets
            ]
        )
    return observation


def _describe_objections(text: str, file: str, error: ValidationError) -> list[Finding]:
    objections = error.errors(include_url=False, include_input=False)
    if objections[0]["type"] == "json_invalid":
        return [_describe_json_error(text, file, objections[0]["msg"])]
    positions = _find_positions(text, file)
    # What a newer version has otherwise follows from its number.
    objections = [
        objection
        for objection in objections
        if objection["loc"] == ("schema",) and objection["type"] == "literal_error"
    ] or objections
    return [
        _describe_objection(objection["loc"], objection["msg"].lower(), positions, file) for objection in objections
    ]


def _describe_objection(
    path: tuple[str | int, ...], message: str, positions: FilePositions | None, file: str
) -> Finding:
    place = positions.place(path) if positions is not None else FindingPlace(file, path=dotted_path(path))
    hint = _NEWER if path == ("schema",) else _HINT
    return Finding("observed-broken", Severity.ERROR, place, one_line(message), hint)


def _describe_json_error(text: str, file: str, reason: str) -> Finding:
    """Where it ends being JSON; a value that is nested too deep, or too long, is placed by the faster reader."""
    try:
        json.loads(text)
    except json.JSONDecodeError as broken:
        place, reason = FindingPlace(file, broken.lineno, broken.colno), broken.msg
    except (RecursionError, ValueError):
        place = _place_in_reason(reason, file)
    else:
        place = _place_in_reason(reason, file)
    message = f"this is not JSON: {one_line(_AT.sub('', reason).removeprefix('Invalid JSON: ').lower())}"
    return Finding("observed-broken", Severity.ERROR, place, message, _HINT)


def _place_in_reason(reason: str, file: str) -> FindingPlace:
    match = _AT.search(reason)
    return FindingPlace(file, int(match[1]), int(match[2])) if match is not None else FindingPlace(file)


def _find_positions(text: str, file: str) -> FilePositions | None:
    """Where the values stand; None for a file that is too large to look, or that no reader of YAML takes."""
    if len(text) > _MOST_PLACED:
        return None
    try:
        return FilePositions(file, compose_tree(text, file).root)
    except InventoryError:
        return None

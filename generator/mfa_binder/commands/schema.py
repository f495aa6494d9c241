"""`mfa-binder schema`: the JSON Schema of inventory.yaml."""

from __future__ import annotations

from typing import Any

import typer

from mfa_binder.commands.settings import command_settings
from mfa_binder.organization.organization import Organization


def schema_document() -> dict[str, Any]:
    """The JSON Schema, draft 2020-12, of the public format."""
    document = Organization.model_json_schema(by_alias=True)
    return {**document, "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "inventory.yaml"}


def schema(context: typer.Context) -> None:
    """Print the JSON Schema of inventory.yaml, for editors."""
    command_settings(context).output.document(schema_document())

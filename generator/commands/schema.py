"""`mfa-binder schema`: the JSON Schema of inventory.yaml."""

from __future__ import annotations

import typer

from generator.commands.settings import settings
from generator.organization.organization import Organization


def schema(context: typer.Context) -> None:
    """Print the JSON Schema of inventory.yaml, for editors."""
    document = Organization.model_json_schema(by_alias=True)
    settings(context).output.document({"$schema": "https://json-schema.org/draft/2020-12/schema", **document})

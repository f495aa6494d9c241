"""The documentation is complete where completeness can be counted."""

import re
from pathlib import Path

import typer.main

from mfa_binder.cli import app
from mfa_binder.commands.schema import schema_document


def test_every_command_and_flag_is_documented(checkout: Path) -> None:
    text = (checkout / "docs" / "command-line.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined] # a Typer app with sub-commands is a group
    assert len(commands) >= 6
    for name, command in commands.items():
        assert f"`mfa-binder {name}" in text, name
        for parameter in command.params:
            flags = [flag for flag in parameter.opts if flag.startswith("--")]
            assert not flags or any(flag in text for flag in flags), f"{name} {flags}"


def test_every_link_in_the_documentation_leads_somewhere(checkout: Path) -> None:
    pages = [*(checkout / "docs").glob("*.md"), *checkout.glob("*.md")]
    links = 0
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            links += 1
            assert (page.parent / target).exists(), f"{page.name}: {target}"
    assert links >= 2


def test_the_schema_describes_every_key_of_the_format() -> None:
    document = schema_document()
    assert document["title"] == "inventory.yaml"
    assert "key" not in document["$defs"]["Person"]["properties"]
    assert set(document["required"]) == {"schema", "organizations", "accounts"}

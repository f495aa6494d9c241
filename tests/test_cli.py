"""A run loads what its sub-command needs: a revision is issued without the SDK, the simulator or the inventory."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer.main
from typer.testing import CliRunner

from mfa_binder.cli import app

_HEAVY = {
    "boto3",
    "botocore",
    "moto",
    "typst",
    "mkdocs",
    "jinja2",
    "mfa_binder.inventory.inventory_loading",
    "mfa_binder.rendering.book_renderer",
}


@pytest.mark.parametrize("words", [[], ["issue", "--help"]])
def test_what_is_not_asked_for_is_not_loaded(words: list[str]) -> None:
    script = (
        "import sys, mfa_binder.cli as cli\n"
        f"sys.argv = ['mfa-binder', *{words!r}]\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "print('loaded', *sys.modules)\n"
    )
    if not words:
        script = "import sys, mfa_binder.cli\nprint('loaded', *sys.modules)\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert loaded[0] == "loaded"
    assert "mfa_binder.cli" in loaded
    assert _HEAVY.intersection(loaded) == set()


def test_every_sub_command_can_be_loaded_and_stands_in_the_help() -> None:
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined] # a Typer app with sub-commands is a group
    help_text = CliRunner().invoke(app, ["--help"]).output
    assert len(commands) >= 12
    for name in commands:
        assert commands[name].name == name
        assert f"│ {name} " in help_text


def test_a_mistyped_sub_command_is_told_apart() -> None:
    done = CliRunner().invoke(app, ["isue"])
    assert done.exit_code == 2
    assert "Did you mean 'issue'?" in done.output

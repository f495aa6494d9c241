"""`mfa-binder check`: what is wrong in the inventory."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from generator.commands.settings import AsOfOption, FormatOption, QuietOption, settings
from generator.commands.working_folder import open_folder
from generator.findings import Severity

LevelOption = Annotated[Severity, typer.Option("--level", help="Exit 3 when a finding is at or above this level.")]


def check(
    context: typer.Context,
    level: LevelOption = Severity.WARNING,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what is wrong in the inventory: file, line, column, and what to do."""
    here = settings(context)
    output = here.adjust(form, quiet)
    opened = open_folder(here.folder, as_of, os.environ, output.note)
    if output.json:
        output.document({"findings": [finding.as_json() for finding in opened.findings]})
    else:
        output.findings(opened.findings)
        output.note(f"{len(opened.findings)} finding(s), as of {opened.as_of.isoformat()}")
    if any(finding.severity.rank >= level.rank for finding in opened.findings):
        raise typer.Exit(3)

"""`mfa-binder check`: what is wrong in the inventory, and in templates of one's own."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from mfa_binder.commands.settings import AsOfOption, FormatOption, QuietOption, command_settings, parse_day
from mfa_binder.errors import ExitCode, RenderingError
from mfa_binder.findings import Severity, worst_findings
from mfa_binder.workflows.checking import check_folder

AllOption = Annotated[bool, typer.Option("--all", help="Print every finding, not the worst 200 only.")]
LevelOption = Annotated[Severity, typer.Option("--level", help="Exit 3 when a finding is at or above this level.")]


def check(
    context: typer.Context,
    level: LevelOption = Severity.WARNING,
    everything: AllOption = False,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what is wrong in the inventory: file, line, column, and what to do."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    checked = check_folder(here.folder, parse_day(as_of, "--as-of"), os.environ, here.progress)
    if checked.mistakes is not None:
        if output.json:
            raise RenderingError((*checked.findings, *checked.mistakes.findings))
        output.findings(checked.findings)
        raise checked.mistakes
    shown = checked.findings if everything else worst_findings(checked.findings)
    more = len(checked.findings) - len(shown)
    if output.json:
        output.document({"findings": [finding.as_json() for finding in shown], "more": more})
    else:
        output.findings(shown, more=more)
        output.note(f"{len(checked.findings)} finding(s), as of {checked.as_of.isoformat()}")
    if any(finding.severity.rank >= level.rank for finding in checked.findings):
        raise typer.Exit(ExitCode.FINDINGS)

"""What is said before the sub-command: the working folder, the format, quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput, OutputFormat
from mfa_binder.commands.progress_words import CommandProgress
from mfa_binder.errors import UsageError
from mfa_binder.workflows.working_folder import WorkingFolder, require_possible_year

FormatOption = Annotated[OutputFormat | None, typer.Option("--format", help="How results are printed.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Print what would change, and write nothing.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day that the documents are dated.")
]


@dataclass
class CommandSettings:
    """Shared by all sub-commands; flags after the sub-command win."""

    folder: WorkingFolder
    output: CommandOutput

    @property
    def progress(self) -> CommandProgress:
        """Whom a workflow tells how it gets on."""
        return CommandProgress(self.output)

    def adjust(self, form: OutputFormat | None, quiet: bool) -> CommandOutput:
        """The output for a sub-command with flags of its own."""
        self.output.format = form or self.output.format
        self.output.quiet = quiet or self.output.quiet
        return self.output


def parse_day(text: str | None, option: str) -> date | None:
    """The day that an option says, if it is given. Raises UsageError if that is none."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day", "write it as 2026-11-24") from None
    return require_possible_year(day, option)


def command_settings(context: typer.Context) -> CommandSettings:
    """The settings of this run."""
    settings = context.find_root().obj
    if not isinstance(settings, CommandSettings):
        raise TypeError("the settings were not made")
    return settings

"""What is said before the sub-command: the working folder, the format, quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput, OutputFormat
from mfa_binder.workflows.working_folder import WorkingFolder

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

    def adjust(self, form: OutputFormat | None, quiet: bool) -> CommandOutput:
        """The output for a sub-command with flags of its own."""
        self.output.format = form or self.output.format
        self.output.quiet = quiet or self.output.quiet
        return self.output


def command_settings(context: typer.Context) -> CommandSettings:
    """The settings of this run."""
    found = context.find_root().obj
    if not isinstance(found, CommandSettings):
        raise TypeError("the settings were not made")
    return found

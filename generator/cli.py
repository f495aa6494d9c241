"""The command line. One place turns an expected error into a message and an exit code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.build import build
from generator.commands.check import check
from generator.commands.collect import collect
from generator.commands.console import Format, Output
from generator.commands.cost import cost
from generator.commands.diff import diff
from generator.commands.encrypt import encrypt_files
from generator.commands.import_devices import import_list
from generator.commands.init import init
from generator.commands.issue import issue
from generator.commands.labels import labels
from generator.commands.link import link
from generator.commands.rehearse import rehearse
from generator.commands.schema import schema
from generator.commands.settings import Settings, settings
from generator.commands.working_folder import WorkingFolder
from generator.errors import MfaBinderError

app = typer.Typer(
    name="mfa-binder",
    help="Printable, rehearsed runbooks for hardware MFA across an AWS organization.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _reported(command: Callable[..., None]) -> Callable[..., None]:
    """The command, with its expected errors printed and turned into an exit code."""

    @functools.wraps(command)
    def run(context: typer.Context, **flags: object) -> None:
        try:
            command(context, **flags)
        except MfaBinderError as error:
            settings(context).output.error(error)
            raise typer.Exit(error.exit_code) from None

    return run


for _command in (init, collect, diff, link, check, build, issue, labels, rehearse, cost, schema):
    app.command()(_reported(_command))
app.command("import")(_reported(import_list))
app.command("encrypt")(_reported(encrypt_files))


@app.callback()
def root(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Option("-C", metavar="DIR", file_okay=False, exists=True, help="The working folder.")
    ] = Path(),
    form: Annotated[Format, typer.Option("--format", help="How results are printed.")] = Format.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")] = False,
) -> None:
    """Printable, rehearsed runbooks for hardware MFA across an AWS organization."""
    context.obj = Settings(WorkingFolder(folder), Output(form, quiet=quiet))


def main() -> None:
    """Entry point. Exit: 0 fine, 1 cannot go on, 2 usage, 3 findings, 4 out of date."""
    app()

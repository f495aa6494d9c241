"""The command line. One place turns an expected error into a message and an exit code.

A sub-command is loaded when it is asked for: reading AWS needs its SDK, paper a typesetter, the rehearsal a
simulator, and no run needs them all.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, MutableMapping
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mfa_binder.commands.console import CommandOutput, OutputFormat
from mfa_binder.commands.settings import CommandSettings, command_settings
from mfa_binder.errors import MfaBinderError
from mfa_binder.processes.interruption import leave_in_order
from mfa_binder.workflows.working_folder import WorkingFolder

_COMMANDS = {
    "init": "init.init",
    "collect": "collect.collect",
    "diff": "diff.diff",
    "link": "link.link",
    "check": "check.check",
    "build": "build.build",
    "issue": "issue.issue",
    "labels": "labels.labels",
    "rehearse": "rehearse.rehearse",
    "cost": "cost.cost",
    "schema": "schema.schema",
    "import": "import_lists.import_into_inventory",
    "encrypt": "encrypt.encrypt_files",
}
"""Each sub-command: its file in commands/ and the function there, in the order of the help."""


class _LazyCommands(MutableMapping[str, Any]):
    """The sub-commands by name; each is loaded when it is first looked at."""

    def __init__(self) -> None:
        self._known = dict.fromkeys(_COMMANDS)

    def __getitem__(self, name: str) -> Any:
        if self._known[name] is None:
            self._known[name] = _load_command(name)
        return self._known[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class _LazyGroup(TyperGroup):
    """A group whose sub-commands are not loaded before they are asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _LazyCommands()


app = typer.Typer(
    name="mfa-binder",
    cls=_LazyGroup,
    help="Printable, rehearsed runbooks for hardware MFA across an AWS organization.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _load_command(name: str) -> Any:
    module, _, function = _COMMANDS[name].partition(".")
    command = getattr(import_module(f"mfa_binder.commands.{module}"), function)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(_with_errors_printed(command))
    return typer.main.get_command(alone)


def _with_errors_printed(command: Callable[..., None]) -> Callable[..., None]:
    """The command, with its expected errors printed and turned into an exit code."""

    @functools.wraps(command)
    def run(context: typer.Context, **flags: object) -> None:
        leave_in_order()
        try:
            command(context, **flags)
        except MfaBinderError as error:
            command_settings(context).output.error(error)
            raise typer.Exit(error.exit_code) from None

    return run


@app.callback()
def root(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Option("-C", metavar="DIR", file_okay=False, exists=True, help="The working folder.")
    ] = Path(),
    form: Annotated[OutputFormat, typer.Option("--format", help="How results are printed.")] = OutputFormat.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print results and errors only.")] = False,
) -> None:
    """Printable, rehearsed runbooks for hardware MFA across an AWS organization."""
    context.obj = CommandSettings(WorkingFolder(folder), CommandOutput(form, quiet=quiet))


def main() -> None:
    """Entry point. Exit: 0 fine, 1 cannot go on, 2 usage, 3 findings, 4 out of date."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the terminal lacks ends no run
    app()

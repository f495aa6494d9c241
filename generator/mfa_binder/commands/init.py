"""`mfa-binder init`: a working folder to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.settings import command_settings
from mfa_binder.workflows.new_folder import make_working_folder
from mfa_binder.workflows.working_folder import WorkingFolder

FolderArgument = Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder; made if it is missing.")]


_NEXT = {
    True: 'complete the lines of inventory.yaml that say "to be filled in"',
    False: "put your own accounts and devices into inventory.yaml",
}

ObservedOption = Annotated[
    bool, typer.Option("--from-observed", help="Draft inventory.yaml from observed.json, for you to complete.")
]


def init(context: typer.Context, folder: FolderArgument = None, from_observed: ObservedOption = False) -> None:
    """Make a working folder: inventory.yaml with comments, mkdocs.yml, .gitignore, CI example."""
    here = command_settings(context)
    target = WorkingFolder(here.folder.path / (folder or Path()))
    for name in make_working_folder(target, here.progress, from_observed=from_observed):
        here.output.result(f"wrote {target.path / name}")
    here.output.note(f"Next: {_NEXT[from_observed]}, then run mfa-binder build")

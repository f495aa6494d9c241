"""`mfa-binder init`: a working folder to start from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import command_settings
from mfa_binder.errors import OutputError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.writing import make_folder, require_own_places, write_text
from mfa_binder.inventory.bootstrap import bootstrap_inventory
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.site.site_build import own_config
from mfa_binder.workflows.working_folder import WorkingFolder

_FILES = {
    "inventory.yaml": "inventory.yaml",
    "gitignore.txt": ".gitignore",
    "runbooks-workflow.yml": ".github/workflows/runbooks.yml",
}

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
    texts = {name: _starter(source) for source, name in _FILES.items()} | {"mkdocs.yml": _site_config()}
    if from_observed:
        texts["inventory.yaml"] = bootstrap_inventory(read_observed(target.observed))
    for name in _write_starter(target, texts, may_stand_there=from_observed, output=here.output):
        here.output.result(f"wrote {target.path / name}")
    here.output.note(f"Next: {_NEXT[from_observed]}, then run mfa-binder build")


def _write_starter(
    target: WorkingFolder, texts: Mapping[str, str], *, may_stand_there: bool, output: CommandOutput
) -> list[str]:
    """The files that were written; `may_stand_there`: whether others than the inventory may be there and stay."""
    make_folder(target.path)
    with locked_folder(target.path, "init", output.announce):
        present = [name for name in texts if os.path.lexists(target.path / name)]
        if present and not (may_stand_there and "inventory.yaml" not in present):
            raise OutputError(f"{', '.join(present)} already there", "choose an empty folder; nothing was written")
        wanted = [name for name in texts if name not in present]
        require_own_places(target.path, wanted)
        for name in wanted:
            write_text(target.path / name, texts[name])
    return wanted


def _starter(source: str) -> str:
    return files("mfa_binder.commands").joinpath("starter", source).read_text(encoding="utf-8")


def _site_config() -> str:
    """Our mkdocs.yml without the theme's folder, which `mfa-binder build` adds from its package."""
    lines = own_config().read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith("custom_dir:"))

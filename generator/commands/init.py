"""`mfa-binder init`: a working folder to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from generator.atomic import write_text
from generator.commands.settings import settings
from generator.errors import OutputError
from generator.site.build import own_config

_FILES = {
    "inventory.yaml": "inventory.yaml",
    "gitignore.txt": ".gitignore",
    "runbooks-workflow.yml": ".github/workflows/runbooks.yml",
}

FolderArgument = Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder; made if it is missing.")]


def init(context: typer.Context, folder: FolderArgument = None) -> None:
    """Make a working folder: inventory.yaml with comments, mkdocs.yml, .gitignore, CI example."""
    here = settings(context)
    target = here.folder.path / (folder or Path())
    texts = {name: _starter(source) for source, name in _FILES.items()} | {"mkdocs.yml": _site_config()}
    present = [name for name in texts if (target / name).exists()]
    if present:
        raise OutputError(f"{', '.join(present)} already there", "choose an empty folder; nothing was written")
    for name, text in texts.items():
        write_text(target / name, text)
        here.output.result(f"wrote {target / name}")
    here.output.note("Next: put your own accounts and devices into inventory.yaml, then run mfa-binder build")


def _starter(source: str) -> str:
    return files("generator.commands").joinpath("starter", source).read_text(encoding="utf-8")


def _site_config() -> str:
    """Our mkdocs.yml without the theme's folder, which `mfa-binder build` adds from its package."""
    lines = own_config().read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith("custom_dir:"))

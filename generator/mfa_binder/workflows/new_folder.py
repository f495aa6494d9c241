"""A working folder to start from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.resources import files

from mfa_binder.errors import OutputError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.writing import make_folder, require_own_places, write_text
from mfa_binder.inventory.bootstrap import bootstrap_inventory
from mfa_binder.inventory.observed_json import read_observed
from mfa_binder.site.site_build import own_config
from mfa_binder.workflows.progress import WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder

_STARTER_FILES = {
    "inventory.yaml": "inventory.yaml",
    "gitignore.txt": ".gitignore",
    "runbooks-workflow.yml": ".github/workflows/runbooks.yml",
}
"""Each file in the folder `starter` of this package, and its name in the working folder."""


def make_working_folder(folder: WorkingFolder, progress: WorkProgress, *, from_observed: bool) -> list[str]:
    """Write the files of a new working folder; their names.

    `from_observed`: inventory.yaml is drafted from observed.json, and other files that are there stay.
    Raises OutputError if something is there that would be written over.
    """
    texts = {name: _starter_text(source) for source, name in _STARTER_FILES.items()} | {"mkdocs.yml": _site_config()}
    if from_observed:
        texts["inventory.yaml"] = bootstrap_inventory(read_observed(folder.observed))
    return _write_missing(folder, texts, progress, may_stand_there=from_observed)


def _write_missing(
    folder: WorkingFolder, texts: Mapping[str, str], progress: WorkProgress, *, may_stand_there: bool
) -> list[str]:
    """The files that were written; `may_stand_there`: whether others than the inventory may be there and stay."""
    make_folder(folder.path)
    with locked_folder(folder.path, "init", progress.wait):
        present = [name for name in texts if os.path.lexists(folder.path / name)]
        if present and not (may_stand_there and "inventory.yaml" not in present):
            raise OutputError(f"{', '.join(present)} already there", "choose an empty folder; nothing was written")
        missing = [name for name in texts if name not in present]
        require_own_places(folder.path, missing)
        for name in missing:
            write_text(folder.path / name, texts[name])
    return missing


def _starter_text(source: str) -> str:
    return files("mfa_binder.workflows").joinpath("starter", source).read_text(encoding="utf-8")


def _site_config() -> str:
    """Our mkdocs.yml without the theme's folder, which `mfa-binder build` adds from its package."""
    lines = own_config().read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip().startswith("custom_dir:"))

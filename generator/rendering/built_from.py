"""What a build was made from, so that a later command knows in no time whether it is still the build of today.

It is kept beside the sidecar and not in it: a comment in the inventory changes no page, and the sidecar is
committed. Where it is missing, or something differs, the pages must be rendered to know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import generator
from generator.atomic import write_text
from generator.pages.sidecar import SIDECAR
from generator.rendering.shipped import shipped_templates

_FILE = ".runbooks.built-from"
_READ = ("inventory.yaml", "observed.json", SIDECAR)
_ROOMS = ("organization", "observation", "inventory", "reconcile", "pages", "rendering")
"""The rooms whose code decides what stands in a page."""


def remember(folder: Path, overrides: Path | None, *, dated: bool) -> None:
    """Note that the build in `folder` is the one of its inputs as they are.

    `dated`: whether the inventory says the day of the document, so that no other is asked for.
    """
    write_text(folder / _FILE, json.dumps({"dated": dated, "sha256": _digest(folder, overrides)}) + "\n")


def remembered(folder: Path, overrides: Path | None) -> bool | None:
    """Whether the inventory says the day of the document; None if the build may be one of other inputs."""
    try:
        noted = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        dated, digest = bool(noted["dated"]), noted["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return dated if digest == _digest(folder, overrides) else None


def _digest(folder: Path, overrides: Path | None) -> str:
    found = hashlib.sha256(version("mfa-binder").encode())
    for name, path in _inputs(folder, overrides):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found.update(f"{name} {content}\n".encode())
    return found.hexdigest()


def _inputs(folder: Path, overrides: Path | None) -> Iterator[tuple[str, Path]]:
    for name in _READ:
        yield name, folder / name
    package = Path(generator.__file__).parent
    folders = [shipped_templates(), *(package / room for room in _ROOMS), *([] if overrides is None else [overrides])]
    for number, root in enumerate(folders):
        for path in sorted(root.rglob("*")):
            if path.suffix in (".j2", ".py", ".md", ".txt"):
                yield f"{number}/{path.relative_to(root).as_posix()}", path

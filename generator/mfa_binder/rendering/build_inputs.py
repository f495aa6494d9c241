"""What a build was made from, so that a later command knows in no time whether it is still the build of today.

It is kept beside the sidecar and not in it: a comment in the inventory changes no page, and the sidecar is
committed. Where it is missing, or something differs, the pages must be rendered to know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mfa_binder.book.document_names import SIDECAR
from mfa_binder.files.input_snapshot import InputSnapshot, take_snapshot
from mfa_binder.files.source_digest import package_digest
from mfa_binder.files.writing import read_note, write_text
from mfa_binder.rendering.shipped_templates import shipped_templates

BUILT_FROM = ".runbooks.built-from"
"""The file's name in the working folder."""

_READ_FILES = ("inventory.yaml", "observed.json")
_LIBRARIES = ("mfa-binder", "jinja2", "markupsafe", "pyyaml", "pydantic")
"""What else decides what stands in a page."""


@dataclass(frozen=True)
class BuildInputs:
    """The inputs of a build, as they were before the first of them was read."""

    folder: Path
    files: InputSnapshot
    program: str
    """SHA-256 over our own code and the versions of `_LIBRARIES`, in hexadecimal."""

    def digest(self, sidecar: bytes) -> str:
        """SHA-256 over all of it, and over the sidecar that a build gave, in hexadecimal."""
        return hashlib.sha256(f"{self.program} {self.files.digest()} {_sha256(sidecar)}".encode()).hexdigest()


def take_build_inputs(folder: Path, overrides: Path | None) -> BuildInputs:
    """The inputs as they are now: to be called before one of them is read."""
    return BuildInputs(folder, take_snapshot(lambda: _input_files(folder, overrides)), _program_digest())


def write_build_note(inputs: BuildInputs, sidecar: str, *, dated: bool) -> tuple[str, ...]:
    """Note that the build in `inputs.folder`, with the text of its sidecar, is the one of these inputs.

    `dated`: whether the inventory says the day of the document, so that no other is asked for. If an input was written
    since, nothing is noted, and the names of what was written are answered.
    """
    note = inputs.folder / BUILT_FROM
    changed = inputs.files.changed() or (() if _program_digest() == inputs.program else ("mfa-binder itself",))
    if changed and note.is_file():
        note.unlink()
    if not changed:
        write_text(note, json.dumps({"dated": dated, "sha256": inputs.digest(sidecar.encode())}) + "\n")
    return changed


def is_build_current(folder: Path, overrides: Path | None) -> bool | None:
    """Whether the inventory says the day of the document; None if the build may be one of other inputs."""
    noted = read_note(folder / BUILT_FROM)
    if not isinstance(noted, dict) or not isinstance(noted.get("dated"), bool):
        return None
    try:
        sidecar = (folder / SIDECAR).read_bytes()
    except OSError:
        return None
    is_current = noted.get("sha256") == take_build_inputs(folder, overrides).digest(sidecar)
    return noted["dated"] if is_current else None


def _input_files(folder: Path, overrides: Path | None) -> Mapping[str, Path]:
    """What is read, by its path in the folder; our templates, which may lie beside it, by another name."""
    ours = shipped_templates()
    return {
        **{name: folder / name for name in _READ_FILES},
        **{f"templates/{path.relative_to(ours).as_posix()} (ours)": path for path in sorted(ours.rglob("*.j2"))},
        **({} if overrides is None else _override_files(overrides)),
    }


def _override_files(overrides: Path) -> Mapping[str, Path]:
    return {f"templates/{path.relative_to(overrides).as_posix()}": path for path in sorted(overrides.rglob("*.j2"))}


def _program_digest() -> str:
    versions = " ".join(version(name) for name in _LIBRARIES)
    return hashlib.sha256(f"{versions} {package_digest()}".encode()).hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

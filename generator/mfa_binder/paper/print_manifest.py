"""`.printed.json`: which binders an earlier run printed, and of what, so that they need not be printed again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, OnErrorOmit, RootModel, ValidationError

from mfa_binder.files.writing import read_note, write_text

PRINT_MANIFEST = ".printed.json"


class PrintedFile(BaseModel):
    """What was printed into a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    """The digest of all that its contents depend on."""
    sha256: str
    """Of the file, in hexadecimal."""
    pages: int
    sets: Mapping[str, int]
    """The pages of each leaf set in it, by the set's id."""


def _require_file_name(name: str) -> str:
    """A name leads to no other folder."""
    if name != Path(name).name:
        raise ValueError("no name of a file")
    return name


_FileName = Annotated[str, AfterValidator(_require_file_name)]


class _PrintManifest(RootModel[dict[OnErrorOmit[_FileName], OnErrorOmit[PrintedFile]]]):
    """Every printed file by its name; an entry that cannot be read is left out."""


def read_print_manifest(folder: Path) -> dict[str, PrintedFile]:
    """What an earlier run printed into a folder; empty if nobody can say."""
    try:
        return _PrintManifest.model_validate(read_note(folder / PRINT_MANIFEST)).root
    except ValidationError:
        return {}


def write_print_manifest(folder: Path, printed: Mapping[str, PrintedFile]) -> None:
    """Note what was printed: a line for each file, in the order of their names. Raises OutputError."""
    entries = ((name, printed[name].model_dump(mode="json")) for name in sorted(printed))
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(entry, sort_keys=True)}" for name, entry in entries)
    write_text(folder / PRINT_MANIFEST, f"{{\n{lines}\n}}\n")

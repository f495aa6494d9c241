"""What the typesetting of a revision answers: its files, and how many leaves each set has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mfa_binder.revision.changes import RevisionChanges


@dataclass(frozen=True, slots=True)
class PackFile:
    """One PDF of a pack."""

    binder: str
    copies: tuple[int, ...]
    """The numbers of the copies for which it is; empty: for all of them."""
    path: Path
    """Relative to the folder of the revision."""
    pages: int


@dataclass(frozen=True, slots=True)
class TypesetPack:
    """A pack, typeset."""

    files: tuple[PackFile, ...]
    leaves: Mapping[str, Mapping[str, int]]
    """Leaves by name of form, of every set of `Changes.typeset`: `{"LD-YK-001": {"a4": 2}}`."""


class PackTypesetter(Protocol):
    """What `mfa_binder.paper.change_pack.typeset_revision` is."""

    def __call__(self, runbooks: Path, changes: RevisionChanges, destination: Path) -> TypesetPack:
        """Set every file of the pack of `changes` into the empty folder `destination`."""
        ...

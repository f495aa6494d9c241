"""Writing `ledger.jsonl`: one revision more, at its end, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.revision.changes import Changes


def append(path: Path, changes: Changes, leaves: Mapping[str, Mapping[str, int]]) -> None:
    """Record that `changes` were issued; `leaves` says how many each newly typeset set has, by name of form.

    Replacing the file is the moment in which a revision is issued. Raises OutputError if it cannot be written.
    """
    raise NotImplementedError

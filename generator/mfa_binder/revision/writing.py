"""Writing `ledger.jsonl`: one revision more, at its end, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import write_text
from mfa_binder.revision.changes import Changes
from mfa_binder.revision.entries import Entry, Leaves, entries, header


def block(changes: Changes, leaves: Leaves) -> str:
    """The lines of a revision as the ledger has them, without the one that ends it. Raises what `entries` does."""
    return "".join(map(_line, entries(changes, leaves)))


def append(path: Path, changes: Changes, leaves: Leaves) -> None:
    """Record that `changes` were issued; `leaves` says how many each newly typeset set has, by name of form.

    Replacing the file is the moment in which a revision is issued. Raises OutputError if it cannot be
    written, LedgerError as `entries` does.
    """
    written = _read(path) or _line(header(changes))
    written += block(changes, leaves)
    digest = hashlib.sha256(written.encode("utf-8")).hexdigest()
    write_text(path, written + _line({"end": changes.revision.number, "sha256": digest}), durable=True)


def _line(entry: Entry) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise OutputError(f"{path.name} cannot be read: {error.strerror}", "check its rights") from error

"""Reading `ledger.jsonl`: its lines, checked, folded into what is filed."""

from __future__ import annotations

from pathlib import Path

from generator.revision.ledger import Ledger


def read_ledger(path: Path, until: int | None = None) -> Ledger:
    """What is filed after revision `until`, after the last one if None; NOTHING if there is no ledger.

    Raises LedgerError, with file, line and next step, if the ledger is damaged: cut off, changed by hand,
    merged badly, or of a later version of the program.
    """
    raise NotImplementedError

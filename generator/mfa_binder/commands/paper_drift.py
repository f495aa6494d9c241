"""What is out of date on paper, for the commands that look at the folder and write nothing."""

from __future__ import annotations

from datetime import date

from mfa_binder.commands.folder import WorkingFolder
from mfa_binder.findings import Finding, Place, Severity
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.revision.comparison import compare
from mfa_binder.revision.drift import Drift, drift
from mfa_binder.revision.reading import read_ledger


def paper_drift(folder: WorkingFolder, rendered: RenderedBook, as_of: date) -> tuple[Drift, ...]:
    """What is out of date in each binder copy; empty where nothing was ever issued. Raises LedgerError."""
    ledger = read_ledger(folder.ledger)
    if not ledger.revisions:
        return ()
    return drift(compare(ledger, rendered.sidecar, rendered.files.__getitem__, as_of))


def as_finding(found: Drift, folder: WorkingFolder) -> Finding:
    """For `check`: the line of the ledger that last names the binder."""
    place = Place(str(folder.ledger), found.line, 1 if found.line else 0)
    return Finding("paper-out-of-date", Severity.INFO, place, found.sentence, "run mfa-binder issue")

"""Looking at a working folder without writing: what is out of date, on the disk and on paper."""

from __future__ import annotations

from datetime import date

from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.revision.comparison import compare_with_ledger
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.revision.paper_drift import CopyDrift, copy_drifts
from mfa_binder.workflows.working_folder import WorkingFolder


def find_paper_drift(folder: WorkingFolder, rendered: RenderedBook, as_of: date) -> tuple[CopyDrift, ...]:
    """What is out of date in each binder copy; empty where nothing was ever issued. Raises LedgerError."""
    ledger = read_ledger(folder.ledger)
    if not ledger.revisions:
        return ()
    return copy_drifts(compare_with_ledger(ledger, rendered.sidecar, rendered.files.__getitem__, as_of))


def drift_finding(found: CopyDrift, folder: WorkingFolder) -> Finding:
    """For `check`: the line of the ledger that last names the binder."""
    place = FindingPlace(str(folder.ledger), found.line, 1 if found.line else 0)
    return Finding("paper-out-of-date", Severity.INFO, place, found.sentence, "run mfa-binder issue")

"""Looking at a working folder without writing: what is wrong in it, what is out of date on the disk and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mfa_binder.book.proof import read_proof_or_warn
from mfa_binder.errors import RenderingError
from mfa_binder.files.folder_lock import is_locked, lock_holder
from mfa_binder.files.input_snapshot import InputSnapshot, take_snapshot
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.processes.process_pool import BUILD_PROCESSES
from mfa_binder.rendering.block_recorder import text_digest
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.rendering.runbook_files import compare_runbooks
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.revision.paper_drift import CopyDrift, copy_drifts
from mfa_binder.revision.reprinted_leaf_sets import compare_with_ledger
from mfa_binder.workflows.folder_inputs import FolderInputs, load_inputs
from mfa_binder.workflows.page_rendering import render_pages
from mfa_binder.workflows.progress import FolderIsBusy, ProofUnreadable, WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder

SITE_NOTE = "built-from.txt"
"""The file in the site that says what site and binders were made from."""


@dataclass(frozen=True, slots=True)
class FolderCheck:
    """What is wrong in a working folder."""

    findings: tuple[Finding, ...]
    """In the order of its files; what is out of date on paper comes last."""
    as_of: date
    """The day that everything rests on."""
    mistakes: RenderingError | None = None
    """Every mistake of the user's own templates, if there are any: then nothing is known of the paper."""


@dataclass(frozen=True, slots=True)
class OutputCheck:
    """What a build would change, and what an issue would exchange."""

    out_of_date: tuple[str, ...]
    """Files, and `site/` as a whole."""
    foreign: tuple[str, ...]
    """Markdown that this program did not write, and that would be published."""
    paper: tuple[CopyDrift, ...]


def check_folder(
    folder: WorkingFolder, as_of: date | None, environ: Mapping[str, str], progress: WorkProgress
) -> FolderCheck:
    """What is wrong in the inventory, in templates of the user's own, and on paper.

    The pages are rendered only where one of the last two depends on them.
    """
    inputs = load_inputs(folder, as_of, environ, progress)
    has_ledger = folder.ledger.is_file()
    if not folder.has_own_templates and not has_ledger:
        return FolderCheck(inputs.findings, inputs.as_of)
    try:
        rendered = render_pages(folder, inputs, inputs.as_of, jobs=BUILD_PROCESSES)
    except RenderingError as error:
        return FolderCheck(inputs.findings, inputs.as_of, error)
    drifts = _find_paper_drifts(folder, rendered, inputs) if has_ledger else ()
    return FolderCheck((*inputs.findings, *(_drift_finding(drift, folder) for drift in drifts)), inputs.as_of)


def check_outputs(
    folder: WorkingFolder, as_of: date | None, environ: Mapping[str, str], progress: WorkProgress
) -> OutputCheck:
    """What is out of date in a working folder. Takes no lock: it works where nothing may be written, too."""
    inputs = load_inputs(folder, as_of, environ, progress)
    rendered = render_pages(folder, inputs, inputs.as_of, progress, BUILD_PROCESSES)
    read_proof_or_warn(folder.proof, lambda warning: progress.tell(ProofUnreadable(warning)))
    if is_locked(folder.path):
        progress.tell(FolderIsBusy(lock_holder(folder.path)))
    drifts = _find_paper_drifts(folder, rendered, inputs)
    changes = compare_runbooks(folder.path, rendered)
    out_of_date = (*changes.out_of_date, *(["site/"] if _is_site_stale(folder, rendered) else []))
    return OutputCheck(out_of_date, changes.foreign, drifts)


def site_note(rendered: RenderedBook, published: InputSnapshot) -> str:
    """What site and binders are made from: the pages, and what else is `published`."""
    return f"{text_digest(rendered.sidecar_text)}\n{published.digest()}\n"


def _is_site_stale(folder: WorkingFolder, rendered: RenderedBook) -> bool:
    """Whether the site was built from other pages; one that was never built is not out of date."""
    note = folder.site / SITE_NOTE
    if not note.is_file() and not (folder.site / "index.html").is_file():
        return False
    state = site_note(rendered, take_snapshot(folder.published_inputs)).encode()
    is_current = note.is_file() and note.read_bytes() == state
    return not (is_current and (folder.binders / "index.html").is_file())


def _find_paper_drifts(folder: WorkingFolder, rendered: RenderedBook, inputs: FolderInputs) -> tuple[CopyDrift, ...]:
    """What is out of date in each binder copy; empty where nothing was ever issued. Raises LedgerError."""
    ledger = read_ledger(folder.ledger)
    if not ledger.revisions:
        return ()
    return copy_drifts(compare_with_ledger(ledger, rendered.sidecar, rendered.files.__getitem__, inputs.as_of))


def _drift_finding(drift: CopyDrift, folder: WorkingFolder) -> Finding:
    """A finding at the line of the ledger that last names the binder."""
    place = FindingPlace(str(folder.ledger), drift.line, 1 if drift.line else 0)
    return Finding("paper-out-of-date", Severity.INFO, place, drift.sentence, "run mfa-binder issue")

"""A rehearsal of the working folder: what is not proved is executed, and the proof is kept."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from mfa_binder.book.proof import Proof, merge_proofs, read_proof_or_warn
from mfa_binder.book.proof_status import BookStatus, section_statuses
from mfa_binder.book.sidecar import Sidecar, read_sidecar
from mfa_binder.errors import UnavailableError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.temporary import temporary_folder
from mfa_binder.files.writing import write_text
from mfa_binder.organization.organization import Organization
from mfa_binder.processes.termination import sigterm_as_exit
from mfa_binder.rehearsal.failure_diagnosis import FailureDiagnosis, diagnose_failures
from mfa_binder.rehearsal.rehearse_pages import FinishedPage
from mfa_binder.rehearsal.rehearse_unproven import (
    RehearsalInput,
    RehearsalOutcome,
    RehearsalTools,
    current_engine,
    rehearse_unproven,
)
from mfa_binder.rehearsal.report_formats import open_trace
from mfa_binder.rendering.build_inputs import BUILT_FROM, is_build_current
from mfa_binder.simulator.state.inventory_reads import InventoryFingerprint
from mfa_binder.workflows.folder_inputs import load_inputs
from mfa_binder.workflows.progress import CountedWork, PagesChanged, PagesOutdated, ProofUnreadable, WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder


@dataclass(frozen=True, slots=True)
class RehearsalRequest:
    """What is to be rehearsed, and how."""

    today: date
    """The day of the proof, in UTC."""
    only: Sequence[str] = ()
    """The pages, by path or sheet id, whether they are proved or not; empty: all that are not."""
    everything: bool = False
    """Whether what is proved is rehearsed too."""
    keep_going: bool = False
    """Whether to go on after a page that failed."""
    aws: Path | None = None
    """The AWS CLI that is executed; None: the one that was installed with us."""
    jobs: int | None = None
    """Pages rehearsed at a time; None: one for each core."""
    trace: Path | None = None
    """Where calls, answer and time of every block are written down, if anywhere."""


@dataclass(frozen=True, slots=True)
class FinishedRehearsal:
    """A rehearsal that has ended, its proof kept."""

    outcome: RehearsalOutcome
    failures: tuple[FailureDiagnosis, ...]
    """Every block that failed, with all that is known of it."""
    sections: int
    """How many sections the build has."""

    @property
    def has_failed(self) -> bool:
        """Whether a block failed."""
        return bool(self.outcome.report.failed)


FolderLock = Callable[[], AbstractContextManager[None]]
"""How the working folder is locked for a moment."""


def rehearse_folder(
    folder: WorkingFolder, request: RehearsalRequest, environ: Mapping[str, str], progress: WorkProgress
) -> FinishedRehearsal:
    """Rehearse the pages that lie in a working folder, and keep the proof in its `rehearsal.json`."""
    lock = partial(locked_folder, folder.path, "rehearse", progress.wait)
    # Locked while the pages are looked at, so that no build writes half of what is compared; not while they are
    # rehearsed, which takes minutes.
    with lock():
        organization = load_inputs(folder, None, environ, progress).organization
        book = load_rehearsal_input(folder, organization, read_sidecar(folder.sidecar))
        if (folder.path / BUILT_FROM).is_file() and is_build_current(folder.path, folder.overrides) is None:
            progress.tell(PagesOutdated())
    return rehearse_loaded(folder, book, request, progress, lock)


def load_rehearsal_input(folder: WorkingFolder, organization: Organization, sidecar: Sidecar) -> RehearsalInput:
    """The pages of a working folder as they are now, to be rehearsed: who calls this holds its lock."""
    book = RehearsalInput(folder.runbooks, sidecar, organization)
    _ = book.page_digests  # what lies there now: a page that is written later has no proof
    return book


def rehearse_loaded(
    folder: WorkingFolder, book: RehearsalInput, request: RehearsalRequest, progress: WorkProgress, lock: FolderLock
) -> FinishedRehearsal:
    """Rehearse pages that were looked at, and keep the proof.

    The folder is not locked meanwhile, only while the proof is written: a page that another command writes has no
    proof, and what another run has found out stays.
    """
    last = _read_last_proof(folder, progress)
    with (
        sigterm_as_exit(),  # what was proved so far is kept, as after Ctrl-C
        tempfile.TemporaryDirectory(prefix="rehearsal-", dir=temporary_folder()) as scratch,
        open_trace(request.trace) as write_trace,
        progress.count(CountedWork.REHEARSING) as counter,
    ):

        def page_done(page: FinishedPage) -> None:
            write_trace(page.blocks)
            counter.reach(page.done, page.total)

        only = [_sidecar_page_name(name, folder) for name in request.only]
        tools = _rehearsal_tools(request, Path(scratch))
        save = partial(_save_proof, folder, last, lock)
        outcome = rehearse_unproven(book, last, tools, save, only, page_done, request.everything)
    if outcome.changed:
        progress.tell(PagesChanged(outcome.changed))
    failures = tuple(diagnose_failures(outcome.report.blocks, book.sidecar, folder.runbooks))
    return FinishedRehearsal(outcome, failures, len(book.sidecar.sections))


def current_proof(
    folder: WorkingFolder, organization: Organization, sidecar: Sidecar, progress: WorkProgress
) -> BookStatus:
    """What can be said today of each section of a build. Where the proof cannot be read, nothing is proved."""
    proof = _read_last_proof(folder, progress)
    return BookStatus(section_statuses(sidecar, proof, InventoryFingerprint(organization).digest), proof)


def program_call(folder: WorkingFolder) -> str:
    """How our program is called for this folder, up to the sub-command."""
    return "mfa-binder" if folder.path == Path() else f"mfa-binder -C {shlex.quote(str(folder.path))}"


def _read_last_proof(folder: WorkingFolder, progress: WorkProgress) -> Proof:
    return read_proof_or_warn(folder.proof, lambda warning: progress.tell(ProofUnreadable(warning)))


def _sidecar_page_name(name: str, folder: WorkingFolder) -> str:
    """A page as it is named in the sidecar: a path may be given from where one stands."""
    path = Path(name)
    for base in (folder.runbooks, folder.runbooks.resolve()):
        for candidate in (path, path.resolve()):
            if candidate.is_relative_to(base):
                return candidate.relative_to(base).as_posix()
    return name.removeprefix("runbooks/")


def _save_proof(folder: WorkingFolder, last: Proof, lock: FolderLock, proof: Proof) -> None:
    """Write the proof; what another run has written since `last` was read stays."""
    with lock():
        theirs = read_proof_or_warn(folder.proof, lambda warning: None)
        write_text(folder.proof, merge_proofs(last, proof, theirs).dumps())


def _rehearsal_tools(request: RehearsalRequest, scratch: Path) -> RehearsalTools:
    aws = request.aws or _find_aws()
    is_ours = aws.resolve() == _our_aws().resolve()
    return RehearsalTools(
        aws,
        scratch,
        current_engine(aws, is_ours),
        request.today,
        request.jobs or _usable_cores(),
        request.keep_going,
        preload=is_ours,
    )


def _usable_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _our_aws() -> Path:
    """Where the `aws` of our own environment is, if it has one: its code can be loaded."""
    return Path(sys.executable).parent / "aws"


def _find_aws() -> Path:
    """The `aws` that was installed with us, beside the interpreter; else the one on the PATH."""
    if _our_aws().is_file():
        return _our_aws()
    on_the_path = shutil.which("aws")
    if on_the_path is None:
        raise UnavailableError("there is no aws program", "install awscli, or give its path with --aws")
    return Path(on_the_path)

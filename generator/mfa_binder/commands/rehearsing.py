"""A rehearsal of the working folder, for the commands that want one: with a bar, and the proof kept."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType

from mfa_binder.book.proof import Proof, merge_proofs, read_proof_or_warn
from mfa_binder.book.proof_status import BookStatus, section_statuses
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.commands.console import CommandOutput
from mfa_binder.errors import UnavailableError
from mfa_binder.files.temporary import temporary_folder
from mfa_binder.files.writing import write_text
from mfa_binder.organization.organization import Organization
from mfa_binder.rehearsal.rehearse_pages import FinishedPage
from mfa_binder.rehearsal.rehearse_unproven import (
    RehearsalInput,
    RehearsalOutcome,
    RehearsalTools,
    current_engine,
    rehearse_unproven,
)
from mfa_binder.rehearsal.report_formats import open_trace
from mfa_binder.simulator.state.inventory_reads import InventoryFingerprint
from mfa_binder.workflows.working_folder import WorkingFolder

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class RehearsalRequest:
    """What the command line asks for: `only` these pages; `everything`: also what is proved already."""

    only: Sequence[str] = ()
    everything: bool = False
    keep_going: bool = False
    aws: Path | None = None
    jobs: int | None = None
    trace: Path | None = None


FolderLock = Callable[[], AbstractContextManager[None]]
"""How the working folder is locked for a moment."""


def rehearse_folder(
    folder: WorkingFolder, book: RehearsalInput, wishes: RehearsalRequest, output: CommandOutput, lock: FolderLock
) -> RehearsalOutcome:
    """Rehearse the pages of a working folder, and keep the proof in its `rehearsal.json`.

    The folder is not locked meanwhile, only while the proof is written: a page that another command writes has no
    proof, and what another run has found out stays.
    """
    last = read_proof_or_warn(folder.proof, output.announce)
    with (
        _stoppable(),
        tempfile.TemporaryDirectory(prefix="rehearsal-", dir=temporary_folder()) as scratch,
        open_trace(wishes.trace) as write_down,
        output.progress("rehearsing", None) as step,
    ):

        def one_done(page: FinishedPage) -> None:
            write_down(page.blocks)
            step.reach(page.done, page.total)

        only = [sidecar_page_name(name, folder) for name in wishes.only]
        means = _means(wishes, Path(scratch))
        save = partial(_save, folder, last, lock)
        outcome = rehearse_unproven(book, last, means, save, only, one_done, wishes.everything)
    if outcome.changed:
        changed = _named(outcome.changed)
        output.announce(f"warning: {changed} changed meanwhile and is not proved. Next: run mfa-binder rehearse again")
    return outcome


@contextmanager
def _stoppable() -> Iterator[None]:
    """While the context lasts, SIGTERM ends the program as Ctrl-C does: what was proved so far is kept."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def load_rehearsal_input(folder: WorkingFolder, sidecar: Sidecar, organization: Organization) -> RehearsalInput:
    """The pages of a working folder as they are now, to be rehearsed: who calls this holds its lock."""
    book = RehearsalInput(folder.runbooks, sidecar, organization)
    _ = book.page_digests
    return book


def current_proof(
    folder: WorkingFolder, sidecar: Sidecar, organization: Organization, on_unreadable: Callable[[str], None]
) -> BookStatus:
    """What can be said today of each section of a working folder.

    Where the proof cannot be read, nothing is proved, and `on_unreadable` is told why.
    """
    proof = read_proof_or_warn(folder.proof, on_unreadable)
    return BookStatus(section_statuses(sidecar, proof, InventoryFingerprint(organization).digest), proof)


def program_call(folder: WorkingFolder) -> str:
    """How our program is called for this folder, up to the sub-command."""
    return "mfa-binder" if folder.path == Path() else f"mfa-binder -C {shlex.quote(str(folder.path))}"


def sidecar_page_name(name: str, folder: WorkingFolder) -> str:
    """A page as it is named in the sidecar: a path may be given from where one stands."""
    path = Path(name)
    for base in (folder.runbooks, folder.runbooks.resolve()):
        for candidate in (path, path.resolve()):
            if candidate.is_relative_to(base):
                return candidate.relative_to(base).as_posix()
    return name.removeprefix("runbooks/")


def _save(folder: WorkingFolder, last: Proof, lock: FolderLock, proof: Proof) -> None:
    with lock():
        theirs = read_proof_or_warn(folder.proof, lambda reason: None)
        write_text(folder.proof, merge_proofs(last, proof, theirs).dumps())


def _named(pages: Sequence[str]) -> str:
    more = f" and {len(pages) - _SHOWN} more pages" if len(pages) > _SHOWN else ""
    return f"{', '.join(pages[:_SHOWN])}{more}"


def _means(wishes: RehearsalRequest, scratch: Path) -> RehearsalTools:
    aws = wishes.aws or _shipped_aws()
    today = datetime.now(tz=UTC).date()
    own = aws.resolve() == _beside().resolve()
    return RehearsalTools(
        aws, scratch, current_engine(aws, own), today, wishes.jobs or _cores(), wishes.keep_going, preload=own
    )


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _beside() -> Path:
    """Where the `aws` of our own environment is, if it has one: its code can be loaded."""
    return Path(sys.executable).parent / "aws"


def _shipped_aws() -> Path:
    """The `aws` that was installed with us, beside the interpreter; else the one on the PATH."""
    if _beside().is_file():
        return _beside()
    found = shutil.which("aws")
    if found is None:
        raise UnavailableError("there is no aws program", "install awscli, or give its path with --aws")
    return Path(found)

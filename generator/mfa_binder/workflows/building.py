"""A build: runbooks/ from the inventory; the site and the binders from them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.book.proof_status import BookStatus
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.input_snapshot import InputSnapshot, take_snapshot
from mfa_binder.files.writing import write_text
from mfa_binder.paper.binder_printing import BinderFile, print_binders, printed_copies
from mfa_binder.paper.fonts import unprintable_characters
from mfa_binder.paper.parallel_typesetting import volume_file_names
from mfa_binder.processes.process_pool import BUILD_PROCESSES
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.rendering.build_inputs import take_build_inputs, write_build_note
from mfa_binder.rendering.runbook_files import FileChanges, write_runbooks
from mfa_binder.revision.effective_revisions import EffectiveRevision, effective_revisions
from mfa_binder.revision.ledger import Ledger
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.site.binder_index import BinderIndexCopy, BinderIndexEntry, binder_index_pages
from mfa_binder.site.rehearsal_report import REPORT_INDEX, report_pages
from mfa_binder.site.site_build import build_site
from mfa_binder.workflows.checking import SITE_NOTE, site_note
from mfa_binder.workflows.folder_inputs import FolderInputs, load_inputs
from mfa_binder.workflows.page_rendering import render_pages
from mfa_binder.workflows.progress import (
    BindersBegin,
    BlocksFailed,
    CharactersMissing,
    InputsChanged,
    RehearsalBegins,
    SiteBegins,
    WorkProgress,
)
from mfa_binder.workflows.rehearsing import (
    RehearsalRequest,
    current_proof,
    load_rehearsal_input,
    program_call,
    rehearse_loaded,
)
from mfa_binder.workflows.working_folder import WorkingFolder, page_reader


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What a build is to do."""

    as_of: date | None = None
    """The day that the documents are dated, if that is asked for."""
    rehearsal: RehearsalRequest | None = None
    """How what is not proved is rehearsed before site and binders are made; None: it is not."""
    pages_only: bool = False
    """Whether neither site nor binders are made."""


@dataclass(frozen=True, slots=True)
class FinishedBuild:
    """What a build was made from, and what it made."""

    inputs: FolderInputs
    rendered: RenderedBook
    files: FileChanges
    """What was changed in runbooks/."""
    status: BookStatus
    """What is proved of the pages."""
    binders: tuple[BinderFile, ...] = ()
    """Empty also if they were not asked for."""
    has_failed: bool = False
    """Whether a block failed in its rehearsal."""


def build_folder(
    folder: WorkingFolder, request: BuildRequest, environ: Mapping[str, str], progress: WorkProgress
) -> FinishedBuild:
    """Make runbooks/, and the site and binders that are made of them."""
    with locked_folder(folder.path, "build", progress.wait):
        # Taken before the first of them is read: what is saved while the build runs must not count as built from.
        build_inputs = take_build_inputs(folder.path, folder.overrides)
        inputs = load_inputs(folder, request.as_of, environ, progress)
        rendered = render_pages(folder, inputs, inputs.as_of, progress, BUILD_PROCESSES)
        files = write_runbooks(folder.path, rendered)
        dated = inputs.organization.document.dated == inputs.as_of
        _tell_changed(write_build_note(build_inputs, rendered.sidecar_text, dated=dated), progress)
        has_failed = request.rehearsal is not None and _rehearse(
            folder, inputs, rendered.sidecar, request.rehearsal, progress
        )
        # The proof is published: its snapshot is of what the rehearsal wrote, and before it is read.
        published = take_snapshot(folder.published_inputs)
        status = current_proof(folder, inputs.organization, rendered.sidecar, progress)
        made = () if request.pages_only else _publish(folder, inputs, rendered, status, published, progress)
    return FinishedBuild(inputs, rendered, files, status, made, has_failed)


def _tell_changed(names: tuple[str, ...], progress: WorkProgress) -> None:
    """What was built is what was read: say so where that is no more what stands there."""
    if names:
        progress.tell(InputsChanged(names))


def _rehearse(
    folder: WorkingFolder,
    inputs: FolderInputs,
    sidecar: Sidecar,
    request: RehearsalRequest,
    progress: WorkProgress,
) -> bool:
    """Rehearse what is not proved; whether something failed. The build holds the lock already."""
    progress.tell(RehearsalBegins())
    book = load_rehearsal_input(folder, inputs.organization, sidecar)
    rehearsal = rehearse_loaded(folder, book, request, progress, lock=nullcontext)
    if rehearsal.failures:
        progress.tell(BlocksFailed(rehearsal.failures, program_call(folder)))
    return rehearsal.has_failed


def _publish(
    folder: WorkingFolder,
    inputs: FolderInputs,
    rendered: RenderedBook,
    status: BookStatus,
    published: InputSnapshot,
    progress: WorkProgress,
) -> tuple[BinderFile, ...]:
    """Make site and binders; `published` is what they are made from besides the pages, before it was read."""
    ledger = read_ledger(folder.ledger)
    effective = effective_revisions(ledger, rendered.sidecar, page_reader(folder.runbooks))
    progress.tell(SiteBegins(len(rendered.files)))
    build_site(
        folder.runbooks,
        folder.site,
        folder.site_config,
        inputs.organization.document.title,
        dated=inputs.as_of,
        binder="binders/index.html",
        pages={**report_pages(status.sections, status.proof), **_binder_index(rendered.sidecar, effective, ledger)},
        report=REPORT_INDEX,
    )
    _tell_missing_characters(rendered.files, progress)
    progress.tell(BindersBegin())
    binders = print_binders(
        folder.runbooks, rendered.sidecar, folder.binders, effective, rehearsed=status.summary, jobs=BUILD_PROCESSES
    )
    changed = published.changed()
    _tell_changed(changed, progress)
    # The note comes last: a build that is interrupted before leaves a site that `build --check` calls out of date.
    write_text(folder.site / SITE_NOTE, "" if changed else site_note(rendered, published))
    return tuple(binders)


def _tell_missing_characters(pages: Mapping[str, str], progress: WorkProgress) -> None:
    """Say where paper shows code points instead of characters: whoever prints decides whether that will do."""
    missing = tuple((path, unprintable_characters(text)) for path, text in pages.items())
    pages_with_missing = tuple((path, characters) for path, characters in missing if characters)
    if pages_with_missing:
        progress.tell(CharactersMissing(pages_with_missing))


def _binder_index(sidecar: Sidecar, effective: Mapping[str, EffectiveRevision], ledger: Ledger) -> Mapping[str, str]:
    """The page of the site that lists the binders."""
    files = {
        (printed.plan.id, printed.copy.number): volume_file_names(printed)
        for printed in printed_copies(sidecar, effective)
    }
    copies = ((binder.id, copy) for binder in ledger.binders.values() for copy in binder.copies)
    issued = {(binder, copy.number): copy.revision for binder, copy in copies}
    cards = {section.id: section.paper for section in sidecar.sections if section.paper}
    papers = {plan.id: cards.get(plan.sections[0], plan.form.paper.value) for plan in sidecar.binders}
    return binder_index_pages([_index_entry(plan, papers[plan.id], files, issued) for plan in sidecar.binders])


def _index_entry(
    plan: BinderPlan,
    paper: str,
    files: Mapping[tuple[str, int], tuple[str, ...]],
    issued: Mapping[tuple[str, int], int],
) -> BinderIndexEntry:
    copies = tuple(
        BinderIndexCopy(
            number=copy.number,
            place=copy.place,
            holders=copy.holders,
            files=files.get((plan.id, copy.number), ()),
            revision=issued.get((plan.id, copy.number), 0),
            withdrawn=copy.withdrawn,
        )
        for copy in plan.copies
    )
    return BinderIndexEntry(plan, paper, copies)

"""`mfa-binder build`: runbooks/, site/ and site/binders/ from the inventory."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.book.proof import read_proof_or_warn
from mfa_binder.book.proof_status import BookStatus
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.rehearse import print_failures
from mfa_binder.commands.rehearsing import (
    RehearsalRequest,
    current_proof,
    load_rehearsal_input,
    program_call,
    rehearse_folder,
)
from mfa_binder.commands.settings import AsOfOption, FormatOption, QuietOption, command_settings
from mfa_binder.files.folder_lock import is_locked, lock_holder, locked_folder
from mfa_binder.files.input_snapshot import InputSnapshot, take_snapshot
from mfa_binder.files.writing import write_text
from mfa_binder.findings import Finding, Severity
from mfa_binder.paper.binder_printing import BinderFile, print_binders, printed_copies
from mfa_binder.paper.fonts import unprintable_characters
from mfa_binder.paper.parallel_typesetting import volume_file_names
from mfa_binder.rehearsal.failure_diagnosis import diagnose_failures
from mfa_binder.rendering.block_recorder import text_digest
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.rendering.build_inputs import take_build_inputs, write_build_note
from mfa_binder.rendering.runbook_files import FileChanges, compare_runbooks, write_runbooks
from mfa_binder.revision.effective_revisions import EffectiveRevision, effective_revisions
from mfa_binder.revision.ledger import Ledger
from mfa_binder.revision.ledger_file import read_ledger
from mfa_binder.revision.paper_drift import CopyDrift
from mfa_binder.site.binder_index import BinderIndexCopy, BinderIndexEntry, binder_index_pages
from mfa_binder.site.rehearsal_report import REPORT_INDEX as REPORT
from mfa_binder.site.rehearsal_report import report_pages
from mfa_binder.site.site_build import build_site
from mfa_binder.workflows.checking import find_paper_drift
from mfa_binder.workflows.folder_inputs import FolderInputs, load_inputs
from mfa_binder.workflows.issuing import page_reader
from mfa_binder.workflows.page_rendering import render_pages
from mfa_binder.workflows.working_folder import WorkingFolder

_SHOWN = 10
_JOBS = 2
_BUILT_FROM = "built-from.txt"

CheckOption = Annotated[bool, typer.Option("--check", help="Write nothing; exit 4 if something is out of date.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 3 if there are findings.")]
RehearseOption = Annotated[
    bool,
    typer.Option("--rehearse", help="Rehearse what is not proved before site and binder are made."),
]
PagesOnlyOption = Annotated[bool, typer.Option("--pages-only", help="Only runbooks/; no site and no binder.")]


def build(
    context: typer.Context,
    check: CheckOption = False,
    strict: StrictOption = False,
    pages_only: PagesOnlyOption = False,
    rehearse: RehearseOption = False,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make runbooks/, site/ and site/binders/ from the inventory."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    if check:
        _check(here.folder, as_of, output)
        return
    with locked_folder(here.folder.path, "build", output.announce):
        made = _build(here.folder, as_of, BuildParts(rehearse, pages_only), output)
    if output.json:
        output.document(_as_json(made, here.folder))
    else:
        _summary(made, here.folder, output)
    if made.failed:
        raise typer.Exit(3)
    if strict and any(finding.severity.rank >= Severity.WARNING.rank for finding in made.opened.findings):
        raise typer.Exit(3)


@dataclass(frozen=True)
class BuildParts:
    """What a build does besides writing the pages."""

    rehearse: bool
    pages_only: bool


@dataclass(frozen=True)
class _FinishedBuild:
    """A finished build. `failed`: whether a rehearsal did."""

    opened: FolderInputs
    rendered: RenderedBook
    changes: FileChanges
    binders: list[BinderFile]
    standing: BookStatus
    failed: bool


def _check(folder: WorkingFolder, as_of: str | None, output: CommandOutput) -> None:
    """Takes no lock: it works in a folder where nothing may be written, too."""
    opened = load_inputs(folder, as_of, os.environ, output.note)
    rendered = _render(folder, opened, output)
    read_proof_or_warn(folder.proof, output.announce)
    if is_locked(folder.path):
        output.announce(f"note: {lock_holder(folder.path)} is at work in this folder: check again when it has ended")
    _report_drift(folder, rendered, find_paper_drift(folder, rendered, opened.as_of), output)


def _build(folder: WorkingFolder, as_of: str | None, wanted: BuildParts, output: CommandOutput) -> _FinishedBuild:
    inputs = take_build_inputs(folder.path, folder.overrides)
    opened = load_inputs(folder, as_of, os.environ, output.note)
    rendered = _render(folder, opened, output)
    changes = write_runbooks(folder.path, rendered)
    dated = opened.organization.document.dated == opened.as_of
    _tell_changed(write_build_note(inputs, rendered.sidecar_text, dated=dated), output)
    failed = wanted.rehearse and _rehearse(folder, opened, rendered, output)
    published = take_snapshot(folder.published_inputs)
    standing = current_proof(folder, rendered.sidecar, opened.organization, output.announce)
    binders = [] if wanted.pages_only else _publish(folder, opened, rendered, standing, published, output)
    return _FinishedBuild(opened, rendered, changes, binders, standing, failed)


def _tell_changed(names: Sequence[str], output: CommandOutput) -> None:
    """What was built is what was read: say so where that is no more what stands there."""
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        output.announce(
            f"warning: {', '.join(names[:_SHOWN])}{more} changed while this build ran. "
            "The build is of what was read before. Next: run mfa-binder build again"
        )


def _render(folder: WorkingFolder, opened: FolderInputs, output: CommandOutput) -> RenderedBook:
    with output.progress("rendering", None) as step:
        return render_pages(folder, opened, opened.as_of, step.advance, step.expect, _JOBS)


def _rehearse(folder: WorkingFolder, opened: FolderInputs, rendered: RenderedBook, output: CommandOutput) -> bool:
    """Rehearse what is not proved; whether something failed."""
    output.note("rehearsing what is not proved")
    book = load_rehearsal_input(folder, rendered.sidecar, opened.organization)
    outcome = rehearse_folder(folder, book, RehearsalRequest(keep_going=True), output, lock=nullcontext)
    if not output.json:
        failed = diagnose_failures(outcome.report.blocks, book.sidecar, folder.runbooks)
        print_failures(list(failed), program_call(folder), output)
    return bool(outcome.report.failed)


def _publish(
    folder: WorkingFolder,
    opened: FolderInputs,
    rendered: RenderedBook,
    standing: BookStatus,
    inputs: InputSnapshot,
    output: CommandOutput,
) -> list[BinderFile]:
    """Make site and binders; `inputs` are theirs besides the pages, as they were before one of them was read."""
    ledger = read_ledger(folder.ledger)
    standings = effective_revisions(ledger, rendered.sidecar, page_reader(folder.runbooks))
    output.note(f"building the site of {len(rendered.files)} pages")
    build_site(
        folder.runbooks,
        folder.site,
        folder.site_config,
        opened.organization.document.title,
        dated=opened.as_of,
        binder="binders/index.html",
        pages={**report_pages(standing.sections, standing.proof), **_index(rendered.sidecar, standings, ledger)},
        report=REPORT,
    )
    _tell_unprintable(rendered.files, output)
    output.note("typesetting the binders")
    binders = print_binders(
        folder.runbooks, rendered.sidecar, folder.binders, standings, rehearsed=standing.summary, jobs=_JOBS
    )
    changed = inputs.changed()
    _tell_changed(changed, output)
    write_text(folder.site / _BUILT_FROM, "" if changed else _state(rendered, inputs))
    return list(binders)


def _tell_unprintable(pages: Mapping[str, str], output: CommandOutput) -> None:
    """Say where paper shows code points instead of characters: whoever prints decides whether that will do."""
    found = [(path, unprintable_characters(text)) for path, text in pages.items()]
    odd = [(path, characters) for path, characters in found if characters]
    for path, characters in odd[:_SHOWN]:
        points = " ".join(f"U+{ord(character):04X}" for character in characters[:_SHOWN])
        more = " and more" if len(characters) > _SHOWN else ""
        output.note(f"note: on paper {path} shows code points for {points}{more}: the fonts lack them")
    if len(odd) > _SHOWN:
        output.note(f"note: and {len(odd) - _SHOWN} more pages do")


def _index(sidecar: Sidecar, standings: Mapping[str, EffectiveRevision], ledger: Ledger) -> Mapping[str, str]:
    """The page of the site that lists the binders."""
    files = {
        (edition.plan.id, edition.copy.number): volume_file_names(edition)
        for edition in printed_copies(sidecar, standings)
    }
    copies = ((binder.id, copy) for binder in ledger.binders.values() for copy in binder.copies)
    issued = {(binder, copy.number): copy.revision for binder, copy in copies}
    cards = {section.id: section.paper for section in sidecar.sections if section.paper}
    papers = {plan.id: cards.get(plan.sections[0], plan.form.paper.value) for plan in sidecar.binders}
    return binder_index_pages([_listed(plan, papers[plan.id], files, issued) for plan in sidecar.binders])


def _listed(
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


def _state(rendered: RenderedBook, inputs: InputSnapshot) -> str:
    """What site and binders are made from: the pages and the other inputs."""
    return f"{text_digest(rendered.sidecar_text)}\n{inputs.digest()}\n"


def _report_drift(
    folder: WorkingFolder, rendered: RenderedBook, paper: Sequence[CopyDrift], output: CommandOutput
) -> None:
    changes = compare_runbooks(folder.path, rendered)
    out_of_date = [*changes.out_of_date, *_stale_site(folder, rendered)]
    if output.json:
        told = [{"binder": one.binder, "copy": one.copy, "message": one.sentence} for one in paper]
        output.document({"out_of_date": out_of_date, "foreign": list(changes.foreign), "paper": told})
    else:
        for name in out_of_date:
            output.result(f"{name} is out of date")
        _name_foreign(replace(changes, unreadable_sidecar=False), output)
        for one in paper:
            output.result(one.sentence)
        output.note(f"{len(out_of_date)} file(s) out of date" if out_of_date else "every file is up to date")
        if paper:
            output.note(f"{len(paper)} binder copies are out of date on paper: mfa-binder issue")
    # What lies in a safe is exchanged after a change was merged, so it does not fail the check of the change.
    if out_of_date:
        raise typer.Exit(4)


def _stale_site(folder: WorkingFolder, rendered: RenderedBook) -> list[str]:
    """A site that was built from other pages; one that was never built is not out of date."""
    marker = folder.site / _BUILT_FROM
    if not marker.is_file() and not (folder.site / "index.html").is_file():
        return []
    state = _state(rendered, take_snapshot(folder.published_inputs)).encode()
    current = marker.is_file() and marker.read_bytes() == state
    return [] if current and (folder.binders / "index.html").is_file() else ["site/"]


def _as_json(build: _FinishedBuild, folder: WorkingFolder) -> dict[str, object]:
    rendered = build.rendered
    pages = [
        {"id": s.id, "title": s.title, "kind": s.kind, "subject": s.subject, "path": f"runbooks/{s.path}"}
        for s in rendered.sidecar.sections
    ]
    made = [
        {
            "id": b.id,
            "path": b.path.relative_to(folder.path).as_posix(),
            "pages": b.pages,
            "copy": b.copy,
            "volume": b.volume,
        }
        for b in build.binders
    ]
    told = build.standing.summary(rendered.sidecar.sections)
    proof = {"with_commands": told.with_commands, "proved": told.proved, "unproven": len(told.unproven)}
    return {"pages": pages, "binders": made, "findings": len(build.opened.findings), "rehearsal": proof}


def _summary(build: _FinishedBuild, folder: WorkingFolder, output: CommandOutput) -> None:
    opened, rendered, changes, binders = build.opened, build.rendered, build.changes, build.binders
    kinds = Counter(section.part for section in rendered.sidecar.sections)
    output.result(f"Made, as of {opened.as_of.isoformat()}:")
    output.result(f"  runbooks/  {len(rendered.files)} pages: " + ", ".join(f"{n} {k}" for k, n in kinds.items()))
    output.result(f"             {len(changes.missing) + len(changes.changed)} written, {len(changes.stale)} removed")
    if binders:
        printed = Counter(binder.id.partition("-")[0] for binder in binders)
        pages = sum(binder.pages for binder in binders)
        output.result(f"  site/binders/  {len(binders)} PDFs, {pages} pages: " + ", ".join(map(_kind, printed.items())))
    told = build.standing.summary(rendered.sidecar.sections)
    rest = "; mfa-binder rehearse proves the rest" if told.unproven else ""
    output.result(f"  rehearsed: {told.proved} of {told.with_commands} sheets with commands proved{rest}")
    _name_foreign(changes, output)
    _summarize_findings(opened.findings, output)
    if binders:
        output.result("Open:")
        output.result(f"  {folder.site / 'index.html'}")
        output.result(f"  {folder.binders / 'index.html'}")


def _kind(counted: tuple[str, int]) -> str:
    return f"{counted[1]} {counted[0]}"


def _summarize_findings(findings: tuple[Finding, ...], output: CommandOutput) -> None:
    counts = Counter(finding.severity.value for finding in findings)
    found = ", ".join(_counted(counts[s.value], s.value) for s in Severity if counts[s.value])
    output.result(f"Found wrong in the inventory: {found or 'nothing'}")
    worst = sorted(findings, key=lambda finding: -finding.severity.rank)[:_SHOWN]
    output.findings(worst)
    if len(findings) > len(worst):
        output.result(f"  and {len(findings) - len(worst)} more: mfa-binder check")


def _counted(number: int, severity: str) -> str:
    return f"{number} {severity}" + ("s" if number != 1 and severity != "info" else "")


def _name_foreign(changes: FileChanges, output: CommandOutput) -> None:
    if changes.unreadable_sidecar:
        output.note("note: runbooks.json could not be read, and was made again")
    for name in changes.foreign:
        output.note(f"note: {name} was not made by mfa-binder and is published as it is")

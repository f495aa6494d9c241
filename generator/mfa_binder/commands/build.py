"""`mfa-binder build`: runbooks/, site/ and site/binders/ from the inventory."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import (
    AsOfOption,
    CommandSettings,
    FormatOption,
    QuietOption,
    command_settings,
    parse_day,
)
from mfa_binder.errors import ExitCode
from mfa_binder.findings import Finding, Severity
from mfa_binder.workflows.building import BuildRequest, FinishedBuild, build_folder
from mfa_binder.workflows.checking import OutputCheck, check_outputs
from mfa_binder.workflows.rehearsing import RehearsalRequest
from mfa_binder.workflows.working_folder import WorkingFolder

_SHOWN = 10

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
    day = parse_day(as_of, "--as-of")
    if check:
        _check(here, day, output)
        return
    rehearsal = RehearsalRequest(datetime.now(tz=UTC).date(), keep_going=True) if rehearse else None
    finished = build_folder(here.folder, BuildRequest(day, rehearsal, pages_only), os.environ, here.progress)
    if output.json:
        output.document(_build_record(finished, here.folder))
    else:
        _print_summary(finished, here.folder, output)
    if finished.has_failed:
        raise typer.Exit(ExitCode.FINDINGS)
    if strict and any(finding.severity.rank >= Severity.WARNING.rank for finding in finished.inputs.findings):
        raise typer.Exit(ExitCode.FINDINGS)


def _check(here: CommandSettings, day: date | None, output: CommandOutput) -> None:
    found = check_outputs(here.folder, day, os.environ, here.progress)
    if output.json:
        paper = [{"binder": one.binder, "copy": one.copy, "message": one.sentence} for one in found.paper]
        output.document({"out_of_date": list(found.out_of_date), "foreign": list(found.foreign), "paper": paper})
    else:
        _print_check(found, output)
    # What lies in a safe is exchanged after a change was merged, so it does not fail the check of the change.
    if found.out_of_date:
        raise typer.Exit(ExitCode.OUT_OF_DATE)


def _print_check(check: OutputCheck, output: CommandOutput) -> None:
    for name in check.out_of_date:
        output.result(f"{name} is out of date")
    _name_foreign(check.foreign, output)
    for drift in check.paper:
        output.result(drift.sentence)
    count = len(check.out_of_date)
    output.note(f"{count} file(s) out of date" if count else "every file is up to date")
    if check.paper:
        output.note(f"{len(check.paper)} binder copies are out of date on paper: mfa-binder issue")


def _build_record(build: FinishedBuild, folder: WorkingFolder) -> dict[str, object]:
    sections = build.rendered.sidecar.sections
    pages = [
        {
            "id": section.id,
            "title": section.title,
            "kind": section.kind,
            "subject": section.subject,
            "path": f"runbooks/{section.path}",
        }
        for section in sections
    ]
    binders = [
        {
            "id": binder.id,
            "path": binder.path.relative_to(folder.path).as_posix(),
            "pages": binder.pages,
            "copy": binder.copy,
            "volume": binder.volume,
        }
        for binder in build.binders
    ]
    proof = build.status.summary(sections)
    rehearsal = {"with_commands": proof.with_commands, "proved": proof.proved, "unproven": len(proof.unproven)}
    return {"pages": pages, "binders": binders, "findings": len(build.inputs.findings), "rehearsal": rehearsal}


def _print_summary(build: FinishedBuild, folder: WorkingFolder, output: CommandOutput) -> None:
    sections, files, binders = build.rendered.sidecar.sections, build.files, build.binders
    kinds = Counter(section.part for section in sections)
    output.result(f"Made, as of {build.inputs.as_of.isoformat()}:")
    output.result(f"  runbooks/  {len(build.rendered.files)} pages: {_counted_kinds(kinds)}")
    output.result(f"             {len(files.missing) + len(files.changed)} written, {len(files.stale)} removed")
    if binders:
        printed = Counter(binder.id.partition("-")[0] for binder in binders)
        pages = sum(binder.pages for binder in binders)
        output.result(f"  site/binders/  {len(binders)} PDFs, {pages} pages: {_counted_kinds(printed)}")
    proof = build.status.summary(sections)
    rest = "; mfa-binder rehearse proves the rest" if proof.unproven else ""
    output.result(f"  rehearsed: {proof.proved} of {proof.with_commands} sheets with commands proved{rest}")
    if files.unreadable_sidecar:
        output.note("note: runbooks.json could not be read, and was made again")
    _name_foreign(files.foreign, output)
    _summarize_findings(build.inputs.findings, output)
    if binders:
        output.result("Open:")
        output.result(f"  {folder.site / 'index.html'}")
        output.result(f"  {folder.binders / 'index.html'}")


def _counted_kinds(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())


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


def _name_foreign(names: Sequence[str], output: CommandOutput) -> None:
    for name in names:
        output.note(f"note: {name} was not made by mfa-binder and is published as it is")

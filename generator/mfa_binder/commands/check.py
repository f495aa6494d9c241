"""`mfa-binder check`: what is wrong in the inventory, and in templates of one's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import AsOfOption, FormatOption, QuietOption, command_settings
from mfa_binder.errors import RenderingError
from mfa_binder.findings import Finding, Severity, worst_findings
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.workflows.checking import drift_finding, find_paper_drift
from mfa_binder.workflows.folder_inputs import FolderInputs, load_inputs
from mfa_binder.workflows.page_rendering import render_pages
from mfa_binder.workflows.working_folder import WorkingFolder

_JOBS = 2

AllOption = Annotated[bool, typer.Option("--all", help="Print every finding, not the worst 200 only.")]
LevelOption = Annotated[Severity, typer.Option("--level", help="Exit 3 when a finding is at or above this level.")]


def check(
    context: typer.Context,
    level: LevelOption = Severity.WARNING,
    everything: AllOption = False,
    as_of: AsOfOption = None,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Say what is wrong in the inventory: file, line, column, and what to do."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    opened = load_inputs(here.folder, as_of, os.environ, output.note)
    rendered = _rendered(here.folder, opened, output)
    findings = (*opened.findings, *_paper(here.folder, opened, rendered))
    told = findings if everything else worst_findings(findings)
    more = len(findings) - len(told)
    if output.json:
        output.document({"findings": [finding.as_json() for finding in told], "more": more})
    else:
        output.findings(told, more=more)
        output.note(f"{len(findings)} finding(s), as of {opened.as_of.isoformat()}")
    if any(finding.severity.rank >= level.rank for finding in findings):
        raise typer.Exit(3)


def _rendered(folder: WorkingFolder, opened: FolderInputs, output: CommandOutput) -> RenderedBook | None:
    """The pages, where something of the user's own, or on paper, depends on them.

    Raises RenderingError with every mistake of their templates, after what else is wrong was printed.
    """
    if not folder.has_own_templates and not folder.ledger.is_file():
        return None
    try:
        return render_pages(folder, opened, opened.as_of, jobs=_JOBS)
    except RenderingError as error:
        if output.json:
            raise RenderingError((*opened.findings, *error.findings)) from None
        output.findings(opened.findings)
        raise


def _paper(folder: WorkingFolder, opened: FolderInputs, rendered: RenderedBook | None) -> Iterator[Finding]:
    """What is out of date on paper."""
    if rendered is not None and folder.ledger.is_file():
        yield from (drift_finding(found, folder) for found in find_paper_drift(folder, rendered, opened.as_of))

"""`mfa-binder check`: what is wrong in the inventory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated

import typer

from generator.commands.folder import WorkingFolder
from generator.commands.paper_drift import as_finding, paper_drift
from generator.commands.settings import AsOfOption, FormatOption, QuietOption, settings
from generator.commands.working_folder import Opened, open_folder
from generator.findings import Finding, Severity, worst_findings
from generator.pages.catalogue import catalogue
from generator.rendering.renderer import render

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
    here = settings(context)
    output = here.adjust(form, quiet)
    opened = open_folder(here.folder, as_of, os.environ, output.note)
    findings = (*opened.findings, *_paper(here.folder, opened))
    told = findings if everything else worst_findings(findings)
    more = len(findings) - len(told)
    if output.json:
        output.document({"findings": [finding.as_json() for finding in told], "more": more})
    else:
        output.findings(told, more=more)
        output.note(f"{len(findings)} finding(s), as of {opened.as_of.isoformat()}")
    if any(finding.severity.rank >= level.rank for finding in findings):
        raise typer.Exit(3)


def _paper(folder: WorkingFolder, opened: Opened) -> Iterator[Finding]:
    """What is out of date on paper; the pages are rendered only where something was issued."""
    if folder.ledger.is_file():
        pages = catalogue(opened.organization, opened.own, opened.observation)
        rendered = render(opened.organization, pages, opened.as_of, folder.overrides, jobs=_JOBS)
        yield from (as_finding(found, folder) for found in paper_drift(folder, rendered, opened.as_of))

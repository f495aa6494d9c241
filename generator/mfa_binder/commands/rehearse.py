"""`mfa-binder rehearse`: execute the command blocks of the generated pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput, OutputFormat
from mfa_binder.commands.progress_words import print_failures
from mfa_binder.commands.settings import QuietOption, command_settings
from mfa_binder.errors import ExitCode
from mfa_binder.rehearsal.report_formats import json_report, junit_report
from mfa_binder.workflows.rehearsing import FinishedRehearsal, RehearsalRequest, program_call, rehearse_folder

_LEFT_SHOWN = 10


class ReportFormat(StrEnum):
    """How the results of a rehearsal are printed."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


PagesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PAGE]...", help="Pages to rehearse, by path or sheet id; if none: all that is not proved."
    ),
]
AllOption = Annotated[bool, typer.Option("--all", help="Rehearse also what is proved.")]
KeepGoingOption = Annotated[bool, typer.Option("--keep-going", "-k", help="Go on after a page that failed.")]
AwsOption = Annotated[
    Path | None, typer.Option("--aws", metavar="PATH", help="The AWS CLI (version 1) to execute; ours if not given.")
]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="Pages rehearsed at a time; by default one for each core.")
]
TraceOption = Annotated[
    Path | None,
    typer.Option("--trace", metavar="FILE", dir_okay=False, help="Write down calls, answer and time of every block."),
]
ReportFormatOption = Annotated[ReportFormat | None, typer.Option("--format", help="How results are printed.")]


def rehearse(
    context: typer.Context,
    pages: PagesArgument = None,
    everything: AllOption = False,
    keep_going: KeepGoingOption = False,
    aws: AwsOption = None,
    jobs: JobsOption = None,
    trace: TraceOption = None,
    form: ReportFormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Execute command blocks against a simulated copy of the organization, and keep the proof."""
    here = command_settings(context)
    output = here.adjust(_plain_format(form), quiet)
    today = datetime.now(tz=UTC).date()
    request = RehearsalRequest(today, pages or (), everything, keep_going, aws, jobs, trace)
    rehearsal = rehearse_folder(here.folder, request, os.environ, here.progress)
    program = program_call(here.folder)
    if form is ReportFormat.JUNIT:
        output.verbatim(junit_report(rehearsal.outcome.report.blocks, rehearsal.failures, program))
    elif output.json:
        output.document(json_report(rehearsal.outcome, rehearsal.failures, program))
    else:
        _print(rehearsal, program, output)
    if rehearsal.has_failed:
        raise typer.Exit(ExitCode.FINDINGS)


def _plain_format(form: ReportFormat | None) -> OutputFormat | None:
    """The format as the other commands know it."""
    if form is None:
        return None
    return OutputFormat.JSON if form is ReportFormat.JSON else OutputFormat.TEXT


def _print(rehearsal: FinishedRehearsal, program: str, output: CommandOutput) -> None:
    outcome = rehearsal.outcome
    print_failures(rehearsal.failures, program, output)
    for reason, count in outcome.reasons.items():
        output.note(f"not rehearsable, {count} time(s): {reason}")
    _print_left(outcome.report.left, output)
    if outcome.report.pages:
        output.note(outcome.report.confinement.sentence)
    totals, before = outcome.totals, len(outcome.proved_before)
    pages = f"{before + outcome.report.pages} of {rehearsal.sections} pages"
    output.result(
        f"{totals['passed']} passed, {totals['failed']} failed, {totals['not_rehearsable']} not rehearsable; "
        f"{totals['commands']} aws commands executed on {pages}"
    )
    if before:
        output.result(
            f"{before} pages were proved before and nothing of theirs has changed, "
            f"{outcome.report.pages} were rehearsed now; --all rehearses all"
        )


def _print_left(left: Sequence[str], output: CommandOutput) -> None:
    if left:
        output.result(f"Not begun, because a page failed (--keep-going goes on): {len(left)} page(s)")
        for page in left[:_LEFT_SHOWN]:
            output.result(f"  runbooks/{page}")
        if len(left) > _LEFT_SHOWN:
            output.result(f"  and {len(left) - _LEFT_SHOWN} more")

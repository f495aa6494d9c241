"""`mfa-binder rehearse`: execute every command block of the generated pages."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from generator.commands.console import Output
from generator.commands.settings import FormatOption, QuietOption, settings
from generator.commands.working_folder import WorkingFolder, open_folder
from generator.errors import UnsafeRehearsalError
from generator.pages.sidecar import Sidecar, read_sidecar
from generator.rehearsal.report import Report
from generator.rehearsal.run import plans_of
from generator.rehearsal.run import rehearse as run
from generator.rendering.writing import SIDECAR

PagesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[PAGE]...", help="Pages to rehearse, by path or sheet id; all if none.")
]
AwsOption = Annotated[
    Path | None, typer.Option("--aws", metavar="PATH", help="The AWS CLI (version 1) to execute; ours if not given.")
]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Pages rehearsed at a time.")]


def rehearse(
    context: typer.Context,
    pages: PagesArgument = None,
    aws: AwsOption = None,
    jobs: JobsOption = 2,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Execute every command block against a simulated copy of the organization."""
    here = settings(context)
    output = here.adjust(form, quiet)
    opened = open_folder(here.folder, None, os.environ)
    sidecar = read_sidecar(here.folder.path / SIDECAR)
    only = tuple(_page(name, here.folder) for name in pages or ())
    with tempfile.TemporaryDirectory(prefix="mfa-binder-") as scratch:
        total = len(plans_of(here.folder.runbooks, sidecar, only))
        with output.progress("rehearsing", total) as step:
            report = run(
                here.folder.runbooks,
                sidecar,
                opened.organization,
                aws or _shipped_aws(),
                Path(scratch),
                only,
                step.advance,
                jobs,
            )
    _print(report, sidecar, output)
    if report.failed:
        raise typer.Exit(3)


def _page(name: str, folder: WorkingFolder) -> str:
    """A page as it is named in the sidecar: a path may be given from where one stands."""
    path = Path(name)
    for base in (folder.runbooks, folder.runbooks.resolve()):
        for candidate in (path, path.resolve()):
            if candidate.is_relative_to(base):
                return candidate.relative_to(base).as_posix()
    return name.removeprefix("runbooks/")


def _shipped_aws() -> Path:
    """The `aws` that was installed with us, beside the interpreter; else the one on the PATH."""
    beside = Path(sys.executable).parent / "aws"
    if beside.is_file():
        return beside
    found = shutil.which("aws")
    if found is None:
        raise UnsafeRehearsalError("there is no aws program", "install awscli, or give its path with --aws")
    return Path(found)


def _print(report: Report, sidecar: Sidecar, output: Output) -> None:
    if output.json:
        output.document(report.as_json())
        return
    for block in report.blocks:
        if block.status == "failed":
            output.result(f"FAILED {block.id or 'a block'} (runbooks/{block.page}:{block.line}): {block.reason}")
    reasons: dict[str, int] = {}
    for block in report.blocks:
        if block.status == "not_rehearsable":
            reasons[block.reason] = reasons.get(block.reason, 0) + 1
    for reason, count in sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0])):
        output.note(f"not rehearsable, {count} time(s): {reason}")
    commands = sum(block.commands for block in report.blocks)
    output.result(
        f"{report.passed} passed, {report.failed} failed, {report.not_rehearsable} not rehearsable; "
        f"{commands} aws commands executed on {len({block.page for block in report.blocks})} of "
        f"{len(sidecar.sections)} pages"
    )

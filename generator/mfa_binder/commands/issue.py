"""`mfa-binder issue`: issues a revision on paper, and makes what each binder copy must exchange."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import DryOption, FormatOption, QuietOption, command_settings, parse_day
from mfa_binder.errors import UsageError
from mfa_binder.revision.changes import BinderChanges, CopyChanges, RevisionChanges
from mfa_binder.revision.ledger import Delivery
from mfa_binder.workflows.issuing import (
    IssuedRevision,
    IssueRequest,
    issue_revision,
    preview_revision,
    repeat_revision,
)
from mfa_binder.workflows.working_folder import WorkingFolder

_SHOWN = 20
_NOWHERE = "no copy of a binder stands anywhere; name document.owner, a location or copies in inventory.yaml"
_WORDS = {
    Delivery.COMPLETE: "the complete binder",
    Delivery.CHANGES: "a change pack",
    Delivery.NOTE: "a note of its new place or holders",
    Delivery.WITHDRAWAL: "the instruction to return and destroy it",
}

DateOption = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The day of the revision.")]
CompleteOption = Annotated[bool, typer.Option("--complete", help="Issue every binder whole.")]
NoteOption = Annotated[str, typer.Option("--note", metavar="TEXT", help="What changed, for the revision record.")]
AgainOption = Annotated[bool, typer.Option("--again", help="Make the pack of the last revision anew; issue nothing.")]


def issue(
    context: typer.Context,
    day: DateOption = None,
    note: NoteOption = "",
    complete: CompleteOption = False,
    again: AgainOption = False,
    dry: DryOption = False,
    form: FormatOption = None,
    quiet: QuietOption = False,
) -> None:
    """Issue a revision: the change pack of every binder copy, or the complete binders."""
    here = command_settings(context)
    output = here.adjust(form, quiet)
    if again and (day or note or complete or dry):
        raise UsageError("--again makes what was issued: no --date, --note, --complete or --dry-run", "leave them out")
    if again:
        _print_issued(repeat_revision(here.folder, os.environ, here.progress), here.folder, output, again=True)
        return
    request = IssueRequest(parse_day(day, "--date"), complete, note)
    make = preview_revision if dry else issue_revision
    result = make(here.folder, request, os.environ, here.progress)
    if isinstance(result, IssuedRevision):
        _print_issued(result, here.folder, output)
    else:
        _print_revision(result, output, [], issued=False)


def _print_issued(
    revision: IssuedRevision, folder: WorkingFolder, output: CommandOutput, *, again: bool = False
) -> None:
    place = revision.place.relative_to(folder.path).as_posix()
    files = [
        {
            "binder": file.binder,
            "copies": list(file.copies),
            "path": f"{place}/{file.path.as_posix()}",
            "pages": file.pages,
        }
        for file in revision.pack.files
    ]
    _print_revision(revision.changes, output, files, issued=not again)


def _print_revision(
    changes: RevisionChanges, output: CommandOutput, files: list[dict[str, object]], *, issued: bool
) -> None:
    if output.json:
        output.document(_revision_record(changes, files, issued=issued))
        return
    number, day = changes.revision.number, changes.revision.issued.isoformat()
    if changes.is_empty:
        last = changes.ledger.revision
        output.result(
            f"Nothing to issue: what is filed is revision {last}." if last else f"Nothing to issue: {_NOWHERE}."
        )
        return
    what = "Issued" if issued else "Made again," if files else "To be issued:"
    output.result(f"{what} revision {number}, {day}{': complete' if changes.revision.complete else ''}")
    lines = [*_copy_lines(changes), *(f"  {file['path']}  {file['pages']} pages" for file in files)]
    for line in lines[:_SHOWN]:
        output.result(line)
    if len(lines) > _SHOWN:
        output.result(f"  and {len(lines) - _SHOWN} more lines: --format json prints all")
    if issued:
        output.note("Next: commit ledger.jsonl, print the files, file each with its filing sheet")


def _copy_lines(changes: RevisionChanges) -> Iterator[str]:
    for binder in changes.binders:
        for copy in binder.copies:
            if copy.gets is not None:
                yield f"  {binder.id} copy {copy.number} ({copy.place}): {_delivery_words(binder, copy)}"


def _delivery_words(binder: BinderChanges, copy: CopyChanges) -> str:
    words = _WORDS[copy.gets] if copy.gets is not None else ""
    if copy.gets is Delivery.CHANGES:
        leaves = sum(removal.leaves for removal in binder.remove)
        out = f"{_counted(len(binder.remove), 'leaf set')} out ({_counted(leaves, 'leaf', 'leaves')})"
        cover = ", a new cover" if binder.cover else ""
        return f"{words} on revision {copy.before}: {out}, {len(binder.insert)} in{cover}"
    because = f", {binder.complete_because}" if copy.gets is Delivery.COMPLETE and copy.before else ""
    return f"{words}{because}"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _revision_record(changes: RevisionChanges, files: list[dict[str, object]], *, issued: bool) -> dict[str, object]:
    empty = changes.is_empty
    return {
        "revision": changes.ledger.revision if empty else changes.revision.number,
        "date": _iso(changes.ledger.issued if empty else changes.revision.issued),
        "issued": issued,
        "complete": changes.revision.complete and not empty,
        "binders": [_binder_record(binder) for binder in changes.binders],
        "ended": [
            {"id": one.id, "revision": one.revision, "why": one.why, "keep_until": _iso(one.keep_until)}
            for one in changes.ended
        ],
        "files": files,
    }


def _binder_record(binder: BinderChanges) -> dict[str, object]:
    return {
        "id": binder.id,
        "form": binder.form.name,
        "complete_because": binder.complete_because,
        "insert": [
            {"id": one.id, "revision": one.revision, "why": one.why.value, "reason": one.reason}
            for one in binder.insert
        ],
        "remove": [
            {
                "id": one.id,
                "revision": one.revision,
                "leaves": one.leaves,
                "why": one.why.value,
                "reason": one.reason,
                "keep_until": _iso(one.keep_until),
            }
            for one in binder.remove
        ],
        "copies": [
            {"copy": copy.number, "where": copy.where, "gets": copy.gets, "before": copy.before}
            for copy in binder.copies
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None

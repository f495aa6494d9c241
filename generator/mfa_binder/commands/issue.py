"""`mfa-binder issue`: issues a revision on paper, and makes what each binder copy must exchange."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from typing import Annotated

import typer

from mfa_binder.commands.console import CommandOutput
from mfa_binder.commands.settings import DryOption, FormatOption, QuietOption, command_settings
from mfa_binder.errors import UsageError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.revision.changes import BinderChanges, CopyChanges, RevisionChanges
from mfa_binder.revision.ledger import Delivery
from mfa_binder.revision.pack import PackTypesetter
from mfa_binder.workflows.issuing import IssuedRevision, RevisionIssuer, read_current_build
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
    with nullcontext() if dry else locked_folder(here.folder.path, "issue", output.announce):
        build = read_current_build(here.folder, day, os.environ, output.note)
        issuer = RevisionIssuer(here.folder.ledger, here.folder.runbooks, here.folder.binders, build.sidecar)
        if again:
            _told(issuer.again(_typesetter()), here.folder, output, again=True)
            return
        _issue(issuer, issuer.pending(build.day, complete=complete, note=note), here.folder, output, dry=dry)


def _issue(
    issuer: RevisionIssuer, changes: RevisionChanges, folder: WorkingFolder, output: CommandOutput, *, dry: bool
) -> None:
    if changes.is_empty or dry:
        _tell(changes, output, [], issued=False)
        return
    output.note(f"typesetting revision {changes.revision.number}")
    _told(issuer.issue(changes, _typesetter()), folder, output)


def _typesetter() -> PackTypesetter:
    """Loaded when there is something to set: a run that issues nothing does without."""
    from mfa_binder.paper.change_pack import typeset_revision

    return typeset_revision


def _told(made: IssuedRevision, folder: WorkingFolder, output: CommandOutput, *, again: bool = False) -> None:
    place = made.folder.relative_to(folder.path).as_posix()
    files = [
        {"binder": one.binder, "copies": list(one.copies), "path": f"{place}/{one.path.as_posix()}", "pages": one.pages}
        for one in made.typeset.files
    ]
    _tell(made.changes, output, files, issued=not again)


def _tell(changes: RevisionChanges, output: CommandOutput, files: list[dict[str, object]], *, issued: bool) -> None:
    if output.json:
        output.document(_as_json(changes, files, issued=issued))
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
    lines = [*_lines(changes), *(f"  {one['path']}  {one['pages']} pages" for one in files)]
    for line in lines[:_SHOWN]:
        output.result(line)
    if len(lines) > _SHOWN:
        output.result(f"  and {len(lines) - _SHOWN} more lines: --format json prints all")
    if issued:
        output.note("Next: commit ledger.jsonl, print the files, file each with its filing sheet")


def _lines(changes: RevisionChanges) -> Iterator[str]:
    for binder in changes.binders:
        for copy in binder.copies:
            if copy.gets is not None:
                yield f"  {binder.id} copy {copy.number} ({copy.place}): {_said(binder, copy)}"


def _said(binder: BinderChanges, copy: CopyChanges) -> str:
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


def _as_json(changes: RevisionChanges, files: list[dict[str, object]], *, issued: bool) -> dict[str, object]:
    empty = changes.is_empty
    return {
        "revision": changes.ledger.revision if empty else changes.revision.number,
        "date": _iso(changes.ledger.issued if empty else changes.revision.issued),
        "issued": issued,
        "complete": changes.revision.complete and not empty,
        "binders": [_binder_as_json(binder) for binder in changes.binders],
        "ended": [
            {"id": one.id, "revision": one.revision, "why": one.why, "keep_until": _iso(one.keep_until)}
            for one in changes.ended
        ],
        "files": files,
    }


def _binder_as_json(binder: BinderChanges) -> dict[str, object]:
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

"""Issuing a revision: what changed is compared, its pack typeset, the ledger appended to; in this order.

The pack is typeset into a folder beside its place and put there in one step; replacing the ledger is the
moment in which the revision is issued. A run that ends before has issued nothing: the next one finds the
ledger as it was and makes the same revision again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mfa_binder.book.sidecar import Sidecar, read_heads
from mfa_binder.errors import LedgerError, OutputError, UsageError
from mfa_binder.files.folder_lock import locked_folder
from mfa_binder.files.folder_replacement import carry_over, replace_folder
from mfa_binder.files.writing import is_marked_pdf, require_own_places
from mfa_binder.rendering.build_inputs import is_build_current
from mfa_binder.revision.changes import RevisionChanges
from mfa_binder.revision.ledger import LEDGER_NAME, Ledger
from mfa_binder.revision.ledger_file import append_revision, read_ledger, recorded_lines, revision_lines
from mfa_binder.revision.reprinted_leaf_sets import compare_with_ledger
from mfa_binder.workflows.progress import PackBegins, PagesRenderedAnew, WorkProgress
from mfa_binder.workflows.working_folder import WorkingFolder, document_day, page_reader

if TYPE_CHECKING:
    from mfa_binder.paper.change_pack import RevisionPack


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What is to be issued."""

    day: date | None = None
    """The day of the revision; None: that of the documents."""
    complete: bool = False
    """Whether every binder is issued whole."""
    note: str = ""
    """What changed, for the revision record."""


@dataclass(frozen=True, slots=True)
class CurrentBuild:
    """A build that is what the inventory gives, and the day of a revision of it."""

    sidecar: Sidecar
    """Its sections are without their blocks."""
    day: date


@dataclass(frozen=True, slots=True)
class IssuedRevision:
    """A revision whose pack is made."""

    changes: RevisionChanges
    pack: RevisionPack
    place: Path
    """The folder of the pack, to which the paths of its files are relative."""


def issue_revision(
    folder: WorkingFolder, request: IssueRequest, environ: Mapping[str, str], progress: WorkProgress
) -> RevisionChanges | IssuedRevision:
    """Issue what changed since the last revision. Where nothing did, nothing is issued: the changes are empty."""
    with locked_folder(folder.path, "issue", progress.wait):
        build = read_current_build(folder, request.day, environ, progress)
        changes = find_changes(folder, build, request)
        if changes.is_empty:
            return changes
        progress.tell(PackBegins(changes.revision.number))
        return issue_changes(folder, changes)


def preview_revision(
    folder: WorkingFolder, request: IssueRequest, environ: Mapping[str, str], progress: WorkProgress
) -> RevisionChanges:
    """What a revision would exchange now. Nothing is written, so no lock is taken."""
    return find_changes(folder, read_current_build(folder, request.day, environ, progress), request)


def repeat_revision(folder: WorkingFolder, environ: Mapping[str, str], progress: WorkProgress) -> IssuedRevision:
    """Make the pack of the last revision anew; nothing is issued."""
    with locked_folder(folder.path, "issue", progress.wait):
        return repeat_last_pack(folder, read_current_build(folder, None, environ, progress).sidecar)


def read_current_build(
    folder: WorkingFolder, day: date | None, environ: Mapping[str, str], progress: WorkProgress
) -> CurrentBuild:
    """Read the build for a revision of `day`, if one is asked for, else of the day that the documents are dated.

    What the build was made from tells in no time that it is current; where that is not known, the pages are
    rendered. Raises OutputError if it is not what the inventory gives.
    """
    sidecar = read_heads(folder.sidecar)
    is_dated = is_build_current(folder.path, folder.overrides)
    if is_dated is None:
        progress.tell(PagesRenderedAnew())
        is_dated = _compare_with_inventory(folder, day, environ)
    if is_dated and day is None:
        return CurrentBuild(sidecar, sidecar.front.dated)
    issued = document_day(day, None, environ)
    if not is_dated and issued != sidecar.front.dated:
        raise OutputError(
            f"the pages in runbooks/ are as of {sidecar.front.dated.isoformat()}, and the revision is of "
            f"{issued.isoformat()}",
            f"run mfa-binder build --as-of {issued.isoformat()}",
        )
    return CurrentBuild(sidecar, issued)


def _compare_with_inventory(folder: WorkingFolder, day: date | None, environ: Mapping[str, str]) -> bool:
    """Whether the inventory says the day of the document; OutputError if the build is not what it gives."""
    # Loaded only here: a revision is seldom issued this way, and inventory and templates take long to load.
    from mfa_binder.workflows.page_rendering import require_current_pages

    return require_current_pages(folder, day, environ)


def find_changes(folder: WorkingFolder, build: CurrentBuild, request: IssueRequest) -> RevisionChanges:
    """What the next revision would exchange.

    Raises LedgerError if the ledger cannot be used, UsageError if there is something to issue and the last
    revision is of a later day.
    """
    ledger = read_ledger(folder.ledger)
    text = page_reader(folder.runbooks)
    changes = compare_with_ledger(ledger, build.sidecar, text, build.day, complete=request.complete, note=request.note)
    if ledger.issued is not None and build.day < ledger.issued and not changes.is_empty:
        raise UsageError(
            f"revision {ledger.revision} was issued on {ledger.issued.isoformat()}, after {build.day.isoformat()}",
            "issue on that day or a later one",
        )
    return changes


def issue_changes(folder: WorkingFolder, changes: RevisionChanges) -> IssuedRevision:
    """Make the pack of `changes`, then record it; who calls this holds the lock of the folder.

    Raises what `typeset_revision` raises, OutputError, LedgerError.
    """
    place = _pack_place(folder, changes.revision.number)
    with _replace_pack(folder, place, was_issued=False) as fresh:
        pack = _typeset_pack(folder, changes, fresh)
        revision_lines(changes, pack.leaves)  # what cannot be recorded must not lie there as if it were issued
    append_revision(folder.ledger, changes, pack.leaves)
    return IssuedRevision(changes, pack, place)


def repeat_last_pack(folder: WorkingFolder, sidecar: Sidecar) -> IssuedRevision:
    """Make the pack of the last revision anew, the same bytes; who calls this holds the lock of the folder.

    Raises LedgerError if nothing was ever issued, or if the pages are not those that were.
    """
    last = read_ledger(folder.ledger)
    if not last.revisions:
        raise LedgerError("nothing was ever issued", "run mfa-binder issue without --again")
    changes = _last_changes(folder, sidecar, last)
    place = _pack_place(folder, last.revision)
    with _replace_pack(folder, place, was_issued=True) as fresh:
        pack = _typeset_pack(folder, changes, fresh)
        if revision_lines(changes, pack.leaves) != recorded_lines(folder.ledger, last.revisions[-1]):
            raise _not_reproducible(last.revision)
    return IssuedRevision(changes, pack, place)


def _last_changes(folder: WorkingFolder, sidecar: Sidecar, last: Ledger) -> RevisionChanges:
    """The changes that were the last revision: what the build is now against what was filed before it."""
    revision, text = last.revisions[-1], page_reader(folder.runbooks)
    if not compare_with_ledger(last, sidecar, text, revision.issued).is_empty:
        raise _not_reproducible(revision.number)
    before = read_ledger(folder.ledger, revision.number - 1)
    # Cover and facts may differ without a change of what is filed; those of that day are in the ledger.
    as_issued = sidecar.model_copy(update={"front": revision.front, "facts": last.facts})
    return compare_with_ledger(before, as_issued, text, revision.issued, complete=revision.complete, note=revision.note)


def _pack_place(folder: WorkingFolder, revision: int) -> Path:
    """Where the pack of a revision lies."""
    return folder.binders / f"revision-{revision:03d}"


@contextmanager
def _replace_pack(folder: WorkingFolder, place: Path, *, was_issued: bool) -> Iterator[Path]:
    """An empty folder for the files of a pack, which is put at `place` in one step when the block ends well.

    `was_issued`: whether the names of its files are ours, whatever they hold now.
    Raises OutputError if a file of somebody else is in the way, or if nothing can be written.
    """
    require_own_places(folder.path, (folder.ledger.name, (place / "pack").relative_to(folder.path).as_posix()))
    try:
        with replace_folder(place) as fresh:
            yield fresh
            _keep_foreign(place, fresh, was_issued=was_issued)
    except OSError as error:
        what = f"{place} cannot be written: {error.strerror or error}"
        raise OutputError(what, "free the place and run again; nothing was issued") from error


def _keep_foreign(place: Path, fresh: Path, *, was_issued: bool) -> None:
    """Take over into the new pack what somebody else put beside the one that it replaces."""
    files = [path for path in sorted(place.rglob("*")) if path.is_symlink() or path.is_file()]
    foreign = [path for path in files if path.is_symlink() or not is_marked_pdf(path, "binder")]
    in_the_way = [path for path in foreign if os.path.lexists(fresh / path.relative_to(place))]
    if in_the_way and not was_issued:
        what = f"{in_the_way[0]} is not made by mfa-binder, and a file of the revision goes there"
        raise OutputError(what, "move it to another folder, and run again; nothing was issued")
    for path in (path for path in foreign if path not in in_the_way):
        carry_over(path, fresh / path.relative_to(place))


def _typeset_pack(folder: WorkingFolder, changes: RevisionChanges, destination: Path) -> RevisionPack:
    # Loaded when there is something to set: a run that issues nothing does without a typesetter.
    from mfa_binder.paper.change_pack import typeset_revision

    return typeset_revision(folder.runbooks, changes, destination)


def _not_reproducible(revision: int) -> LedgerError:
    return LedgerError(
        f"{LEDGER_NAME}: the pack of revision {revision} cannot be made again: pages or program are not those that it "
        "was issued with",
        "bring back the inventory that was issued, or issue what changed since",
    )

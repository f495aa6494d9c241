"""Issuing a revision: what changed is compared, its pack typeset, the ledger appended to; in this order.

The pack is typeset into a folder beside its place and put there in one step; replacing the ledger is the
moment in which the revision is issued. A run that ends before has issued nothing: the next one finds the
ledger as it was and makes the same revision again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from mfa_binder.book.sidecar import Sidecar, read_heads
from mfa_binder.errors import LedgerError, OutputError, UsageError
from mfa_binder.files.writing import is_marked_pdf, require_own_places
from mfa_binder.rendering.build_inputs import is_build_current
from mfa_binder.revision.changes import RevisionChanges
from mfa_binder.revision.comparison import compare_with_ledger
from mfa_binder.revision.effective_revisions import PageText
from mfa_binder.revision.ledger import LEDGER_NAME, Ledger
from mfa_binder.revision.ledger_file import append_revision, read_ledger, revision_lines
from mfa_binder.revision.pack import PackTypesetter, TypesetPack
from mfa_binder.workflows.working_folder import WorkingFolder, document_day


@dataclass(frozen=True, slots=True)
class CurrentBuild:
    """A build that is current, its sections without their blocks, and the day of a revision of it."""

    sidecar: Sidecar
    day: date


def read_current_build(
    folder: WorkingFolder, day: str | None, environ: Mapping[str, str], note: Callable[[str], None]
) -> CurrentBuild:
    """Read the build for a revision of `day` (`--date`), else of the day that the documents are dated.

    What the build was made from tells in no time that it is current; where that is not known, the pages are
    rendered. Raises OutputError if it is not what the inventory gives.
    """
    sidecar = read_heads(folder.sidecar)
    dated = is_build_current(folder.path, folder.overrides)
    if dated is None:
        note("rendering the pages: what those in runbooks/ were made from is not known")
        dated = _render_and_compare(folder, day, environ)
    if dated and day is None:
        return CurrentBuild(sidecar, sidecar.front.dated)
    issued = document_day(day, None, environ, "--date")
    if not dated and issued != sidecar.front.dated:
        raise OutputError(
            f"the pages in runbooks/ are as of {sidecar.front.dated.isoformat()}, and the revision is of "
            f"{issued.isoformat()}",
            f"run mfa-binder build --as-of {issued.isoformat()}",
        )
    return CurrentBuild(sidecar, issued)


def _render_and_compare(folder: WorkingFolder, day: str | None, environ: Mapping[str, str]) -> bool:
    """As `require_current_pages`, loaded only if the pages must be rendered: a revision is seldom issued this way."""
    from mfa_binder.workflows.page_rendering import require_current_pages

    return require_current_pages(folder, day, environ)


_PART_SUFFIX = ".part"
_CACHED_PAGES = 64


@dataclass(frozen=True, slots=True)
class IssuedRevision:
    """A revision whose pack is made; the path of each file is relative to `folder`."""

    changes: RevisionChanges
    typeset: TypesetPack
    folder: Path


@dataclass(frozen=True)
class RevisionIssuer:
    """Issues the build that `sidecar` tells of; paths of ledger, pages, and printed binders."""

    ledger: Path
    runbooks: Path
    binders: Path
    sidecar: Sidecar

    def pending(self, issued: date, *, complete: bool = False, note: str = "") -> RevisionChanges:
        """What the next revision would exchange.

        Raises LedgerError if the ledger cannot be used, UsageError if there is something to issue and the last
        revision is of a later day.
        """
        ledger = read_ledger(self.ledger)
        changes = compare_with_ledger(
            ledger, self.sidecar, page_reader(self.runbooks), issued, complete=complete, note=note
        )
        if ledger.issued is not None and issued < ledger.issued and not changes.is_empty:
            raise UsageError(
                f"revision {ledger.revision} was issued on {ledger.issued.isoformat()}, after {issued.isoformat()}",
                "issue on that day or a later one",
            )
        return changes

    def issue(self, changes: RevisionChanges, typesetter: PackTypesetter) -> IssuedRevision:
        """Make the pack of `changes`, then record it. Raises what `typesetter` raises, OutputError, LedgerError."""
        with self._pack(changes, typesetter) as made:
            revision_lines(changes, made.typeset.leaves)
        append_revision(self.ledger, changes, made.typeset.leaves)
        return made

    def again(self, typesetter: PackTypesetter) -> IssuedRevision:
        """Make the pack of the last revision anew, the same bytes; nothing is issued.

        Raises LedgerError if nothing was ever issued, or if the pages are not those that were.
        """
        last = read_ledger(self.ledger)
        if not last.revisions:
            raise LedgerError("nothing was ever issued", "run mfa-binder issue without --again")
        changes = self._last(last)
        with self._pack(changes, typesetter, again=True) as made:
            if revision_lines(changes, made.typeset.leaves) != _recorded_lines(self.ledger, last.revisions[-1].line):
                raise _not_reproducible(last.revision)
        return made

    def _last(self, last: Ledger) -> RevisionChanges:
        """The changes that were the last revision."""
        revision, text = last.revisions[-1], page_reader(self.runbooks)
        sidecar = self.sidecar.model_copy(update={"front": revision.front, "facts": last.facts})
        if not compare_with_ledger(last, self.sidecar, text, revision.issued).is_empty:
            raise _not_reproducible(revision.number)
        before = read_ledger(self.ledger, revision.number - 1)
        return compare_with_ledger(
            before, sidecar, text, revision.issued, complete=revision.complete, note=revision.note
        )

    @contextmanager
    def _pack(
        self, changes: RevisionChanges, typesetter: PackTypesetter, *, again: bool = False
    ) -> Iterator[IssuedRevision]:
        """The pack, beside its place while the block runs; put there when it ends well.

        `again`: it was issued, so the names of its files are ours, whatever they hold now.
        """
        place, folder = self.binders / f"revision-{changes.revision.number:03d}", self.ledger.parent
        require_own_places(folder, (self.ledger.name, (place / "pack").relative_to(folder).as_posix()))
        try:
            fresh, old = _clear_leftovers(place)
            fresh.mkdir(parents=True)
            yield IssuedRevision(changes, typesetter(self.runbooks, changes, fresh), place)
            _keep_foreign(place, fresh, again=again)
            if place.exists():
                place.rename(old)
            fresh.rename(place)
            shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            what = f"{place} cannot be written: {error.strerror or error}"
            raise OutputError(what, "free the place and run again; nothing was issued") from error


def _clear_leftovers(place: Path) -> tuple[Path, Path]:
    """Where the pack is made, and where the one before goes for a moment: what an interrupted run left there is gone.

    If it was interrupted between the two, the one before is put back: there may be files of others in it.
    """
    fresh, old = (place.with_name(f".{place.name}-{which}{_PART_SUFFIX}") for which in ("new", "old"))
    if old.is_dir() and not os.path.lexists(place):
        old.rename(place)
    for leftover in place.parent.glob(f".revision-*{_PART_SUFFIX}"):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return fresh, old


def _keep_foreign(place: Path, fresh: Path, *, again: bool) -> None:
    """Take over into the new pack what somebody else put beside the one that it replaces."""
    there = [path for path in sorted(place.rglob("*")) if path.is_symlink() or path.is_file()]
    foreign = [path for path in there if path.is_symlink() or not is_marked_pdf(path, "binder")]
    taken = [path for path in foreign if os.path.lexists(fresh / path.relative_to(place))]
    if taken and not again:
        what = f"{taken[0]} is not made by mfa-binder, and a file of the revision goes there"
        raise OutputError(what, "move it to another folder, and run again; nothing was issued")
    for path in (path for path in foreign if path not in taken):
        target = fresh / path.relative_to(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)


def page_reader(runbooks: Path) -> PageText:
    """The pages of a folder, by their path under it."""

    @lru_cache(_CACHED_PAGES)
    def text(path: str) -> str:
        try:
            return (runbooks / path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            raise OutputError(f"{runbooks.name}/{path} cannot be read", "run mfa-binder build") from None

    return text


def _recorded_lines(ledger: Path, line: int) -> str:
    """The lines of the last revision, which begins with `line`, without the one that ends it."""
    lines = ledger.read_bytes().decode("utf-8").split("\n")
    return "".join(f"{written}\n" for written in lines[line - 1 : -2])


def _not_reproducible(revision: int) -> LedgerError:
    return LedgerError(
        f"{LEDGER_NAME}: the pack of revision {revision} cannot be made again: pages or program are not those that it "
        "was issued with",
        "bring back the inventory that was issued, or issue what changed since",
    )

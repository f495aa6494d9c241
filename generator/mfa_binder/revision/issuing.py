"""Issuing a revision: its pack first, the ledger last; who issues holds the lock of the folder.

The pack is typeset into a folder beside its place and put there in one step; replacing the ledger is the
moment in which the revision is issued. A run that ends before has issued nothing: the next one finds the
ledger as it was and makes the same revision again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import LedgerError, OutputError, UsageError
from mfa_binder.files.writing import is_marked_pdf, require_own_places
from mfa_binder.revision.changes import Changes
from mfa_binder.revision.comparison import compare
from mfa_binder.revision.effective import Text
from mfa_binder.revision.ledger import FILE, Ledger
from mfa_binder.revision.pack import Typeset, Typesetter
from mfa_binder.revision.reading import read_ledger
from mfa_binder.revision.writing import append, block

_PART = ".part"
_PAGES_AT_HAND = 64


@dataclass(frozen=True, slots=True)
class Issued:
    """A revision whose pack is made; the path of each file is relative to `folder`."""

    changes: Changes
    typeset: Typeset
    folder: Path


@dataclass(frozen=True)
class Issuer:
    """Issues the build that `sidecar` tells of; paths of ledger, pages, and printed binders."""

    ledger: Path
    runbooks: Path
    binders: Path
    sidecar: Sidecar

    def pending(self, issued: date, *, complete: bool = False, note: str = "") -> Changes:
        """What the next revision would exchange.

        Raises LedgerError if the ledger cannot be used, UsageError if there is something to issue and the last
        revision is of a later day.
        """
        ledger = read_ledger(self.ledger)
        changes = compare(ledger, self.sidecar, pages_of(self.runbooks), issued, complete=complete, note=note)
        if ledger.issued is not None and issued < ledger.issued and not changes.is_empty:
            raise UsageError(
                f"revision {ledger.revision} was issued on {ledger.issued.isoformat()}, after {issued.isoformat()}",
                "issue on that day or a later one",
            )
        return changes

    def issue(self, changes: Changes, typesetter: Typesetter) -> Issued:
        """Make the pack of `changes`, then record it. Raises what `typesetter` raises, OutputError, LedgerError."""
        with self._pack(changes, typesetter) as made:
            block(changes, made.typeset.leaves)
        append(self.ledger, changes, made.typeset.leaves)
        return made

    def again(self, typesetter: Typesetter) -> Issued:
        """Make the pack of the last revision anew, the same bytes; nothing is issued.

        Raises LedgerError if nothing was ever issued, or if the pages are not those that were.
        """
        last = read_ledger(self.ledger)
        if not last.revisions:
            raise LedgerError("nothing was ever issued", "run mfa-binder issue without --again")
        changes = self._last(last)
        with self._pack(changes, typesetter, again=True) as made:
            if block(changes, made.typeset.leaves) != _recorded(self.ledger, last.revisions[-1].line):
                raise _otherwise(last.revision)
        return made

    def _last(self, last: Ledger) -> Changes:
        """The changes that were the last revision."""
        revision, text = last.revisions[-1], pages_of(self.runbooks)
        sidecar = self.sidecar.model_copy(update={"front": revision.front, "facts": last.facts})
        if not compare(last, self.sidecar, text, revision.issued).is_empty:
            raise _otherwise(revision.number)
        before = read_ledger(self.ledger, revision.number - 1)
        return compare(before, sidecar, text, revision.issued, complete=revision.complete, note=revision.note)

    @contextmanager
    def _pack(self, changes: Changes, typesetter: Typesetter, *, again: bool = False) -> Iterator[Issued]:
        """The pack, beside its place while the block runs; put there when it ends well.

        `again`: it was issued, so the names of its files are ours, whatever they hold now.
        """
        place, folder = self.binders / f"revision-{changes.revision.number:03d}", self.ledger.parent
        require_own_places(folder, (self.ledger.name, (place / "pack").relative_to(folder).as_posix()))
        try:
            fresh, old = _cleared(place)
            fresh.mkdir(parents=True)
            yield Issued(changes, typesetter(self.runbooks, changes, fresh), place)
            _keep_foreign(place, fresh, again=again)
            if place.exists():
                place.rename(old)
            fresh.rename(place)
            shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            what = f"{place} cannot be written: {error.strerror or error}"
            raise OutputError(what, "free the place and run again; nothing was issued") from error


def _cleared(place: Path) -> tuple[Path, Path]:
    """Where the pack is made, and where the one before goes for a moment: what an interrupted run left there is gone.

    If it was interrupted between the two, the one before is put back: there may be files of others in it.
    """
    fresh, old = (place.with_name(f".{place.name}-{which}{_PART}") for which in ("new", "old"))
    if old.is_dir() and not os.path.lexists(place):
        old.rename(place)
    for leftover in place.parent.glob(f".revision-*{_PART}"):
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


def pages_of(runbooks: Path) -> Text:
    """The pages of a folder, by their path under it."""

    @lru_cache(_PAGES_AT_HAND)
    def text(path: str) -> str:
        try:
            return (runbooks / path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            raise OutputError(f"{runbooks.name}/{path} cannot be read", "run mfa-binder build") from None

    return text


def _recorded(ledger: Path, line: int) -> str:
    """The lines of the last revision, which begins with `line`, without the one that ends it."""
    lines = ledger.read_bytes().decode("utf-8").split("\n")
    return "".join(f"{written}\n" for written in lines[line - 1 : -2])


def _otherwise(revision: int) -> LedgerError:
    return LedgerError(
        f"{FILE}: the pack of revision {revision} cannot be made again: pages or program are not those that it "
        "was issued with",
        "bring back the inventory that was issued, or issue what changed since",
    )

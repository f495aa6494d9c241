"""The folder of a revision's pack: made beside its place, put there in one step, with what others have laid into it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import is_marked_pdf, require_own_places
from mfa_binder.workflows.working_folder import WorkingFolder

_PART_SUFFIX = ".part"


def pack_place(folder: WorkingFolder, revision: int) -> Path:
    """Where the pack of a revision lies."""
    return folder.binders / f"revision-{revision:03d}"


@contextmanager
def replaced_pack(folder: WorkingFolder, place: Path, *, was_issued: bool) -> Iterator[Path]:
    """An empty folder beside `place` for the files of a pack; it is put there when the block ends well.

    `was_issued`: whether the names of its files are ours, whatever they hold now.
    Raises OutputError if a file of somebody else is in the way, or if nothing can be written.
    """
    require_own_places(folder.path, (folder.ledger.name, (place / "pack").relative_to(folder.path).as_posix()))
    try:
        fresh, old = _clear_leftovers(place)
        fresh.mkdir(parents=True)
        yield fresh
        # Before the exchange: a copy that fails must leave the old pack where it is.
        _keep_foreign(place, fresh, was_issued=was_issued)
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


def _keep_foreign(place: Path, fresh: Path, *, was_issued: bool) -> None:
    """Take over into the new pack what somebody else put beside the one that it replaces."""
    files = [path for path in sorted(place.rglob("*")) if path.is_symlink() or path.is_file()]
    foreign = [path for path in files if path.is_symlink() or not is_marked_pdf(path, "binder")]
    in_the_way = [path for path in foreign if os.path.lexists(fresh / path.relative_to(place))]
    if in_the_way and not was_issued:
        what = f"{in_the_way[0]} is not made by mfa-binder, and a file of the revision goes there"
        raise OutputError(what, "move it to another folder, and run again; nothing was issued")
    for path in (path for path in foreign if path not in in_the_way):
        target = fresh / path.relative_to(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target, follow_symlinks=False)

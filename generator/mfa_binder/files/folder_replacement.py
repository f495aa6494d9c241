"""A folder of outputs replaced as a whole: filled beside its place, then put there.

Nobody finds a folder that is half of one run and half of another, also after a run that was killed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW, _OLD = ".mfa-binder-new", ".mfa-binder-old"
"""Endings of the folders beside a place, hidden: what goes there, and what stood there before."""


@contextmanager
def replace_folder(place: Path) -> Iterator[Path]:
    """An empty folder, to be filled while the block runs; it replaces `place` if the block ends well.

    Otherwise it is removed, and `place` is as it was. Raises OSError if a folder cannot be made or moved.
    """
    _repair(place.parent)
    new, old = (place.with_name(f".{place.name}{ending}") for ending in (_NEW, _OLD))
    new.mkdir(parents=True)
    try:
        yield new
        # A run that is killed between the two moves leaves no folder at the place; the next one finds `old` then.
        if place.exists():
            place.rename(old)
        new.rename(place)
        _remove(old)
    finally:
        _remove(new)


def carry_over(source: Path, target: Path) -> None:
    """Put a file or link that is kept into the folder that replaces the one in which it stands."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, target, follow_symlinks=False)


def _repair(folder: Path) -> None:
    """Put back what an interrupted run moved away in a folder, and remove what it left beside."""
    for old in folder.glob(f".*{_OLD}"):
        place = old.with_name(old.name.removeprefix(".").removesuffix(_OLD))
        if old.is_dir() and not os.path.lexists(place):
            old.rename(place)
        _remove(old)
    for new in folder.glob(f".*{_NEW}"):
        _remove(new)


def _remove(leftover: Path) -> None:
    if leftover.is_symlink() or leftover.is_file():
        leftover.unlink()
    shutil.rmtree(leftover, ignore_errors=True)

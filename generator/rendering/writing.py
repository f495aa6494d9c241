"""Writing a build to the working folder: atomically, and touching only what is ours.

The sidecar is also the manifest: it lists every page that the last build wrote, with its digest.
A page that is no longer made is removed if it still is what we wrote; a changed or foreign file is
left and named. Pages come first and the sidecar last, so an interrupted build is mended by the
next one: a journal beside the sidecar holds the paths of pages that it does not list yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.atomic import write_text
from generator.pages.sidecar import SIDECAR, read_sidecar
from generator.rendering.recorder import digest
from generator.rendering.renderer import Rendered

_JOURNAL = ".runbooks.journal"


@dataclass(frozen=True)
class Changes:
    """What differs between a build and the working folder; paths are relative to the folder."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    stale: tuple[str, ...]
    foreign: tuple[str, ...]
    """Markdown under runbooks/ that this program did not write: it would be published too."""

    @property
    def out_of_date(self) -> tuple[str, ...]:
        """What a build would write or remove."""
        return tuple(sorted((*self.missing, *self.changed, *self.stale)))


def compare(folder: Path, rendered: Rendered) -> Changes:
    """What a build would change in the working folder; writes nothing."""
    return _compare(folder, _wanted(rendered))


def _compare(folder: Path, wanted: Mapping[str, str]) -> Changes:
    missing, changed = [], []
    for name, text in wanted.items():
        found = _read(folder / name)
        if found is None:
            missing.append(name)
        elif found != text:
            changed.append(name)
    ours = _ours(folder)
    present = {str(path.relative_to(folder).as_posix()) for path in (folder / "runbooks").rglob("*.md")}
    extra = present - wanted.keys()
    stale = {name for name in extra if name in ours and ours[name] in ("", digest(_read(folder / name) or ""))}
    return Changes(tuple(missing), tuple(changed), tuple(sorted(stale)), tuple(sorted(extra - stale)))


def write(folder: Path, rendered: Rendered) -> Changes:
    """Bring runbooks/ and the sidecar up to date; answers what was changed."""
    wanted = _wanted(rendered)
    changes = _compare(folder, wanted)
    if not changes.out_of_date:
        return changes
    ours = _ours(folder)
    write_text(folder / _JOURNAL, "".join(f"{name}\n" for name in wanted if name not in ours))
    for name in (*changes.missing, *changes.changed):
        if name != SIDECAR:
            write_text(folder / name, wanted[name])
    for name in changes.stale:
        (folder / name).unlink()
    _remove_empty(folder / "runbooks", changes.stale, folder)
    write_text(folder / SIDECAR, wanted[SIDECAR])
    (folder / _JOURNAL).unlink()
    return changes


def _wanted(rendered: Rendered) -> Mapping[str, str]:
    pages = {f"runbooks/{path}": text for path, text in rendered.files.items()}
    return {**pages, SIDECAR: rendered.sidecar_text}


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _ours(folder: Path) -> Mapping[str, str]:
    """Paths that we wrote, with their digest; empty where an interrupted build did not note it."""
    journal = (_read(folder / _JOURNAL) or "").splitlines()
    if not (folder / SIDECAR).is_file():
        return dict.fromkeys(journal, "")
    sections = read_sidecar(folder / SIDECAR).sections
    return {**dict.fromkeys(journal, ""), **{f"runbooks/{s.path}": s.digest for s in sections}}


def _remove_empty(runbooks: Path, removed: Iterable[str], folder: Path) -> None:
    for name in removed:
        parent = (folder / name).parent
        while parent != runbooks and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent

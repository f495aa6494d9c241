"""Writing a build to the working folder: atomically, and touching only what is ours.

The sidecar is also the manifest: it lists every page that the last build wrote, with its digest.
A page that is no longer made is removed if it still is what we wrote; a changed or foreign file is
left and named. Pages come first and the sidecar last, so an interrupted build is completed by the
next one: a journal beside the sidecar holds path and digest of pages that it does not list yet.

A sidecar that cannot be read, after a merge for instance, is made again: what its lines still say of pages counts,
since a page is removed only if its digest stands there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.book.document_names import SIDECAR
from mfa_binder.book.sidecar import read_sidecar
from mfa_binder.errors import OutputError
from mfa_binder.files.writing import require_own_places, write_text
from mfa_binder.rendering.block_recorder import text_digest
from mfa_binder.rendering.book_renderer import RenderedBook
from mfa_binder.rendering.build_inputs import BUILT_FROM

_JOURNAL = ".runbooks.journal"
_JOURNAL_LINE = re.compile(r"([0-9a-f]{64}) (runbooks/[^\n]+)")
_SHOWN = 20


@dataclass(frozen=True)
class FileChanges:
    """What differs between a build and the working folder; paths are relative to the folder."""

    missing: tuple[str, ...]
    """Files that a build would make."""
    changed: tuple[str, ...]
    """Files that a build would write again."""
    stale: tuple[str, ...]
    """Files of ours that a build would remove."""
    foreign: tuple[str, ...]
    """Markdown under runbooks/ that this program did not write: it would be published too."""
    in_the_way: tuple[str, ...] = ()
    """Markdown that this program did not write, at the address of a page of this build."""
    unreadable_sidecar: bool = False
    """Whether the sidecar is there and is none, so that a build makes it again."""

    @property
    def out_of_date(self) -> tuple[str, ...]:
        """What a build would write or remove."""
        return tuple(sorted((*self.missing, *self.changed, *self.stale)))


@dataclass(frozen=True)
class _OwnFiles:
    """What we wrote into the working folder."""

    digests: Mapping[str, frozenset[str]]
    """By path; a path without one was ours and may hold anything now."""
    is_readable: bool
    """Whether the whole sidecar could be read, so that nothing of ours is missing here."""

    def wrote(self, name: str, text: str | None) -> bool:
        return text is not None and text_digest(text) in self.digests.get(name, ())


def compare_runbooks(folder: Path, rendered: RenderedBook) -> FileChanges:
    """What a build would change in the working folder; writes nothing."""
    return _compare_with_own(folder, rendered, _own_files(folder))


def write_runbooks(folder: Path, rendered: RenderedBook) -> FileChanges:
    """Bring runbooks/ and the sidecar up to date; answers what was changed.

    Raises OutputError if a link or somebody else's file stands where something is to be written; nothing is, then.
    """
    wanted = _wanted_files(rendered)
    require_own_places(folder, (*wanted, _JOURNAL, BUILT_FROM))
    manifest = _own_files(folder)
    changes = _compare_with_own(folder, rendered, manifest)
    if changes.in_the_way:
        raise OutputError(
            _in_the_way_message(changes.in_the_way), "move what you need to another folder, and remove it here"
        )
    if not changes.out_of_date:
        return changes
    new = (name for name in wanted if name != SIDECAR and not manifest.wrote(name, wanted[name]))
    write_text(folder / _JOURNAL, "".join(f"{text_digest(wanted[name])} {name}\n" for name in new))
    for name in (*changes.missing, *changes.changed):
        if name != SIDECAR:
            write_text(folder / name, wanted[name])
    for name in changes.stale:
        (folder / name).unlink()
    _remove_empty_folders(folder / "runbooks", changes.stale, folder)
    write_text(folder / SIDECAR, wanted[SIDECAR])
    (folder / _JOURNAL).unlink()
    return changes


def _in_the_way_message(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}: not made by mfa-binder, and pages of this build go there"


def _compare_with_own(folder: Path, rendered: RenderedBook, manifest: _OwnFiles) -> FileChanges:
    wanted, missing, changed = _wanted_files(rendered), [], []
    for name, text in wanted.items():
        found = _read_or_none(folder / name)
        if found is None:
            missing.append(name)
        elif found != text:
            changed.append(name)
    extra = _present_files(folder) - wanted.keys()
    stale = {name for name in extra if manifest.wrote(name, _read_or_none(folder / name))}
    return FileChanges(
        tuple(missing),
        tuple(changed),
        tuple(sorted(stale)),
        tuple(sorted(extra - stale)),
        tuple(_foreign_files(folder, rendered, manifest, changed)),
        not manifest.is_readable,
    )


def _foreign_files(folder: Path, rendered: RenderedBook, manifest: _OwnFiles, changed: Iterable[str]) -> Iterator[str]:
    """What is to be replaced, is in no list of ours, and does not end as our page there does."""
    ids = {f"runbooks/{section.path}": section.id for section in rendered.sidecar.sections}
    for name in changed:
        if name in ids and name not in manifest.digests:
            last = (_read_or_none(folder / name) or "").rstrip().rpartition("\n")[2]
            if not last.startswith(f"{ids[name]} · "):
                yield name


def _wanted_files(rendered: RenderedBook) -> Mapping[str, str]:
    pages = {f"runbooks/{path}": text for path, text in rendered.files.items()}
    return {**pages, SIDECAR: rendered.sidecar_text}


def _present_files(folder: Path) -> set[str]:
    """The Markdown under runbooks/; what lies behind a link is not there."""
    runbooks = folder / "runbooks"
    if runbooks.is_symlink():
        return set()
    return {path.relative_to(folder).as_posix() for path in runbooks.rglob("*.md") if not path.is_dir()}


def _read_or_none(path: Path) -> str | None:
    """The text of a file; None if none stands there. A link is no file of ours."""
    if path.is_symlink():
        return None
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}", "check its rights") from error


def _own_files(folder: Path) -> _OwnFiles:
    """What we wrote: what the sidecar lists, and what an interrupted build noted."""
    found: dict[str, set[str]] = {}
    for line in (_read_or_none(folder / _JOURNAL) or "").splitlines():
        if noted := _JOURNAL_LINE.fullmatch(line):
            found.setdefault(noted[2], set()).add(noted[1])
    listed, is_readable = _files_of_sidecar(folder / SIDECAR)
    for name, sha256 in listed:
        found.setdefault(f"runbooks/{name}", set()).add(sha256)
    return _OwnFiles({name: frozenset(digests) for name, digests in found.items()}, is_readable)


def _files_of_sidecar(sidecar: Path) -> tuple[list[tuple[str, str]], bool]:
    """Path and digest of each page in the sidecar, and whether the whole of it can be read."""
    written = _read_or_none(sidecar)
    if written is None:
        return [], not sidecar.exists()
    try:
        return [(section.path, section.digest) for section in read_sidecar(sidecar).sections], True
    except OutputError:
        return list(_salvage_files(written)), False


def _salvage_files(written: str) -> Iterator[tuple[str, str]]:
    """Path and digest in each line that still is one of a section (`Sidecar.dumps`)."""
    for line in written.splitlines():
        head, is_section, _ = line.partition(', "blocks": [')
        if is_section:
            try:
                section = json.loads(f"{head}}}")
            except (ValueError, RecursionError):
                continue
            if isinstance(section, dict) and all(isinstance(section.get(key), str) for key in ("path", "digest")):
                yield section["path"], section["digest"]


def _remove_empty_folders(runbooks: Path, removed: Iterable[str], folder: Path) -> None:
    for name in removed:
        parent = (folder / name).parent
        while parent != runbooks and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent

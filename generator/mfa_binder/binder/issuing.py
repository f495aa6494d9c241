"""A revision as PDFs: for each copy of a binder its change pack, its whole binder, or a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.binder.change_pack import change_pack, notice
from mfa_binder.binder.document import Source
from mfa_binder.binder.edition import Edition
from mfa_binder.binder.pack import Pack
from mfa_binder.binder.press import Job, jobs_of, press, volume_names
from mfa_binder.binder.typeset import read_pages, typeset
from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.book.sections import Section
from mfa_binder.revision.changes import BinderChanges, Changes, CopyChanges
from mfa_binder.revision.ledger import Gets
from mfa_binder.revision.pack import PackFile, Typeset
from mfa_binder.typesetting.markdown import Page

_PROCESSES = 2


@dataclass(frozen=True)
class _File:
    """One PDF of a revision: whose it is, and how it is made here; None: it is a volume, and the press makes it."""

    binder: BinderChanges
    copy: CopyChanges
    path: Path
    make: Callable[[], Source] | None = None


def typeset_issue(runbooks: Path, changes: Changes, destination: Path) -> Typeset:
    """Set every file of the pack of `changes` into the empty folder `destination`.

    Raises DialectError, BinderError, and OutputError or OSError if a file cannot be written.
    """
    files: list[_File] = []
    jobs: list[Job] = []
    read = _Reader(runbooks)
    for pack in _packs(changes):
        files.append(_document(read, pack, destination))
        if pack.copy.gets is Gets.COMPLETE:
            volumes = list(jobs_of(runbooks, pack.edition, destination, volume_names(pack.edition, "-binder"), None))
            jobs += volumes
            files += [_File(pack.binder, pack.copy, job.destination) for job in volumes]
    made = {file.path: _made(file, changes) for file in files if file.make is not None}
    made |= {job.destination: (pressed.pages, pressed.set_pages) for job, pressed in press(jobs, _PROCESSES)}
    leaves: dict[str, dict[str, int]] = {}
    for file in files:
        for leaf_set, pages in made[file.path][1].items():
            leaves.setdefault(leaf_set, {})[file.binder.form.name] = (pages + 1) // 2
    told = (PackFile(file.binder.id, (file.copy.number,), Path(file.path.name), made[file.path][0]) for file in files)
    return Typeset(tuple(told), leaves)


def _made(file: _File, changes: Changes) -> tuple[int, Mapping[str, int]]:
    """Set a document that is no volume: its pages, and those of each leaf set in it."""
    assert file.make is not None
    printed = typeset(file.make(), changes.revision.issued)
    file.path.write_bytes(printed.pdf)
    return printed.pages, printed.set_pages


def _packs(changes: Changes) -> Iterator[Pack]:
    """What each copy gets, of those that get something."""
    by_set = {leaf_set.id: section for section in changes.sidecar.sections for leaf_set in section.leaf_sets}
    sheets = {section.path: section.id for section in changes.sidecar.sections}
    for binder in changes.binders:
        sections = tuple({by_set[name].id: by_set[name] for name in binder.sets}.values())
        for copy in binder.copies:
            if copy.gets is not None:
                yield Pack(changes, binder, copy, _edition(changes, binder, copy, sections, sheets))


class _Reader:
    """The pages of sections; each is parsed once, since it goes into several binders."""

    def __init__(self, runbooks: Path) -> None:
        self._runbooks = runbooks
        self._known: dict[str, Page] = {}

    def pages(self, sections: Iterable[Section]) -> Mapping[str, Page]:
        """Those of some sections, and of others that were asked for, by path."""
        self._known |= read_pages(self._runbooks, (one for one in sections if one.path not in self._known))
        return self._known


def _document(read: _Reader, pack: Pack, destination: Path) -> _File:
    """What a copy gets besides volumes of its own: a change pack, or a notice."""
    if pack.copy.gets is Gets.CHANGES:
        wanted = {bound.section.id: bound.section for bound in pack.inserted}
        path = destination / f"{pack.edition.name}-changes.pdf"
        return _File(pack.binder, pack.copy, path, lambda: change_pack(pack, read.pages(wanted.values())))
    path = destination / f"{pack.edition.name}-{_NAMES[pack.copy.gets or Gets.NOTE]}.pdf"
    return _File(pack.binder, pack.copy, path, lambda: notice(pack))


_NAMES = {Gets.COMPLETE: "filing", Gets.NOTE: "note", Gets.WITHDRAWAL: "withdrawal"}


def _edition(
    changes: Changes,
    binder: BinderChanges,
    copy: CopyChanges,
    sections: tuple[Section, ...],
    sheets: Mapping[str, str],
) -> Edition:
    names = tuple(section.id for section in sections)
    plan = BinderPlan(id=binder.id, title=binder.title, form=binder.form, copies=(), sections=names)
    to = BinderCopyPlan(number=copy.number, where=copy.where, place=copy.place, holders=copy.holders)
    return Edition(
        front=changes.revision.front,
        plan=plan,
        copy=to,
        sections=sections,
        effective=changes.effective,
        sheets=sheets,
        filed=max(copy.revisions, default=0),
    )

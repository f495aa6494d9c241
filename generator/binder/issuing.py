"""A revision as PDFs: for each copy of a binder its change pack, its whole binder, or a notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from generator.binder.change_pack import change_pack, notice
from generator.binder.document import Source, volume_source
from generator.binder.edition import Edition
from generator.binder.pack import Pack
from generator.binder.typeset import Printed, read_pages, typeset
from generator.binder.volume import Volume, volumes
from generator.pages.sidecar import BinderCopyPlan, BinderPlan, Section
from generator.revision.changes import BinderChanges, Changes, CopyChanges
from generator.revision.ledger import Gets
from generator.revision.pack import PackFile, Typeset


def typeset_issue(runbooks: Path, changes: Changes, destination: Path) -> Typeset:
    """Set every file of the pack of `changes` into the empty folder `destination`.

    Raises DialectError, BinderError, and OSError if a file cannot be written.
    """
    files: list[PackFile] = []
    leaves: dict[str, dict[str, int]] = {}
    for binder, copy, name, printed in _printed(runbooks, changes):
        (destination / name).write_bytes(printed.pdf)
        files.append(PackFile(binder.id, (copy.number,), Path(name), printed.pages))
        for leaf_set, pages in printed.set_pages.items():
            leaves.setdefault(leaf_set, {})[binder.form.name] = (pages + 1) // 2
    return Typeset(tuple(files), leaves)


def _printed(runbooks: Path, changes: Changes) -> Iterator[tuple[BinderChanges, CopyChanges, str, Printed]]:
    day = changes.revision.issued
    for binder in changes.binders:
        for copy in binder.copies:
            for name, make in _documents(runbooks, changes, binder, copy):
                yield binder, copy, f"{binder.id}-copy-{copy.number}-{name}.pdf", typeset(make(), day)


def _documents(
    runbooks: Path, changes: Changes, binder: BinderChanges, copy: CopyChanges
) -> Iterator[tuple[str, Callable[[], Source]]]:
    """What a copy gets: the name of each document, and how it is made."""
    if copy.gets is None:
        return
    pack = Pack(changes, binder, copy, _edition(changes, binder, copy))
    if copy.gets is Gets.CHANGES:
        wanted = {bound.section.id: bound.section for bound in pack.inserted}
        yield "changes", lambda: change_pack(pack, read_pages(runbooks, wanted.values()))
        return
    yield _NAMES[copy.gets], lambda: notice(pack)
    if copy.gets is Gets.COMPLETE:
        yield from _volumes(runbooks, pack.edition)


_NAMES = {Gets.COMPLETE: "filing", Gets.NOTE: "note", Gets.WITHDRAWAL: "withdrawal"}


def _volumes(runbooks: Path, edition: Edition) -> Iterator[tuple[str, Callable[[], Source]]]:
    parts = volumes(edition.sections)
    for volume in parts:
        name = f"volume-{volume.number}" if len(parts) > 1 else "binder"
        yield name, partial(_volume, runbooks, edition, volume)


def _volume(runbooks: Path, edition: Edition, volume: Volume) -> Source:
    return volume_source(edition, volume, read_pages(runbooks, volume.of(edition.sections)), None)


def _edition(changes: Changes, binder: BinderChanges, copy: CopyChanges) -> Edition:
    by_set = {leaf_set.id: section for section in changes.sidecar.sections for leaf_set in section.leaf_sets}
    sections = tuple(dict.fromkeys(by_set[name].id for name in binder.sets))
    known = {section.id: section for section in changes.sidecar.sections}
    plan = BinderPlan(id=binder.id, title=binder.title, form=binder.form, copies=(), sections=sections)
    to = BinderCopyPlan(number=copy.number, where=copy.where, place=copy.place, holders=copy.holders)
    return Edition(
        front=changes.revision.front,
        plan=plan,
        copy=to,
        sections=tuple(known[name] for name in sections),
        effective=changes.effective,
        sheets=_sheets(changes.sidecar.sections),
        filed=max(copy.revisions, default=0),
    )


def _sheets(sections: Iterable[Section]) -> dict[str, str]:
    return {section.path: section.id for section in sections}

"""A revision as PDFs: for each copy of a binder its change pack, its whole binder, or a letter.

A change pack is one document: filing sheet, receipt, and the leaves to put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.book.sections import Section
from mfa_binder.paper.binder_document import (
    cover_pages,
    document_source,
    effective_pages_list,
    front_record,
    number_leaf_sets,
    page_counts_expression,
    place_leaf_sets,
    tab_divider,
)
from mfa_binder.paper.copy_letters import COPY_LETTERS
from mfa_binder.paper.filing_sheet import filing_sheet, return_receipt, steps_sheet
from mfa_binder.paper.markdown_parsing import ParsedPage, read_pages
from mfa_binder.paper.parallel_typesetting import VolumeJob, typeset_volumes, volume_file_names, volume_jobs
from mfa_binder.paper.printed_copy import BoundLeafSet, CopyRevision, PrintedCopy
from mfa_binder.paper.typst_compiler import DocumentSource, typeset_document
from mfa_binder.paper.typst_leaf_set import PlacedLeafSet, typeset_leaf_set
from mfa_binder.paper.volumes import BinderVolume, divide_into_volumes
from mfa_binder.revision.changes import BinderChanges, CopyChanges, RevisionChanges
from mfa_binder.revision.ledger import Delivery


@dataclass(frozen=True, slots=True)
class PackFile:
    """One PDF of a pack."""

    binder: str
    copies: tuple[int, ...]
    """The numbers of the copies for which it is; empty: for all of them."""
    path: Path
    """Relative to the folder of the revision."""
    pages: int


@dataclass(frozen=True, slots=True)
class RevisionPack:
    """The pack of a revision, typeset."""

    files: tuple[PackFile, ...]
    leaves: Mapping[str, Mapping[str, int]]
    """Leaves by name of form, of every set of `RevisionChanges.typeset`: `{"LD-YK-001": {"a4": 2}}`."""


def change_pack_source(pack: CopyRevision, pages: Mapping[str, ParsedPage]) -> DocumentSource:
    """The document of a copy that gets changes; `pages` are those of what is put in, by path."""
    bound = pack.inserted
    numbers = number_leaf_sets(bound)
    leaves = _filed_leaves(pack)
    codes: dict[str, bytes] = {}
    body = [
        filing_sheet(pack, numbers),
        return_receipt(
            pack, "I have filed this revision in my copy, which is now complete to its list of effective pages."
        ),
        *_changed_covers(pack),
        *(effective_pages_list(pack.edition, volume, numbers, leaves) for volume in pack.relisted),
        *_inserted_leaf_sets(pack, bound, place_leaf_sets(pack.edition, bound, pages, codes)),
        *page_counts_expression(bound),
    ]
    return _pack_source(pack, body, codes)


def letter_source(pack: CopyRevision) -> DocumentSource:
    """The document of a copy that gets no leaves: it moved, or it is taken back; or it is replaced as a whole."""
    letter = COPY_LETTERS[pack.copy.gets or Delivery.NOTE](pack)
    cover = _changed_covers(pack) if pack.copy.gets is Delivery.NOTE else ()
    first = steps_sheet(pack, letter.title, letter.steps, "()", (), letter.besides)
    body = [first, return_receipt(pack, letter.receipt), *cover, *page_counts_expression(())]
    return _pack_source(pack, body, {})


def _changed_covers(pack: CopyRevision) -> Iterator[str]:
    """Those of every volume, if they are others now."""
    for volume in divide_into_volumes(pack.edition.sections) if pack.exchanges_cover else ():
        yield from cover_pages(volume, counted=False)


def _pack_source(pack: CopyRevision, body: list[str], codes: Mapping[str, bytes]) -> DocumentSource:
    sections = pack.edition.sections
    whole = BinderVolume(1, 1, 0, len(sections))
    return document_source(front_record(pack.edition, whole, pack.edition.bound), body, pack.edition.measures, codes)


def _filed_leaves(pack: CopyRevision) -> Mapping[str, int]:
    """Leaves of each set that stays as it is."""
    form, sets = pack.edition.plan.form.name, pack.changes.ledger.sets
    return {bound.id: sets[bound.id].leaves.get(form, 0) for bound in pack.edition.bound if bound.id in sets}


def _inserted_leaf_sets(
    pack: CopyRevision, bound: tuple[BoundLeafSet, ...], placed: Mapping[str, PlacedLeafSet]
) -> Iterator[str]:
    """The sets that are put in, each tab that is new before its first."""
    parts = list(dict.fromkeys(section.part for section in pack.edition.sections))
    new = _new_tabs(pack)
    for entry in bound:
        part = entry.section.part
        if part in new and not pack.edition.is_cards:
            new.remove(part)
            yield tab_divider(part, parts.index(part) + 1, len(parts))
        yield typeset_leaf_set(placed[entry.id])


def _new_tabs(pack: CopyRevision) -> set[str]:
    """The tabs of which nothing stays as it is: their divider was never filed, or goes with what it divides."""
    inserted = {bound.id for bound in pack.inserted}
    staying = {bound.section.part for bound in pack.edition.bound if bound.id not in inserted}
    replaced = {bound.section.part for bound in pack.inserted if pack.binder.id in _binders_of_set(pack, bound.id)}
    return {section.part for section in pack.edition.sections} - staying - replaced


def _binders_of_set(pack: CopyRevision, name: str) -> tuple[str, ...]:
    filed = pack.changes.ledger.sets.get(name)
    return filed.binders if filed is not None else ()


_PROCESSES = 2
_FILE_NAMES = {
    Delivery.CHANGES: "changes",
    Delivery.COMPLETE: "filing",
    Delivery.NOTE: "note",
    Delivery.WITHDRAWAL: "withdrawal",
}
"""What follows the name of the copy in that of its file."""
_PageCounts = tuple[int, Mapping[str, int]]
"""Of a file, and of each leaf set in it by the set's id."""


def typeset_revision(runbooks: Path, changes: RevisionChanges, destination: Path) -> RevisionPack:
    """Typeset every file of the pack of `changes` into the empty folder `destination`.

    Raises DialectError, OutputError or OSError if a file cannot be written.
    """
    parsed = _ParsedPages(runbooks)
    files: list[tuple[CopyRevision, Path]] = []
    jobs: list[VolumeJob] = []
    sizes: dict[Path, _PageCounts] = {}
    for pack in _copy_revisions(changes):
        path = destination / f"{pack.edition.name}-{_FILE_NAMES[pack.copy.gets or Delivery.NOTE]}.pdf"
        files.append((pack, path))
        sizes[path] = _typeset_copy_file(parsed, pack, path)
        if pack.copy.gets is Delivery.COMPLETE:
            names = volume_file_names(pack.edition, "-binder")
            volumes = list(volume_jobs(runbooks, pack.edition, destination, names, None))
            jobs += volumes
            files += [(pack, job.destination) for job in volumes]
    # The volumes of all copies together, so that no process waits for the end of one copy.
    sizes |= {job.destination: (volume.pages, volume.set_pages) for job, volume in typeset_volumes(jobs, _PROCESSES)}
    leaves: dict[str, dict[str, int]] = {}
    for pack, path in files:
        for leaf_set, pages in sizes[path][1].items():
            leaves.setdefault(leaf_set, {})[pack.binder.form.name] = (pages + 1) // 2
    printed = (PackFile(pack.binder.id, (pack.copy.number,), Path(path.name), sizes[path][0]) for pack, path in files)
    return RevisionPack(tuple(printed), leaves)


def _typeset_copy_file(parsed: _ParsedPages, pack: CopyRevision, path: Path) -> _PageCounts:
    """What a copy gets besides volumes of its own: a change pack, or a letter."""
    if pack.copy.gets is Delivery.CHANGES:
        inserted = {bound.section.id: bound.section for bound in pack.inserted}
        source = change_pack_source(pack, parsed.pages(inserted.values()))
    else:
        source = letter_source(pack)
    document = typeset_document(source, pack.changes.revision.issued)
    path.write_bytes(document.pdf)
    return document.pages, document.set_pages


def _copy_revisions(changes: RevisionChanges) -> Iterator[CopyRevision]:
    """What each copy gets, of those that get something."""
    by_set = {leaf_set.id: section for section in changes.sidecar.sections for leaf_set in section.leaf_sets}
    sheets = {section.path: section.id for section in changes.sidecar.sections}
    for binder in changes.binders:
        sections = tuple({by_set[name].id: by_set[name] for name in binder.sets}.values())
        for copy in binder.copies:
            if copy.gets is not None:
                yield CopyRevision(changes, binder, copy, _printed_copy(changes, binder, copy, sections, sheets))


class _ParsedPages:
    """The pages of sections; each is parsed once, since it goes into several binders."""

    def __init__(self, runbooks: Path) -> None:
        self._runbooks = runbooks
        self._known: dict[str, ParsedPage] = {}

    def pages(self, sections: Iterable[Section]) -> Mapping[str, ParsedPage]:
        """Those of some sections, and of others that were asked for, by path."""
        self._known |= read_pages(self._runbooks, (section for section in sections if section.path not in self._known))
        return self._known


def _printed_copy(
    changes: RevisionChanges,
    binder: BinderChanges,
    copy: CopyChanges,
    sections: tuple[Section, ...],
    sheets: Mapping[str, str],
) -> PrintedCopy:
    names = tuple(section.id for section in sections)
    plan = BinderPlan(id=binder.id, title=binder.title, form=binder.form, copies=(), sections=names)
    to = BinderCopyPlan(number=copy.number, where=copy.where, place=copy.place, holders=copy.holders)
    return PrintedCopy(
        front=changes.revision.front,
        plan=plan,
        copy=to,
        sections=sections,
        effective=changes.effective,
        sheets=sheets,
        filed=max(copy.revisions, default=0),
    )

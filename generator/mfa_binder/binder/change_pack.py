"""The document of one copy in a revision: filing sheet, receipt, and the leaves to put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mfa_binder.binder.document import Source, covers, divider, effective_list, ending, facts, numbered, placing, source
from mfa_binder.binder.edition import Bound
from mfa_binder.binder.filing_sheet import filing_sheet, receipt, sheet
from mfa_binder.binder.leaf_sets import Placed, leaf_set
from mfa_binder.binder.notices import NOTICES
from mfa_binder.binder.pack import Pack
from mfa_binder.binder.volume import Volume, volumes
from mfa_binder.revision.ledger import Gets
from mfa_binder.typesetting.markdown import Page


def change_pack(pack: Pack, pages: Mapping[str, Page]) -> Source:
    """The document of a copy that gets changes; `pages` are those of what is put in, by path."""
    bound = pack.inserted
    numbers = numbered(bound)
    leaves = _filed_leaves(pack)
    codes: dict[str, bytes] = {}
    body = [
        filing_sheet(pack, numbers),
        receipt(pack, "I have filed this revision in my copy, which is now complete to its list of effective pages."),
        *_covers(pack),
        *(effective_list(pack.edition, volume, numbers, leaves) for volume in pack.relisted),
        *_leaf_sets(pack, bound, placing(pack.edition, bound, pages, codes)),
        *ending(bound),
    ]
    return _source(pack, body, codes)


def notice(pack: Pack) -> Source:
    """The document of a copy that gets no leaves: it moved, or it is taken back; or it is replaced as a whole."""
    told = NOTICES[pack.copy.gets or Gets.NOTE](pack)
    cover = _covers(pack) if pack.copy.gets is Gets.NOTE else ()
    first = sheet(pack, told.title, told.steps, "()", (), told.besides)
    body = [first, receipt(pack, told.receipt), *cover, *ending(())]
    return _source(pack, body, {})


def _covers(pack: Pack) -> Iterator[str]:
    """Those of every volume, if they are others now."""
    for volume in volumes(pack.edition.sections) if pack.exchanges_cover else ():
        yield from covers(volume, counted=False)


def _source(pack: Pack, body: list[str], codes: Mapping[str, bytes]) -> Source:
    sections = pack.edition.sections
    whole = Volume(1, 1, 0, len(sections))
    return source(facts(pack.edition, whole, pack.edition.bound), body, pack.edition.measures, codes)


def _filed_leaves(pack: Pack) -> Mapping[str, int]:
    """Leaves of each set that stays as it is."""
    form, sets = pack.edition.plan.form.name, pack.changes.ledger.sets
    return {bound.id: sets[bound.id].leaves.get(form, 0) for bound in pack.edition.bound if bound.id in sets}


def _leaf_sets(pack: Pack, bound: tuple[Bound, ...], placed: Mapping[str, Placed]) -> Iterator[str]:
    """The sets that are put in, each tab that is new before its first."""
    parts = list(dict.fromkeys(section.part for section in pack.edition.sections))
    new = _new_parts(pack)
    for entry in bound:
        part = entry.section.part
        if part in new and not pack.edition.is_cards:
            new.remove(part)
            yield divider(part, parts.index(part) + 1, len(parts))
        yield leaf_set(placed[entry.id])


def _new_parts(pack: Pack) -> set[str]:
    """The tabs of which nothing stays as it is: their divider was never filed, or goes with what it divides."""
    inserted = {bound.id for bound in pack.inserted}
    kept = {bound.section.part for bound in pack.edition.bound if bound.id not in inserted}
    replaced = {bound.section.part for bound in pack.inserted if pack.binder.id in _binders(pack, bound.id)}
    return {section.part for section in pack.edition.sections} - kept - replaced


def _binders(pack: Pack, name: str) -> tuple[str, ...]:
    filed = pack.changes.ledger.sets.get(name)
    return filed.binders if filed is not None else ()

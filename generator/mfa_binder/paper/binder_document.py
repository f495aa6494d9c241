"""A whole volume in the language of the typesetter: layout, front matter, tabs, leaf sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby

from mfa_binder.book.proof_status import ProofSummary
from mfa_binder.paper.front_matter import contents_list, effective_pages_table, rehearsal_certificate
from mfa_binder.paper.link_targets import LinkTargets
from mfa_binder.paper.markdown_parsing import ParsedPage
from mfa_binder.paper.printed_copy import BoundLeafSet, PrintedCopy, bound_leaf_sets, latest_revision
from mfa_binder.paper.running_text import flowing_text, shorten_text, text_literal
from mfa_binder.paper.sheet_measures import SheetMeasures
from mfa_binder.paper.typst_compiler import LEAF_SET_PAGE_COUNTS, PAGE_COUNT, DocumentSource
from mfa_binder.paper.typst_expressions import array, boolean, call, date_expression, join_expressions, literal, points
from mfa_binder.paper.typst_leaf_set import PlacedLeafSet, typeset_leaf_set
from mfa_binder.paper.volumes import BinderVolume

_LAYOUT = ("words.typ", "blocks.typ", "sheet.typ", "front_matter.typ", "filing_sheet.typ")


def volume_source(
    edition: PrintedCopy, volume: BinderVolume, pages: Mapping[str, ParsedPage], rehearsed: ProofSummary | None
) -> DocumentSource:
    """One volume of a binder; `pages` are those of its sections, by path.

    `rehearsed` is what the certificate tells; None: there is none.
    """
    bound = tuple(bound_leaf_sets(volume.of(edition.sections)))
    codes: dict[str, bytes] = {}
    placed = place_leaf_sets(edition, bound, pages, codes)
    body = [
        *_front_pages(edition, volume, bound, rehearsed),
        *(map(typeset_leaf_set, placed.values()) if edition.is_cards else _tabbed_leaf_sets(bound, placed)),
        *page_counts_expression(bound),
    ]
    return document_source(front_record(edition, volume, bound), body, edition.measures, codes)


def document_source(
    front: str, body: Sequence[str], measures: SheetMeasures, attached: Mapping[str, bytes]
) -> DocumentSource:
    """A document of these expressions; `front` is the record that its covers and feet read."""
    figures = [f"#let {name} = {points(length)}" for name, length in measures.lengths().items()]
    words_layout, *others = map(_read_layout, _LAYOUT)
    text = [*figures, words_layout, f"#let front = {front}", *others, "#show: sheets"]
    return DocumentSource("\n".join([*text, *(f"#{expression}" for expression in body)]), attached)


def _read_layout(name: str) -> str:
    return files("mfa_binder.paper").joinpath("typst", name).read_text(encoding="utf-8")


def place_leaf_sets(
    edition: PrintedCopy, bound: Sequence[BoundLeafSet], pages: Mapping[str, ParsedPage], codes: dict[str, bytes]
) -> Mapping[str, PlacedLeafSet]:
    """Where each leaf set of a document stands, by its id; setting one adds its pictures to `codes`."""
    numbers = number_leaf_sets(bound)
    addresses = LinkTargets(edition.sheets)
    for section in {entry.section.id: entry.section for entry in bound}.values():
        addresses.add(pages[section.path], section.leaf_sets, numbers)
    return {
        entry.id: PlacedLeafSet(entry, number, pages[entry.section.path], addresses, edition.measures, edition, codes)
        for number, entry in enumerate(bound)
    }


def page_counts_expression(bound: Sequence[BoundLeafSet]) -> Iterator[str]:
    """A value at the end of a document that its maker reads: how many pages it has, and each leaf set in it."""
    ids = array(literal(entry.id) for entry in bound)
    yield f"""context {{
  let sets = {ids}.enumerate().map(((number, id)) => {{
    (id, locate(label("e-" + str(number))).page() - locate(label("s-" + str(number))).page() + 1)
  }})
  [#metadata(here().page())<{PAGE_COUNT}>]
  [#metadata((here().page(), sets))<{LEAF_SET_PAGE_COUNTS}>]
}}"""


def front_record(edition: PrintedCopy, volume: BinderVolume, bound: Sequence[BoundLeafSet]) -> str:
    """The record that covers, feet and lists read."""
    front, plan, copy = edition.front, edition.plan, edition.copy
    revision = edition.revision(bound)
    return call(
        "",
        title=text_literal(front.title),
        binder=text_literal(plan.title),
        spine=join_expressions(
            [flowing_text(shorten_text(front.title, 60)), "linebreak()", flowing_text(shorten_text(plan.title, 60))]
        ),
        classification=flowing_text(shorten_text(front.classification, 50)),
        owner=text_literal(front.owner),
        dated=literal(front.dated.isoformat()),
        date=date_expression(front.dated),
        review_by=literal(front.review_by.isoformat()),
        organizations=array(text_literal(name) for name in front.organizations),
        volume=literal(volume.ordinal),
        copy=flowing_text(shorten_text(f"{plan.title}, copy {copy.number}", 50)),
        copy_number=literal(str(copy.number)),
        place=text_literal(copy.place),
        holders=array(text_literal(name) for name in copy.holders),
        revision=literal(str(revision) if revision else "draft, not issued"),
    )


def _front_pages(
    edition: PrintedCopy, volume: BinderVolume, bound: Sequence[BoundLeafSet], rehearsed: ProofSummary | None
) -> Iterator[str]:
    if edition.is_cards:
        yield effective_pages_list(edition, volume, number_leaf_sets(bound), {})
        yield _revision_record(edition, bound)
        return
    yield from cover_pages(volume)
    yield call("how-to-read", boolean(edition.plan.form.qr))
    yield effective_pages_list(edition, volume, number_leaf_sets(bound), {})
    if rehearsed is not None:
        yield rehearsal_certificate(rehearsed)
    yield _revision_record(edition, bound)
    yield "receipt()"


def _revision_record(edition: PrintedCopy, bound: Sequence[BoundLeafSet]) -> str:
    """The revision record, its first line filled in."""
    revision = edition.revision(bound)
    return call("revision-record", array([literal(str(revision) if revision else "draft"), literal("as printed")]))


def cover_pages(volume: BinderVolume, *, counted: bool = True) -> Iterator[str]:
    """Cover and spine labels of a volume; `counted`: whether this document is the whole of it, so its pages count."""
    yield call("cover", literal(volume.ordinal), boolean(counted))
    yield call("spine", literal(volume.ordinal))


def number_leaf_sets(bound: Sequence[BoundLeafSet]) -> Mapping[str, int]:
    """The number of each leaf set in a document, by its id."""
    return {entry.id: number for number, entry in enumerate(bound)}


def effective_pages_list(
    edition: PrintedCopy, volume: BinderVolume, numbers: Mapping[str, int], leaves: Mapping[str, int]
) -> str:
    """Contents and list of effective pages of a volume: one set, exchanged at every revision.

    `numbers` are those of the sets that stand in the same document, `leaves` what the others have.
    """
    bound = tuple(bound_leaf_sets(volume.of(edition.sections)))
    revision = latest_revision(edition.revision_of(entry.id) for entry in bound)
    foot = literal(f"Revision {revision}" if revision else "Draft, not issued")
    which = f"Contents and effective pages{f', volume {volume.ordinal}' if volume.ordinal else ''}"
    head = call("running-head", literal("LEP"), literal(which), literal(""))
    lists = join_expressions([contents_list(edition, volume), effective_pages_table(edition, bound, numbers, leaves)])
    return call("front-page", head, foot, lists)


def _tabbed_leaf_sets(bound: Sequence[BoundLeafSet], placed: Mapping[str, PlacedLeafSet]) -> Iterator[str]:
    """Each tab's divider, then its leaf sets. A tab is a run of sections that name the same part."""
    runs = [(part, list(members)) for part, members in groupby(bound, key=lambda entry: entry.section.part)]
    for place, (part, members) in enumerate(runs, start=1):
        yield tab_divider(part, place, len(runs))
        yield from (typeset_leaf_set(placed[entry.id]) for entry in members)


def tab_divider(part: str, place: int, count: int) -> str:
    """The sheet of a tab, the `place`th of `count`."""
    return call("divider", text_literal(part), str(place), str(count))

"""A whole volume in the language of the typesetter: layout, front matter, tabs, leaf sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import groupby

from mfa_binder.binder.edition import Bound, Edition, bound_sets, revision_of
from mfa_binder.binder.front_matter import certificate, contents, effective_pages
from mfa_binder.binder.leaf_sets import Placed, leaf_set
from mfa_binder.binder.volume import Volume
from mfa_binder.book.proof_status import ProofSummary
from mfa_binder.typesetting.addresses import Addresses
from mfa_binder.typesetting.compiling import PAGE_COUNT
from mfa_binder.typesetting.markdown import Page
from mfa_binder.typesetting.measures import Measures
from mfa_binder.typesetting.typst_source import array, boolean, call, joined, literal, points
from mfa_binder.typesetting.wording import flowing, shortened, words

COUNTS = "counts"
"""The label of a value that tells the pages of a document, and of each leaf set in it."""

_LAYOUT = (
    ("mfa_binder.typesetting", "words.typ"),
    ("mfa_binder.typesetting", "blocks.typ"),
    ("mfa_binder.typesetting", "sheet.typ"),
    ("mfa_binder.binder", "front_matter.typ"),
    ("mfa_binder.binder", "pack.typ"),
)


@dataclass(frozen=True)
class Source:
    """A document in the language of the typesetter, and the files that it reads, by name."""

    text: str
    files: Mapping[str, bytes]


def volume_source(
    edition: Edition, volume: Volume, pages: Mapping[str, Page], rehearsed: ProofSummary | None
) -> Source:
    """One volume of a binder; `pages` are those of its sections, by path.

    `rehearsed` is what the certificate tells; None: there is none.
    """
    bound = tuple(bound_sets(volume.of(edition.sections)))
    codes: dict[str, bytes] = {}
    placed = placing(edition, bound, pages, codes)
    body = [
        *_front(edition, volume, bound, rehearsed),
        *(map(leaf_set, placed.values()) if edition.is_cards else _tabs(bound, placed)),
        *ending(bound),
    ]
    return source(facts(edition, volume, bound), body, edition.measures, codes)


def source(front: str, body: Sequence[str], measures: Measures, attached: Mapping[str, bytes]) -> Source:
    """A document of these expressions; `front` is the record that its covers and feet read."""
    figures = [f"#let {name} = {points(length)}" for name, length in measures.lengths().items()]
    words_layout, *others = map(_layout, *zip(*_LAYOUT, strict=True))
    text = [*figures, words_layout, f"#let front = {front}", *others, "#show: sheets"]
    return Source("\n".join([*text, *(f"#{expression}" for expression in body)]), attached)


def _layout(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def placing(
    edition: Edition, bound: Sequence[Bound], pages: Mapping[str, Page], codes: dict[str, bytes]
) -> Mapping[str, Placed]:
    """Where each leaf set of a document stands, by its id; setting one adds its pictures to `codes`."""
    numbers = numbered(bound)
    addresses = Addresses(edition.sheets)
    for section in {entry.section.id: entry.section for entry in bound}.values():
        addresses.add(pages[section.path], section.leaf_sets, numbers)
    return {
        entry.id: Placed(entry, number, pages[entry.section.path], addresses, edition.measures, edition, codes)
        for number, entry in enumerate(bound)
    }


def ending(bound: Sequence[Bound]) -> Iterator[str]:
    """A value at the end of a document that its maker reads: how many pages it has, and each leaf set in it."""
    ids = array(literal(entry.id) for entry in bound)
    yield f"""context {{
  let sets = {ids}.enumerate().map(((number, id)) => {{
    (id, locate(label("e-" + str(number))).page() - locate(label("s-" + str(number))).page() + 1)
  }})
  [#metadata(here().page())<{PAGE_COUNT}>]
  [#metadata((here().page(), sets))<{COUNTS}>]
}}"""


def facts(edition: Edition, volume: Volume, bound: Sequence[Bound]) -> str:
    """The record that covers, feet and lists read."""
    front, plan, copy = edition.front, edition.plan, edition.copy
    revision = edition.revision(bound)
    return call(
        "",
        title=words(front.title),
        binder=words(plan.title),
        spine=joined([flowing(shortened(front.title, 60)), "linebreak()", flowing(shortened(plan.title, 60))]),
        classification=flowing(shortened(front.classification, 50)),
        owner=words(front.owner),
        dated=literal(front.dated.isoformat()),
        date=typst_date(front.dated),
        review_by=literal(front.review_by.isoformat()),
        organizations=array(words(name) for name in front.organizations),
        volume=literal(volume.told),
        copy=flowing(shortened(f"{plan.title}, copy {copy.number}", 50)),
        copy_number=literal(str(copy.number)),
        place=words(copy.place),
        holders=array(words(name) for name in copy.holders),
        revision=literal(str(revision) if revision else "draft, not issued"),
    )


def _front(edition: Edition, volume: Volume, bound: Sequence[Bound], rehearsed: ProofSummary | None) -> Iterator[str]:
    if edition.is_cards:
        yield effective_list(edition, volume, numbered(bound), {})
        yield _record(edition, bound)
        return
    yield from covers(volume)
    yield call("how-to-read", boolean(edition.plan.form.qr))
    yield effective_list(edition, volume, numbered(bound), {})
    if rehearsed is not None:
        yield certificate(rehearsed)
    yield _record(edition, bound)
    yield "receipt()"


def _record(edition: Edition, bound: Sequence[Bound]) -> str:
    """The revision record, its first line filled in."""
    revision = edition.revision(bound)
    return call("revision-record", array([literal(str(revision) if revision else "draft"), literal("as printed")]))


def covers(volume: Volume, *, counted: bool = True) -> Iterator[str]:
    """Cover and spine labels of a volume; `counted`: whether this document is the whole of it, so its pages count."""
    yield call("cover", literal(volume.told), boolean(counted))
    yield call("spine", literal(volume.told))


def numbered(bound: Sequence[Bound]) -> Mapping[str, int]:
    """The number of each leaf set in a document, by its id."""
    return {entry.id: number for number, entry in enumerate(bound)}


def effective_list(edition: Edition, volume: Volume, numbers: Mapping[str, int], leaves: Mapping[str, int]) -> str:
    """Contents and list of effective pages of a volume: one set, exchanged at every revision.

    `numbers` are those of the sets that stand in the same document, `leaves` what the others have.
    """
    bound = tuple(bound_sets(volume.of(edition.sections)))
    revision = revision_of(edition.standing(entry.id) for entry in bound)
    foot = literal(f"Revision {revision}" if revision else "Draft, not issued")
    which = f"Contents and effective pages{f', volume {volume.told}' if volume.told else ''}"
    head = call("running-head", literal("LEP"), literal(which), literal(""))
    listed = joined([contents(edition, volume), effective_pages(edition, bound, numbers, leaves)])
    return call("front-page", head, foot, listed)


def _tabs(bound: Sequence[Bound], placed: Mapping[str, Placed]) -> Iterator[str]:
    """Each tab's divider, then its leaf sets. A tab is a run of sections that name the same part."""
    runs = [(part, list(members)) for part, members in groupby(bound, key=lambda entry: entry.section.part)]
    for place, (part, members) in enumerate(runs, start=1):
        yield divider(part, place, len(runs))
        yield from (leaf_set(placed[entry.id]) for entry in members)


def divider(part: str, place: int, count: int) -> str:
    """The sheet of a tab, the `place`th of `count`."""
    return call("divider", words(part), str(place), str(count))


def typst_date(day: date) -> str:
    """A day of the typesetter."""
    return call("datetime", year=str(day.year), month=str(day.month), day=str(day.day))

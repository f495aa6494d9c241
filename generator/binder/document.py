"""The whole binder in the language of the typesetter: layout, front matter, parts, sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from itertools import groupby

from generator.binder.certificate import certificate
from generator.binder.volume import Volume
from generator.pages.sidecar import Section, Sidecar
from generator.pages.standing import Summary
from generator.typesetting.addresses import Addresses, section_label
from generator.typesetting.blocks import blocks
from generator.typesetting.compiling import page_count
from generator.typesetting.glyphs import printable_text
from generator.typesetting.inline import Sheet, inline
from generator.typesetting.markdown import Page
from generator.typesetting.measures import lengths
from generator.typesetting.typst_source import array, call, literal, points

_LONGEST_RUNNING = 90
"""Characters of a title in a running line; the whole title stands on the section's first page."""


def binder_source(sidecar: Sidecar, pages: Sequence[Page], volume: Volume, rehearsed: Summary | None = None) -> str:
    """The whole document in the language of the typesetter; `pages` in the order of the volume's sections.

    `rehearsed` is what the certificate page tells; None: there is no such page.
    """
    sections = volume.sections(sidecar)
    addresses = Addresses()
    for index, (section, page) in enumerate(zip(sections, pages, strict=True)):
        addresses.add(index, section.id, page)
    for number, section in volume.elsewhere(sidecar):
        addresses.add_elsewhere(number, section.id, section.path)
    layout = files("generator.typesetting").joinpath("layout.typ").read_text(encoding="utf-8")
    figures = [f"#let {name} = {points(length)}" for name, length in lengths().items()]
    body = (
        _front(sidecar, volume)
        + ([] if rehearsed is None else [certificate(rehearsed, _which(volume))])
        + list(_parts(sections, pages, addresses))
        + [page_count()]
    )
    return "\n".join(
        [*figures, layout, f"#let front = {_facts(sidecar, volume)}", "#show: binder.with(front)", *_lines(body)]
    )


def _lines(expressions: Sequence[str]) -> Iterator[str]:
    return (f"#{expression}" for expression in expressions)


def _facts(sidecar: Sidecar, volume: Volume) -> str:
    front = sidecar.front
    return call(
        "",
        title=_words(front.title),
        running=_words(_shortened(front.title)),
        classification=_words(_shortened(front.classification)),
        owner=_words(front.owner),
        dated=literal(front.dated.isoformat()),
        date=_typst_date(front.dated),
        review_by=literal(front.review_by.isoformat()),
        organizations=array(_words(name) for name in front.organizations),
        sections=str(len(volume.sections(sidecar))),
        volume=literal(_which(volume)),
    )


def _which(volume: Volume) -> str:
    """Which of several volumes it is; empty for the only one."""
    return f"{volume.number} of {volume.count}" if volume.count > 1 else ""


def _front(sidecar: Sidecar, volume: Volume) -> list[str]:
    titles = [
        f"{literal(section_label(index))}: {_words(section.title)}"
        for index, section in enumerate(volume.sections(sidecar))
    ]
    others = array(
        array([literal(f"Volume {number}"), _words(first.id), _words(last.id)])
        for number, first, last in volume.others(sidecar)
    )
    return [call("cover", "front"), call("how-to-read"), call("contents", f"({', '.join([*titles, ''])})", others)]


def _parts(sections: Sequence[Section], pages: Sequence[Page], addresses: Addresses) -> Iterator[str]:
    """Each part's sheet, then its sections. A part is a run of sections that name the same one."""
    for part, members in groupby(enumerate(sections), key=lambda entry: entry[1].part):
        run = list(members)
        first, last = run[0][0], run[-1][0]
        ends = (call("label", literal(section_label(first))), call("label", literal(f"e-{last}")))
        yield call("divider", _words(part), *ends, str(len(run)))
        for index, section in run:
            yield _section(index, section, pages[index], addresses)


def _section(index: int, section: Section, page: Page, addresses: Addresses) -> str:
    sheet = Sheet(page.path, addresses)
    title, *body = page.root.children
    return call(
        "section",
        str(index),
        _words(section.id),
        _words(_shortened(section.title)),
        inline(title.children[0], sheet),
        blocks(body, sheet),
    )


def _words(text: str) -> str:
    return literal(printable_text(text))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_RUNNING else text[: _LONGEST_RUNNING - 1] + "…"


def _typst_date(day: date) -> str:
    return call("datetime", year=str(day.year), month=str(day.month), day=str(day.day))

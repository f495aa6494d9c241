"""What stands before the sheets of a volume: contents, list of effective pages, rehearsal certificate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from mfa_binder.book.proof_status import ProofState, ProofSummary, SectionStatus
from mfa_binder.paper.printed_copy import BoundLeafSet, PrintedCopy, revision_and_day
from mfa_binder.paper.running_text import text_array, text_literal
from mfa_binder.paper.typst_expressions import array, call
from mfa_binder.paper.volumes import BinderVolume


def contents_list(edition: PrintedCopy, volume: BinderVolume) -> str:
    """The sections by tab, and what the other volumes hold."""
    runs = groupby(volume.of(edition.sections), key=lambda section: section.part)
    parts = array(
        array([text_literal(part), array(text_array(section.id, section.title) for section in run)])
        for part, run in runs
    )
    return call("contents", parts, array(_other_volumes(volume)))


def _other_volumes(volume: BinderVolume) -> Iterator[str]:
    for number, (first, last) in enumerate(volume.spans, start=1):
        if number != volume.number:
            yield text_array(f"Volume {number}", first, last)


def effective_pages_table(
    edition: PrintedCopy, bound: Iterable[BoundLeafSet], numbers: Mapping[str, int], leaves: Mapping[str, int]
) -> str:
    """The list of effective pages of some sets.

    `numbers` are those of the sets that stand in the same document, `leaves` what the others have.
    """
    entries = []
    for entry in bound:
        revision, issued = revision_and_day(edition.revision_of(entry.id), edition.front.dated)
        number = numbers.get(entry.id)
        counted = ("none", str(number)) if number is not None else (str(leaves[entry.id]), "none")
        entries.append(
            array([*map(text_literal, (entry.id, revision, issued)), *counted, text_literal(entry.leaf_set.digest[:8])])
        )
    return call("effective-pages", array(entries))


def rehearsal_certificate(summary: ProofSummary) -> str:
    """What the rehearsal proves of these sheets, and what it does not."""
    return call(
        "certificate",
        array(text_array(what, how_many) for what, how_many in _rehearsal_figures(summary)),
        array(text_array(reason, str(count)) for reason, count in summary.not_rehearsable.items()),
        array(text_array(sheet.section.id, sheet.section.title, sheet.why) for sheet in _unproven_sheets(summary)),
    )


def _unproven_sheets(summary: ProofSummary) -> tuple[SectionStatus, ...]:
    """The unproven sheets, unless that is all of them for the one reason that nothing was ever rehearsed."""
    is_untouched = all(sheet.state is ProofState.NEVER for sheet in summary.unproven) and not summary.proved
    return () if is_untouched else summary.unproven


def _rehearsal_figures(summary: ProofSummary) -> Iterator[tuple[str, str]]:
    yield "Sheets", str(summary.sheets)
    yield "Sheets with commands", str(summary.with_commands)
    yield "Proved", str(summary.proved)
    yield "Unproven", str(len(summary.unproven))
    yield "Sheets without a command that could be executed", str(summary.nothing)
    if summary.days is None:
        return
    first, last = summary.days
    yield "Rehearsed on (UTC)", first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
    yield "Blocks executed, all of which passed", str(summary.passed)
    yield "Calls of the AWS CLI in them", str(summary.commands)
    yield "Ways to fail that were brought about", str(summary.failures)
    if summary.failures_alike:
        yield "Ways to fail like those, on other sheets", str(summary.failures_alike)
    yield "Blocks that no simulator can answer", str(summary.unanswerable)
    yield "Steps in the console, executed by nobody", str(summary.console_only)
    for engine in summary.engines:
        yield "AWS CLI", engine.aws_cli
        yield "Simulator", f"moto {engine.moto}, mfa-binder {engine.mfa_binder} ({engine.source[:12]})"

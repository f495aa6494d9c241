"""The certificate page: what the rehearsal proves of this volume's sheets, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator

from generator.pages.standing import Standing, State, Summary
from generator.typesetting.glyphs import printable_text
from generator.typesetting.typst_source import array, call, literal


def certificate(summary: Summary, volume: str) -> str:
    """The page as an expression of Typst; `volume` says which of several it is for, empty for the only one."""
    return call(
        "certificate",
        literal(volume),
        array(_row(what, how_many) for what, how_many in _figures(summary)),
        array(_row(reason, str(count)) for reason, count in summary.not_rehearsable.items()),
        array(_row(one.section.id, one.section.title, one.why) for one in _listed(summary)),
    )


def _listed(summary: Summary) -> tuple[Standing, ...]:
    """The unproven sheets, unless that is all of them for the one reason that nothing was ever rehearsed."""
    untouched = all(one.state is State.NEVER for one in summary.unproven) and not summary.proved
    return () if untouched else summary.unproven


def _figures(summary: Summary) -> Iterator[tuple[str, str]]:
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


def _row(*cells: str) -> str:
    return array(literal(printable_text(cell)) for cell in cells)

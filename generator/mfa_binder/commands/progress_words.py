"""What a workflow says while it is at work, in words on standard error."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import singledispatch
from typing import TYPE_CHECKING

from mfa_binder.commands.console import CommandOutput
from mfa_binder.workflows.progress import (
    BindersBegin,
    BlocksFailed,
    CharactersMissing,
    CountedWork,
    FolderIsBusy,
    InputsChanged,
    InventoryDrafted,
    PackBegins,
    PagesChanged,
    PagesOutdated,
    PagesRenderedAnew,
    PieceCounter,
    ProofUnreadable,
    RehearsalBegins,
    SiteBegins,
    WalkContinued,
    WalkInterrupted,
    WorkNotice,
)

if TYPE_CHECKING:
    from mfa_binder.rehearsal.failure_diagnosis import FailureDiagnosis

_SHOWN = 10

_EVEN_WHEN_QUIET = (FolderIsBusy, InputsChanged, PagesChanged, ProofUnreadable)
"""Why nothing is proved, or that what was made is of old inputs: somebody must know."""


class CommandProgress:
    """Prints what a workflow says."""

    def __init__(self, output: CommandOutput) -> None:
        self._output = output

    def wait(self, why: str) -> None:
        """Say for whom this waits, even when quiet."""
        self._output.announce(why)

    def tell(self, notice: WorkNotice) -> None:
        """Say what happened; blocks that failed are a result."""
        if isinstance(notice, BlocksFailed):
            if not self._output.json:
                print_failures(notice.failures, notice.program, self._output)
            return
        say = self._output.announce if isinstance(notice, _EVEN_WHEN_QUIET) else self._output.note
        for line in notice_lines(notice):
            say(line)

    def count(self, work: CountedWork) -> AbstractContextManager[PieceCounter]:
        """A bar on a terminal."""
        return self._output.progress(work.value, None)


def print_failures(failures: Sequence[FailureDiagnosis], program: str, output: CommandOutput) -> None:
    """Each failed block with all that is known of it; `program` is how ours is called, up to the sub-command."""
    for failure in failures:
        output.result(f"FAILED {failure.headline}")
        for line in failure.details(program):
            output.result(line)


@singledispatch
def notice_lines(notice: object) -> Sequence[str]:
    """What is printed of something that a workflow says."""
    raise TypeError(f"no words for {notice!r}")


@notice_lines.register
def _(notice: InventoryDrafted) -> Sequence[str]:
    return [
        "there is no inventory.yaml: this rests on what AWS said alone, with gaps (mfa-binder init --from-observed)"
    ]


@notice_lines.register
def _(notice: FolderIsBusy) -> Sequence[str]:
    return [f"note: {notice.holder} is at work in this folder: check again when it has ended"]


@notice_lines.register
def _(notice: ProofUnreadable) -> Sequence[str]:
    return [notice.warning]


@notice_lines.register
def _(notice: InputsChanged) -> Sequence[str]:
    more = f" and {len(notice.names) - _SHOWN} more" if len(notice.names) > _SHOWN else ""
    return [
        f"warning: {', '.join(notice.names[:_SHOWN])}{more} changed while this build ran. "
        "The build is of what was read before. Next: run mfa-binder build again"
    ]


@notice_lines.register
def _(notice: PagesChanged) -> Sequence[str]:
    more = f" and {len(notice.pages) - _SHOWN} more pages" if len(notice.pages) > _SHOWN else ""
    pages = f"{', '.join(notice.pages[:_SHOWN])}{more}"
    return [f"warning: {pages} changed meanwhile and is not proved. Next: run mfa-binder rehearse again"]


@notice_lines.register
def _(notice: PagesOutdated) -> Sequence[str]:
    return ["note: something was saved since the pages were built. Next: mfa-binder build, then rehearse"]


@notice_lines.register
def _(notice: RehearsalBegins) -> Sequence[str]:
    return ["rehearsing what is not proved"]


@notice_lines.register
def _(notice: SiteBegins) -> Sequence[str]:
    return [f"building the site of {notice.pages} pages"]


@notice_lines.register
def _(notice: CharactersMissing) -> Sequence[str]:
    lines = [_missing_characters_line(path, characters) for path, characters in notice.pages[:_SHOWN]]
    if len(notice.pages) > _SHOWN:
        lines.append(f"note: and {len(notice.pages) - _SHOWN} more pages do")
    return lines


def _missing_characters_line(path: str, characters: str) -> str:
    points = " ".join(f"U+{ord(character):04X}" for character in characters[:_SHOWN])
    more = " and more" if len(characters) > _SHOWN else ""
    return f"note: on paper {path} shows code points for {points}{more}: the fonts lack them"


@notice_lines.register
def _(notice: BindersBegin) -> Sequence[str]:
    return ["typesetting the binders"]


@notice_lines.register
def _(notice: PagesRenderedAnew) -> Sequence[str]:
    return ["rendering the pages: what those in runbooks/ were made from is not known"]


@notice_lines.register
def _(notice: PackBegins) -> Sequence[str]:
    return [f"typesetting revision {notice.revision}"]


@notice_lines.register
def _(notice: WalkContinued) -> Sequence[str]:
    return [f"going on where the last run ended: {notice.accounts} account(s) are read already"]


@notice_lines.register
def _(notice: WalkInterrupted) -> Sequence[str]:
    return [f"interrupted; {notice.accounts} account(s) are kept, and the next run goes on from there"]

"""A cause of failure made to act on one block: what is typed, in which terminal, while AWS does what."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mfa_binder.book.block_failures import BlockFailure, FailureCause
from mfa_binder.book.sections import BashBlock
from mfa_binder.rehearsal.answers import answered
from mfa_binder.rehearsal.conditions import ordered

if TYPE_CHECKING:
    from mfa_binder.simulator.aws import SimulatedAws

LATE_SECONDS = 600
"""How long after a token has shown its codes they are typed when they are late."""

_NOBODY = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None}

_OPTION = re.compile(r"""(?P<option>--[a-z0-9-]+(?:=| (?!-)))(?P<word>(?:'[^']*'|"[^"\n]*"|[^\s'"\\()])+)(?=[\s)]|$)""")
"""An option and the word that is its value, as a page prints them."""


class ImpossibleCauseError(Exception):
    """The declared cause cannot act on this block; the message says why."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a block is run: its text, a line for each prompt, and what differs in the terminal (None: unset)."""

    text: str
    answers: Sequence[str]
    variables: Mapping[str, str | None] = field(default_factory=dict)


@contextmanager
def acting(
    failure: BlockFailure, block: BashBlock, text: str, simulator: SimulatedAws, folder: Path
) -> Iterator[Attempt]:
    """Let a failure's cause act while the context lasts; gives how the block is then run.

    `folder` is the working folder of the page. Raises ImpossibleCauseError, and ValueError or
    UnknownAnswerError for what the inventory lacks.
    """
    for condition in failure.given:
        simulator.establish(ordered(condition))
    attempt = _attempt(failure, block, text, simulator)
    with _meanwhile(failure, simulator, folder):
        yield attempt


def device_of(failure: BlockFailure, block: BashBlock) -> str:
    """The token whose codes the block asks for."""
    asked = (str(value) for answer in block.answers for form, value in answer.items() if form in ("code", "next_code"))
    device = failure.concerns or next(asked, "")
    if not device:
        raise ImpossibleCauseError("the block asks for no code")
    return device


def _attempt(failure: BlockFailure, block: BashBlock, text: str, simulator: SimulatedAws) -> Attempt:
    typed = answered(failure.answers or block.answers, simulator)
    change = _CHANGES.get(failure.cause)
    attempt = Attempt(text, typed)
    return attempt if change is None else change(failure, block, attempt, simulator)


def _wrong_code(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    wrong = simulator.trouble.wrong_code(device_of(failure, block))
    return _with_codes(block, attempt, [wrong for _ in _codes(block)])


def _swapped(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    places = _codes(block)
    if len(places) < 2:
        raise ImpossibleCauseError("the block asks for one code only")
    return _with_codes(block, attempt, [attempt.answers[place] for place in reversed(places)])


def _late(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    device_of(failure, block)
    simulator.pass_time(LATE_SECONDS)
    return attempt


def _used(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    for place in _codes(block):
        simulator.trouble.use_up(device_of(failure, block), attempt.answers[place])
    return attempt


def _wrong_serial(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    right, other = simulator.trouble.serials(failure.concerns)
    return _replaced(attempt, right, other)


def _mistyped(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    if failure.answers:
        return attempt
    wrong = simulator.trouble.mistyped(failure.concerns, block.runs_as.split("/")[0])
    return _replaced(attempt, failure.concerns, wrong)


def _full(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    simulator.trouble.fill(failure.concerns)
    return attempt


def _nobody(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    return Attempt(attempt.text, attempt.answers, _NOBODY)


def _elsewhere(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    other = simulator.credentials(failure.concerns)
    held = (other.access_key_id, other.secret_access_key, other.session_token)
    return Attempt(attempt.text, attempt.answers, dict(zip(_NOBODY, held, strict=True)))


def _in_a_session(failure: BlockFailure, block: BashBlock, attempt: Attempt, simulator: SimulatedAws) -> Attempt:
    session = simulator.trouble.session(block.runs_as, over=failure.cause is FailureCause.SESSION_EXPIRED)
    held = (session.access_key_id, session.secret_access_key, session.session_token)
    return Attempt(attempt.text, attempt.answers, dict(zip(_NOBODY, held, strict=True)))


_Change = Callable[[BlockFailure, BashBlock, Attempt, "SimulatedAws"], Attempt]
_CHANGES: Mapping[FailureCause, _Change] = {
    FailureCause.WRONG_CODE: _wrong_code,
    FailureCause.SWAPPED_CODES: _swapped,
    FailureCause.LATE_CODES: _late,
    FailureCause.USED_CODE: _used,
    FailureCause.WRONG_SERIAL: _wrong_serial,
    FailureCause.MISTYPED: _mistyped,
    FailureCause.DEVICE_LIMIT: _full,
    FailureCause.WRONG_ACCOUNT: _elsewhere,
    FailureCause.NO_CREDENTIALS: _nobody,
    FailureCause.IN_A_SESSION: _in_a_session,
    FailureCause.SESSION_EXPIRED: _in_a_session,
}
"""What each cause changes before the block runs; the others act while it runs."""


def _meanwhile(failure: BlockFailure, simulator: SimulatedAws, folder: Path) -> AbstractContextManager[None]:
    match failure.cause:
        case FailureCause.ACCESS_DENIED:
            return simulator.trouble.refusing(failure.concerns)
        case FailureCause.JUST_MADE:
            simulator.trouble.make_just_now(failure.concerns)
        case FailureCause.LATE_REPORT:
            return simulator.trouble.putting_off(failure.concerns)
        case FailureCause.NO_NETWORK:
            return simulator.trouble.unreachable()
        case FailureCause.NO_FILE:
            _file(failure, folder).unlink()
        case FailureCause.SPOILED_FILE:
            file = _file(failure, folder)
            file.write_text(file.read_text(encoding="utf-8").rstrip()[:-1], encoding="utf-8")
    return nullcontext()


def _file(failure: BlockFailure, folder: Path) -> Path:
    file = folder / failure.concerns
    if Path(failure.concerns).name != failure.concerns or file.is_symlink() or not file.is_file():
        raise ImpossibleCauseError(f"no block before it leaves the file {failure.concerns!r}")
    return file


def _codes(block: BashBlock) -> Sequence[int]:
    """Which of the answers are codes."""
    return [place for place, answer in enumerate(block.answers) if {"code", "next_code"} & answer.keys()]


def _with_codes(block: BashBlock, attempt: Attempt, codes: Sequence[str]) -> Attempt:
    typed = list(attempt.answers)
    for place, code in zip(_codes(block), codes, strict=True):
        typed[place] = code
    return Attempt(attempt.text, typed)


def _replaced(attempt: Attempt, right: str, wrong: str) -> Attempt:
    """A word exchanged where it is an option's value, however it is quoted and joined, or an answer."""

    def exchanged(option: re.Match[str]) -> str:
        return option["option"] + shlex.quote(wrong) if shlex.split(option["word"]) == [right] else option[0]

    text = _OPTION.sub(exchanged, attempt.text)
    typed = [wrong if line == right else line for line in attempt.answers]
    if not right or (text == attempt.text and typed == list(attempt.answers)):
        raise ImpossibleCauseError(f"{right!r} is typed nowhere in the block")
    return Attempt(text, typed)

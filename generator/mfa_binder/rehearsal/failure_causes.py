"""A cause of failure made to act on one block: what is typed, in which terminal, while AWS does what."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from mfa_binder.book.block_failures import BlockFailure, FailureCause
from mfa_binder.book.sections import BashBlock
from mfa_binder.book.typed_answers import CodeAnswer, NextCodeAnswer
from mfa_binder.rehearsal.prompt_answers import resolve_answers

if TYPE_CHECKING:
    from mfa_binder.simulator.simulated_aws import SimulatedAws

LATE_SECONDS = 600
"""How long after a token has shown its codes they are typed when they are late."""

_NO_CREDENTIALS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None}

_OPTION_VALUE = re.compile(
    r"""(?P<option>--[a-z0-9-]+(?:=| (?!-)))(?P<word>(?:'[^']*'|"[^"\n]*"|[^\s'"\\()])+)(?=[\s)]|$)"""
)
"""An option and the word that is its value, as a page prints them."""


class ImpossibleCauseError(Exception):
    """The declared cause cannot act on this block; the message says why."""


@dataclass(frozen=True, slots=True)
class TypedAttempt:
    """How a block is run: its text, a line for each prompt, and what differs in the terminal (None: unset)."""

    text: str
    answers: Sequence[str]
    variables: Mapping[str, str | None] = field(default_factory=dict)


@contextmanager
def apply_cause(
    failure: BlockFailure, block: BashBlock, text: str, simulator: SimulatedAws, folder: Path
) -> Iterator[TypedAttempt]:
    """Let a failure's cause act while the context lasts; gives how the block is then run.

    `folder` is the working folder of the page. Raises ImpossibleCauseError, and ValueError
    for what the inventory lacks.
    """
    for condition in failure.given:
        simulator.establish(condition)
    attempt = _prepare_attempt(failure, block, text, simulator)
    with _act_while_running(failure, simulator, folder):
        yield attempt


def token_of_block(failure: BlockFailure, block: BashBlock) -> str:
    """The token whose codes the block asks for."""
    asked = (answer.device for answer in block.answers if isinstance(answer, CodeAnswer | NextCodeAnswer))
    device = failure.concerns or next(asked, "")
    if not device:
        raise ImpossibleCauseError("the block asks for no code")
    return device


def _prepare_attempt(failure: BlockFailure, block: BashBlock, text: str, simulator: SimulatedAws) -> TypedAttempt:
    typed = resolve_answers(failure.answers or block.answers, simulator)
    change = _ATTEMPT_CHANGES.get(failure.cause)
    attempt = TypedAttempt(text, typed)
    return attempt if change is None else change(failure, block, attempt, simulator)


def _type_wrong_code(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    wrong = simulator.trouble.wrong_code(token_of_block(failure, block))
    return _replace_codes(block, attempt, [wrong for _ in _places_of_codes(block)])


def _swap_codes(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    places = _places_of_codes(block)
    if len(places) < 2:
        raise ImpossibleCauseError("the block asks for one code only")
    return _replace_codes(block, attempt, [attempt.answers[place] for place in reversed(places)])


def _type_late_codes(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    token_of_block(failure, block)
    simulator.pass_time(LATE_SECONDS)
    return attempt


def _use_up_codes(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    for place in _places_of_codes(block):
        simulator.trouble.use_up(token_of_block(failure, block), attempt.answers[place])
    return attempt


def _type_wrong_serial(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    right, other = simulator.trouble.serials(failure.concerns)
    return _replace_word(attempt, right, other)


def _mistype_name(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    if failure.answers:
        return attempt
    wrong = simulator.trouble.mistyped(failure.concerns, block.runs_as.account)
    return _replace_word(attempt, failure.concerns, wrong)


def _fill_device_limit(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    simulator.trouble.fill(failure.concerns)
    return attempt


def _unset_credentials(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    return TypedAttempt(attempt.text, attempt.answers, _NO_CREDENTIALS)


def _switch_account(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    other = simulator.credentials(failure.concerns)
    held = (other.access_key_id, other.secret_access_key, other.session_token)
    return TypedAttempt(attempt.text, attempt.answers, dict(zip(_NO_CREDENTIALS, held, strict=True)))


def _use_session(
    failure: BlockFailure, block: BashBlock, attempt: TypedAttempt, simulator: SimulatedAws
) -> TypedAttempt:
    session = simulator.trouble.session(str(block.runs_as), over=failure.cause is FailureCause.SESSION_EXPIRED)
    held = (session.access_key_id, session.secret_access_key, session.session_token)
    return TypedAttempt(attempt.text, attempt.answers, dict(zip(_NO_CREDENTIALS, held, strict=True)))


_AttemptChange = Callable[[BlockFailure, BashBlock, TypedAttempt, "SimulatedAws"], TypedAttempt]
_ATTEMPT_CHANGES: Mapping[FailureCause, _AttemptChange] = {
    FailureCause.WRONG_CODE: _type_wrong_code,
    FailureCause.SWAPPED_CODES: _swap_codes,
    FailureCause.LATE_CODES: _type_late_codes,
    FailureCause.USED_CODE: _use_up_codes,
    FailureCause.WRONG_SERIAL: _type_wrong_serial,
    FailureCause.MISTYPED: _mistype_name,
    FailureCause.DEVICE_LIMIT: _fill_device_limit,
    FailureCause.WRONG_ACCOUNT: _switch_account,
    FailureCause.NO_CREDENTIALS: _unset_credentials,
    FailureCause.IN_A_SESSION: _use_session,
    FailureCause.SESSION_EXPIRED: _use_session,
}
"""What each cause changes before the block runs; the others act while it runs."""


def _act_while_running(failure: BlockFailure, simulator: SimulatedAws, folder: Path) -> AbstractContextManager[None]:
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
            _file_of_page(failure, folder).unlink()
        case FailureCause.SPOILED_FILE:
            file = _file_of_page(failure, folder)
            file.write_text(file.read_text(encoding="utf-8").rstrip()[:-1], encoding="utf-8")
        case FailureCause.TWICE | FailureCause.OTHERWISE:
            pass  # the block is run before, or `given` is made to hold, and nothing is otherwise meanwhile
        case (
            FailureCause.WRONG_CODE
            | FailureCause.SWAPPED_CODES
            | FailureCause.LATE_CODES
            | FailureCause.USED_CODE
            | FailureCause.WRONG_SERIAL
            | FailureCause.MISTYPED
            | FailureCause.DEVICE_LIMIT
            | FailureCause.WRONG_ACCOUNT
            | FailureCause.NO_CREDENTIALS
            | FailureCause.IN_A_SESSION
            | FailureCause.SESSION_EXPIRED
        ):
            pass  # _ATTEMPT_CHANGES has said what is typed, and in which terminal
        case _:
            assert_never(failure.cause)
    return nullcontext()


def _file_of_page(failure: BlockFailure, folder: Path) -> Path:
    file = folder / failure.concerns
    if Path(failure.concerns).name != failure.concerns or file.is_symlink() or not file.is_file():
        raise ImpossibleCauseError(f"no block before it leaves the file {failure.concerns!r}")
    return file


def _places_of_codes(block: BashBlock) -> Sequence[int]:
    """Which of the answers are codes."""
    return [place for place, answer in enumerate(block.answers) if isinstance(answer, CodeAnswer | NextCodeAnswer)]


def _replace_codes(block: BashBlock, attempt: TypedAttempt, codes: Sequence[str]) -> TypedAttempt:
    typed = list(attempt.answers)
    for place, code in zip(_places_of_codes(block), codes, strict=True):
        typed[place] = code
    return TypedAttempt(attempt.text, typed)


def _replace_word(attempt: TypedAttempt, right: str, wrong: str) -> TypedAttempt:
    """A word exchanged where it is an option's value, however it is quoted and joined, or an answer."""

    def exchanged(option: re.Match[str]) -> str:
        return option["option"] + shlex.quote(wrong) if shlex.split(option["word"]) == [right] else option[0]

    text = _OPTION_VALUE.sub(exchanged, attempt.text)
    typed = [wrong if line == right else line for line in attempt.answers]
    if not right or (text == attempt.text and typed == list(attempt.answers)):
        raise ImpossibleCauseError(f"{right!r} is typed nowhere in the block")
    return TypedAttempt(text, typed)

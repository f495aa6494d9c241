"""What is typed at the prompts of a block, looked up when the block is about to run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mfa_binder.book.prompt_answers import Answer
from mfa_binder.rehearsal.block_outcomes import FaultyPageError

if TYPE_CHECKING:
    from mfa_binder.simulator.simulated_aws import SimulatedAws


def resolve_answers(answers: Sequence[Answer], simulator: SimulatedAws) -> tuple[str, ...]:
    """One line per prompt. `next_code` follows the `code` of the same device that stands before it.

    Raises FaultyPageError for an answer of no known form, or of more than a line.
    """
    following: dict[str, str] = {}
    return tuple(_resolve_answer(answer, simulator, following) for answer in answers)


def _resolve_answer(answer: Answer, simulator: SimulatedAws, following: dict[str, str]) -> str:
    match dict(answer):
        case {"code": device}:
            now, following[device] = simulator.codes(device)
            return now
        case {"next_code": device}:
            return following.pop(device, "") or simulator.codes(device)[1]
        case {"aws_serial": device, "of": principal}:
            return simulator.serial_number(device, principal)
        case {"mailed_code": address, "of": account}:
            return simulator.mailed_code(account, address)
        case {"unit_id": path, "in": account}:
            return simulator.unit_id(path, account)
        case {"invitation": account}:
            return simulator.invitation(account)
        case {"text": text} if "\n" not in text:
            return text
    raise FaultyPageError(f"nothing says how to answer {dict(answer)}")

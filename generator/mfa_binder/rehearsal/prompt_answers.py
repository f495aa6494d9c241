"""What is typed at the prompts of a block, looked up when the block is about to run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from mfa_binder.book.typed_answers import (
    CodeAnswer,
    InvitationAnswer,
    MailedCodeAnswer,
    NextCodeAnswer,
    PromptAnswer,
    SerialAnswer,
    TextAnswer,
    UnitIdAnswer,
)

if TYPE_CHECKING:
    from mfa_binder.simulator.simulated_aws import SimulatedAws


def resolve_answers(answers: Sequence[PromptAnswer], simulator: SimulatedAws) -> tuple[str, ...]:
    """One line per prompt. `next_code` follows the `code` of the same device that stands before it."""
    following: dict[str, str] = {}
    return tuple(_resolve_answer(answer, simulator, following) for answer in answers)


def _resolve_answer(answer: PromptAnswer, simulator: SimulatedAws, following: dict[str, str]) -> str:
    match answer:
        case CodeAnswer(device=device):
            now, following[device] = simulator.codes(device)
            return now
        case NextCodeAnswer(device=device):
            return following.pop(device, "") or simulator.codes(device)[1]
        case SerialAnswer():
            return simulator.serial_number(answer.device, str(answer.principal))
        case MailedCodeAnswer():
            return simulator.mailed_code(answer.account, answer.address)
        case UnitIdAnswer():
            return simulator.unit_id(answer.path, answer.account)
        case InvitationAnswer():
            return simulator.invitation(answer.account)
        case TextAnswer():
            return answer.text
    assert_never(answer)

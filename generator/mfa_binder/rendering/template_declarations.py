"""What a template declares of its blocks, read into the records of `book/`.

A form that is misspelt, or that stands where it cannot be asked or brought about, is a mistake of the template:
TemplateError, with the word that was probably meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TypeVar

from pydantic import ValidationError

from mfa_binder.book.block_failures import BlockFailure, FailureCause
from mfa_binder.book.conditions import Condition, OutputCondition, StateCondition, parse_condition
from mfa_binder.book.policy_verdicts import PolicyVerdict, parse_verdict
from mfa_binder.book.records import MisspeltFormError
from mfa_binder.book.typed_answers import PromptAnswer, parse_answer
from mfa_binder.errors import TemplateError
from mfa_binder.inventory.message_words import did_you_mean, quote_name
from mfa_binder.organization.references import ActorReference, parse_actor

_Record = TypeVar("_Record")


class ConditionUse(Enum):
    """What becomes of a condition where it stands."""

    ASKED_BEFORE = "before"
    ASKED_AFTER = "after"
    BROUGHT_ABOUT = "brought about"


def declared_conditions(written: Iterable[object], use: ConditionUse) -> tuple[Condition, ...]:
    """The conditions, each of a known form that can stand there. Raises TemplateError at the first that is not."""
    return tuple(_usable(_read(parse_condition, each), use) for each in written)


def declared_answers(written: Iterable[object]) -> tuple[PromptAnswer, ...]:
    """The answers, each of a known form. Raises TemplateError at the first that is not."""
    return tuple(_read(parse_answer, each) for each in written)


def declared_verdicts(written: Iterable[object]) -> tuple[PolicyVerdict, ...]:
    """The verdicts, each of a known form. Raises TemplateError at the first that is not."""
    return tuple(_read(parse_verdict, each) for each in written)


def declared_actor(written: object) -> ActorReference:
    """Who runs a block. Raises TemplateError for whom has no access key."""
    try:
        return parse_actor(str(written))
    except ValueError:
        message = f"{quote_name(str(written))} has no access key, so no command runs as it"
        raise TemplateError(message, "write ACCOUNT (its administrator at work) or ACCOUNT/user/NAME") from None


def declared_cause(written: object) -> FailureCause:
    """The cause of a failure. Raises TemplateError for another word."""
    cause = next((cause for cause in FailureCause if cause == written), None)
    if cause is None:
        hint = did_you_mean(str(written), tuple(FailureCause), f"take one of {', '.join(FailureCause)}")
        raise TemplateError(f"{written} is no cause of a failure", hint)
    return cause


def declared_failure(
    cause: object,
    says: str,
    advice: str,
    remedy: str,
    concerns: str,
    given: Iterable[object],
    answers: Iterable[object],
    holds: Iterable[object],
) -> BlockFailure:
    """How a block fails. Raises TemplateError for what the cause cannot be or lacks."""
    try:
        return BlockFailure(
            cause=declared_cause(cause),
            says=says,
            advice=advice,
            remedy=remedy,
            concerns=concerns,
            given=declared_conditions(given, ConditionUse.BROUGHT_ABOUT),
            answers=declared_answers(answers),
            holds=declared_conditions(holds, ConditionUse.ASKED_AFTER),
        )
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False, include_input=False)[0]["msg"]
        raise TemplateError(problem.removeprefix("Value error, "), "correct what recorder.fails says") from None


def _read(parse: Callable[[object], _Record], written: object) -> _Record:
    try:
        return parse(written)
    except MisspeltFormError as error:
        raise TemplateError(error.message(quote_name), did_you_mean(error.word, error.known, error.hint)) from None


def _usable(condition: Condition, use: ConditionUse) -> Condition:
    if use is not ConditionUse.ASKED_AFTER and isinstance(condition, OutputCondition):
        raise TemplateError(f"{condition.sentence}: only what a block prints can say so", "declare it after a block")
    if use is ConditionUse.BROUGHT_ABOUT and not isinstance(condition, StateCondition):
        message = f"{condition.sentence}: this can be asked for, but not made to hold"
        raise TemplateError(message, "declare what brings it about")
    return condition

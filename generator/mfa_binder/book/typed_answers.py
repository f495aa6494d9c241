"""Answers: what is typed at one prompt of a block. Each is a class, as conditions are."""

from __future__ import annotations

from typing import Annotated, cast, get_args

from pydantic import AfterValidator, Field, PlainValidator

from mfa_binder.book.records import AsWritten, WordedRecord, forms_by_word, parse_form
from mfa_binder.book.reference_fields import AccountField, PrincipalField


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("write one line: a line is typed at each prompt")
    return text


class CodeAnswer(WordedRecord):
    """The code that the token shows now."""

    device: str = Field(alias="code")


class NextCodeAnswer(WordedRecord):
    """The code that the token shows after the next change of its display."""

    device: str = Field(alias="next_code")


class SerialAnswer(WordedRecord):
    """The serial number or ARN under which AWS lists the device for the principal."""

    device: str = Field(alias="aws_serial")
    principal: PrincipalField = Field(alias="of")


class MailedCodeAnswer(WordedRecord):
    """The code that AWS mails to the address that is to become the account's root email."""

    address: str = Field(alias="mailed_code")
    account: AccountField = Field(alias="of")


class UnitIdAnswer(WordedRecord):
    """The id of the unit at that path from Root, in the account's organization."""

    path: str = Field(alias="unit_id")
    account: AccountField = Field(alias="in")


class InvitationAnswer(WordedRecord):
    """The id of the last invitation of the account into its organization."""

    account: AccountField = Field(alias="invitation")


class TextAnswer(WordedRecord):
    """Just that text, of one line."""

    text: Annotated[str, AfterValidator(_one_line)] = Field(alias="text")


PromptAnswer = (
    CodeAnswer | NextCodeAnswer | SerialAnswer | MailedCodeAnswer | UnitIdAnswer | InvitationAnswer | TextAnswer
)

ANSWERS = forms_by_word(*get_args(PromptAnswer))
"""The forms by the word that begins them, in the order of the documentation."""


def parse_answer(written: object) -> PromptAnswer:
    """An answer as templates and `runbooks.json` write it. Raises MisspeltFormError."""
    return cast("PromptAnswer", parse_form("answer", ANSWERS, written))


PromptAnswerField = Annotated[PromptAnswer, PlainValidator(parse_answer), AsWritten]
"""An answer as a field of a record."""

"""Verdicts: how a policy of the page must decide.

Each is a class, as conditions are. A verdict holds with MFA, without it, or, where it says neither, both ways.
Without MFA is twofold: with a long-term key, of which AWS knows nothing about MFA, and in a session that was got
without a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self, cast, get_args

from pydantic import ConfigDict, Field, PlainValidator, model_validator

from mfa_binder.book.records import AsWritten, WordedRecord, forms_by_word, parse_form
from mfa_binder.book.reference_fields import ActorField


class VerdictRecord(WordedRecord):
    """What all verdicts have in common."""

    with_mfa: Literal["mfa"] | None = Field(alias="with", default=None)
    without_mfa: Literal["mfa"] | None = Field(alias="without", default=None)

    @model_validator(mode="after")
    def _check_mfa(self) -> Self:
        if self.with_mfa and self.without_mfa:
            raise ValueError("it holds with and without mfa, so leave out both")
        return self


class ActionVerdictRecord(VerdictRecord):
    """What is said of an action: on a resource, by its ARN, and with context keys such as `aws:PrincipalArn`."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def takes(cls, word: str) -> bool:
        """Whether a word may stand in it: one of its own, or a context key."""
        return ":" in word or super().takes(word)

    @property
    def context(self) -> Mapping[str, str]:
        """Context keys of the request and their values."""
        return self.model_extra or {}

    def words_with_values(self) -> Iterable[tuple[str, object]]:
        """The words that are given: MFA last, context keys before it."""
        own = list(super().words_with_values())
        before = [entry for entry in own if entry[0] not in _MFA_WORDS]
        return [*before, *self.context.items(), *(entry for entry in own if entry[0] in _MFA_WORDS)]

    @model_validator(mode="after")
    def _check_context(self) -> Self:
        for key, value in self.context.items():
            if ":" not in key or not isinstance(value, str):
                raise ValueError(f"{key} is no context key with a text as its value")
        return self


_MFA_WORDS = ("with", "without")


class DeniesAction(ActionVerdictRecord):
    """The policy refuses the action, whatever else allows it."""

    action: str = Field(alias="denies")
    resource: str | None = Field(alias="on", default=None)


class PassesAction(ActionVerdictRecord):
    """The policy does not refuse the action: who may do it by another policy still may."""

    action: str = Field(alias="passes")
    resource: str | None = Field(alias="on", default=None)


class AllowsAction(ActionVerdictRecord):
    """The policy allows the action by itself."""

    action: str = Field(alias="allows")
    resource: str | None = Field(alias="on", default=None)


class LetsActorIn(VerdictRecord):
    """A trust policy: the principal may assume the role, giving the external id if there is one."""

    actor: ActorField = Field(alias="lets_in")
    external_id: str | None = Field(alias="external_id", default=None)


class KeepsActorOut(VerdictRecord):
    """A trust policy: the principal may not assume the role, giving the external id if there is one."""

    actor: ActorField = Field(alias="keeps_out")
    external_id: str | None = Field(alias="external_id", default=None)


ActionVerdict = DeniesAction | PassesAction | AllowsAction
TrustVerdict = LetsActorIn | KeepsActorOut
PolicyVerdict = ActionVerdict | TrustVerdict

VERDICTS = forms_by_word(*get_args(PolicyVerdict))
"""The forms by the word that begins them, in the order of the documentation."""


def parse_verdict(written: object) -> PolicyVerdict:
    """A verdict as templates and `runbooks.json` write it. Raises MisspeltFormError."""
    return cast("PolicyVerdict", parse_form("verdict", VERDICTS, written))


PolicyVerdictField = Annotated[PolicyVerdict, PlainValidator(parse_verdict), AsWritten]
"""A verdict as a field of a record."""

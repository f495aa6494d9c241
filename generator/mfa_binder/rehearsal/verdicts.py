"""Whether a policy decides as its verdicts say, asked of IAM's policy simulator with boto3.

A request says of MFA one of three things: a long-term key nothing at all, a session got without a code
`false`, one with a code `true`. A verdict holds `with` MFA, `without` it (the first two, which `Bool` and
`BoolIfExists` tell apart), or, if it says neither, all three ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mfa_binder.book.policy_verdicts import Verdict
from mfa_binder.pages.promise_forms import VERDICTS

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.literals import ContextKeyTypeEnumType
    from mypy_boto3_iam.type_defs import ContextEntryTypeDef

FORMS = tuple(VERDICTS)
"""The words that begin a verdict; see `mfa_binder.book.policy_verdicts.Verdict`."""
OF_TRUST = ("lets_in", "keeps_out")

PRESENT = "aws:MultiFactorAuthPresent"
_ALLOW_ALL = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
"""What somebody may do besides: without it, nobody could tell a policy that denies from one that is silent."""
_WANTED = {"denies": "explicitDeny", "passes": "allowed", "allows": "allowed"}


class UnknownVerdictError(Exception):
    """A verdict of none of the forms, or one that the policy cannot have; the message says which."""


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways in which a request speaks of MFA; `present` is None where it says nothing."""

    name: str
    present: str | None


BY_KEY, WITHOUT_CODE, WITH_CODE = (
    Way("with a long-term key", None),
    Way("in a session without a code", "false"),
    Way("in a session with a code", "true"),
)


def form(verdict: Verdict) -> str:
    """The word that begins a verdict. The keys may come in any order, as JSON's do."""
    forms = [key for key in verdict if key in FORMS]
    parts = (*FORMS, "with", "without", *(("external_id",) if set(forms) & set(OF_TRUST) else ("on",)))
    unknown = [key for key in verdict if key not in parts and ":" not in key]
    if len(forms) != 1 or unknown:
        raise UnknownVerdictError(f"{dict(verdict)} is not a verdict")
    return forms[0]


def described(verdict: Verdict) -> str:
    """The verdict as one reads it: `denies iam:CreateUser without mfa`."""
    first = form(verdict)
    others = (f"{key} {value}" for key, value in verdict.items() if key != first)
    return " ".join([f"{first} {verdict[first]}", *others])


def ways(verdict: Verdict) -> tuple[Way, ...]:
    """The ways in which a verdict must hold."""
    match verdict.get("with"), verdict.get("without"):
        case None, None:
            return BY_KEY, WITHOUT_CODE, WITH_CODE
        case "mfa", None:
            return (WITH_CODE,)
        case None, "mfa":
            return BY_KEY, WITHOUT_CODE
    raise UnknownVerdictError(f"{dict(verdict)} is not a verdict: only mfa can be with or without")


_HELD: set[tuple[str, ...]] = set()
"""Policies with verdicts that held: the same text decides alike on every page, so this process asks once."""


def fault(text: str, verdicts: Sequence[Verdict], iam: IAMClient) -> str:
    """Why a policy does not decide as its verdicts say; empty if it does."""
    known = (text, *map(described, verdicts))
    reason = "" if known in _HELD else _fault(text, verdicts, iam)
    if not reason:
        _HELD.add(known)
    return reason


def _fault(text: str, verdicts: Sequence[Verdict], iam: IAMClient) -> str:
    asked: dict[_Request, list[_Case]] = {}
    for verdict in verdicts:
        for case in _cases(verdict):
            asked.setdefault(case.request, []).append(case)
    for request, cases in asked.items():
        decisions = request.decisions(text, [case.action for case in cases], iam)
        for case in cases:
            if decisions[case.action] != case.wanted:
                return f"it does not hold, {case.way.name}: {case.verdict}; the decision is {decisions[case.action]}"
    return ""


@dataclass(frozen=True, slots=True)
class _Request:
    """What a request says besides its action. `alone`: no other policy allows anything."""

    alone: bool
    resource: str
    context: tuple[tuple[str, str], ...]

    def decisions(self, text: str, actions: Sequence[str], iam: IAMClient) -> Mapping[str, str]:
        results = iam.simulate_custom_policy(
            PolicyInputList=[text] if self.alone else [_ALLOW_ALL, text],
            ActionNames=list(dict.fromkeys(actions)),
            ResourceArns=[self.resource],
            ContextEntries=[_entry(key, value) for key, value in self.context],
        )["EvaluationResults"]
        return {result["EvalActionName"]: result["EvalDecision"] for result in results}


@dataclass(frozen=True, slots=True)
class _Case:
    """A verdict in one of its ways."""

    verdict: str
    way: Way
    request: _Request
    action: str
    wanted: str


def _cases(verdict: Verdict) -> Iterator[_Case]:
    word = form(verdict)
    if word in OF_TRUST:
        raise UnknownVerdictError(f"{described(verdict)}: only a trust policy lets anybody in")
    given = {key: value for key, value in verdict.items() if ":" in key}
    for way in ways(verdict):
        context = given if way.present is None else {**given, PRESENT: way.present}
        request = _Request(word == "allows", verdict.get("on", "*"), tuple(context.items()))
        yield _Case(described(verdict), way, request, verdict[word], _WANTED[word])


def _entry(key: str, value: str) -> ContextEntryTypeDef:
    kind: ContextKeyTypeEnumType = "boolean" if value in ("true", "false") else "string"
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": kind}

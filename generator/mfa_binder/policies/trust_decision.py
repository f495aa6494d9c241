"""The one judge of trust policies: whether a request may assume the role, may not, or nobody here can tell.

Understood: Principal and NotPrincipal of the AWS kind, Allow and Deny, and the conditions of `policies.conditions`
on the context keys that a request is known to carry or to lack. Long-term keys carry neither key of MFA at all
("Secure API access with MFA", IAM User Guide), so Bool is false for them and BoolIfExists true.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mfa_binder.policies.policy_decision import concerns_action, single_conditions
from mfa_binder.policies.policy_text import PolicyStatement, as_list, parse_statements
from mfa_binder.policies.request_context import PolicyNotUnderstoodError, RequestContext

ASSUME_ROLE = "sts:AssumeRole"
MFA_PRESENT, MFA_AGE, EXTERNAL_ID = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "sts:ExternalId"
_UNDERSTOOD = frozenset({"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"})


@dataclass(frozen=True, slots=True)
class TrustRequest:
    """Who asks to assume a role."""

    names: frozenset[str]
    """The ARNs and account ids under which a policy may name them."""
    arn: str | None
    """Their own; None for somebody of an account whom no policy names."""
    context: RequestContext


@dataclass(frozen=True, slots=True)
class TrustVerdict:
    """Whether a request enters."""

    enters: bool | None
    """None where that cannot be told."""
    unclear: tuple[str, ...] = ()
    """What it cannot be told of."""


def mfa_entries(present: bool | None, age_seconds: float | None) -> dict[str, str]:
    """The context keys of MFA; None stands for a request that lacks the key, as long-term keys lack both."""
    found = {} if present is None else {MFA_PRESENT: str(present).lower()}
    return found if age_seconds is None else {**found, MFA_AGE: str(int(age_seconds))}


def policy_statements(document: str | Mapping[str, Any]) -> tuple[PolicyStatement, ...]:
    """The statements of a policy, as text or as read. Raises ValueError for what is no policy."""
    return parse_statements(document if isinstance(document, str) else json.dumps(document))


def judge_trust(policy: Sequence[PolicyStatement], request: TrustRequest) -> TrustVerdict:
    """An explicit Deny wins, nothing is allowed by default, and what is not understood is never guessed."""
    unclear: list[str] = []
    found: dict[str, bool | None] = {"Allow": False, "Deny": False}
    for statement in policy:
        applies = _applies(statement, request, unclear)
        if applies is not False and found[statement.effect] is not True:
            found[statement.effect] = applies
    if found["Deny"] is True or found["Allow"] is False:
        return TrustVerdict(False)
    if found["Allow"] is True and found["Deny"] is False:
        return TrustVerdict(True)
    return TrustVerdict(None, tuple(dict.fromkeys(unclear)))


def _applies(statement: PolicyStatement, request: TrustRequest, unclear: list[str]) -> bool | None:
    """Whether a statement is about the request. False as soon as one of its parts is: the rest no longer matters."""
    answers: list[bool | None] = []
    for question in _questions(statement, request):
        try:
            answer = question()
        except PolicyNotUnderstoodError as unknown:
            unclear.append(str(unknown))
            answer = None
        if answer is False:
            return False
        answers.append(answer)
    return None if None in answers else True


def _questions(statement: PolicyStatement, request: TrustRequest) -> Iterable[Callable[[], bool]]:
    yield lambda: _is_understood(statement)
    yield lambda: concerns_action(statement, ASSUME_ROLE)
    yield lambda: _is_about(statement.record, request)
    yield from single_conditions(statement, request.context)


def _is_understood(statement: PolicyStatement) -> bool:
    unknown = set(statement.record) - _UNDERSTOOD
    if unknown:
        raise PolicyNotUnderstoodError(f"{', '.join(sorted(unknown))} in a trust policy")
    return True


def _is_about(record: Mapping[str, Any], request: TrustRequest) -> bool:
    if "NotPrincipal" in record:
        return _is_not_excepted(record, request)
    named = named_principals(record.get("Principal", {}))
    return "*" in named or bool(named & request.names)


def _is_not_excepted(record: Mapping[str, Any], request: TrustRequest) -> bool:
    """Whether a Deny with NotPrincipal concerns a request.

    It spares somebody only where it names both them and their account; where it names one of the two, the guide
    says what it "might" do ("NotPrincipal", IAM User Guide), and so nothing is said here.
    """
    named = named_principals(record["NotPrincipal"])
    if record.get("Effect") != "Deny":
        raise PolicyNotUnderstoodError("NotPrincipal in a statement that allows")
    if not named & request.names:
        return True
    if request.arn in named and named & (request.names - {request.arn}):
        return False
    raise PolicyNotUnderstoodError("NotPrincipal that names a principal or its account only")


def named_principals(element: str | Mapping[str, Any]) -> frozenset[str]:
    """The principals of the AWS kind that a Principal or NotPrincipal names; `*` for everybody."""
    if isinstance(element, str):
        return frozenset({"*"} if element == "*" else ())
    return frozenset(str(one) for one in as_list(element.get("AWS", ())))

"""Whether a policy applies to a request: the language of IAM policies, as far as it is understood here.

Understood: Allow and Deny, Action and NotAction, Resource and NotResource, wildcards, policy
variables that have a value, and the conditions of `policies.conditions`. Everything else is refused
as not simulated, never guessed. Rules: "IAM JSON policy elements reference" in the IAM User Guide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from mfa_binder.policies.condition_operators import (
    ARN_PARTS,
    PolicyVariables,
    matches_arn,
    operator_holds,
    wildcard_pattern,
)
from mfa_binder.policies.policy_text import PolicyStatement, as_list
from mfa_binder.policies.request_context import PolicyNotUnderstoodError, RequestContext

ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY = "allowed", "explicitDeny", "implicitDeny"
"""The decisions, in the words of IAM's policy simulator."""

ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
"""The name of an action with its service; the policy simulator takes no wildcard in it (botocore)."""

_UNDERSTOOD = frozenset({"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"})


@dataclass(frozen=True, slots=True)
class PolicyQuestion:
    """Whether somebody may do something to a resource."""

    action: str
    """Such as iam:CreateUser."""
    resource: str
    """An ARN, or * for no particular one."""
    context: RequestContext


@dataclass(frozen=True, slots=True)
class PolicyVerdict:
    """The decision of one set of policies, the statements that led to it, and the context keys that were missed."""

    decision: str
    matched: tuple[PolicyStatement, ...]
    missing: tuple[str, ...]


def decide_request(statements: Sequence[PolicyStatement], question: PolicyQuestion) -> PolicyVerdict:
    """An explicit Deny wins, and nothing is allowed by default.

    `missing` are the condition keys of the statements for this action and resource that the context lacks.
    """
    concerned = [statement for statement in statements if _concerns(statement, question)]
    matched = [statement for statement in concerned if conditions_hold(statement, question.context)]
    denying = tuple(statement for statement in matched if statement.effect == "Deny")
    decision = EXPLICIT_DENY if denying else ALLOWED if matched else IMPLICIT_DENY
    keys = dict.fromkeys(key for statement in concerned for key in _keys(statement) if key not in question.context)
    return PolicyVerdict(decision, denying or tuple(matched), tuple(keys))


def concerns_action(statement: PolicyStatement, action: str) -> bool:
    """Whether a statement is about an action; names of actions are compared without regard to case."""
    wanted, patterns = _either(statement, "Action")
    return wanted == any(wildcard_pattern(found).fullmatch(action.lower()) for found in _lowered(patterns))


def conditions_hold(statement: PolicyStatement, context: RequestContext) -> bool:
    """Whether all conditions of a statement hold."""
    return all(condition() for condition in single_conditions(statement, context))


def single_conditions(statement: PolicyStatement, context: RequestContext) -> Iterator[Callable[[], bool]]:
    """Whether each condition of a statement holds, one by one: one may be understood where another is not."""
    variables = PolicyVariables.of(statement, context)
    for test, key, values in conditions_of(statement):
        yield partial(operator_holds, test, key, as_list(values), context, variables)


def _concerns(statement: PolicyStatement, question: PolicyQuestion) -> bool:
    unknown = set(statement.record) - _UNDERSTOOD
    if unknown:
        raise PolicyNotUnderstoodError(f"{', '.join(sorted(unknown))} in a policy")
    return concerns_action(statement, question.action) and _concerns_resource(statement, question)


def _concerns_resource(statement: PolicyStatement, question: PolicyQuestion) -> bool:
    wanted, patterns = _either(statement, "Resource")
    variables = PolicyVariables.of(statement, question.context)
    return wanted == any(_matches(found, question.resource, variables) for found in patterns)


def _matches(found: str, resource: str, variables: PolicyVariables) -> bool:
    if found == "*":
        return True
    if resource == "*":
        raise PolicyNotUnderstoodError("a statement about particular resources, asked about none")
    whole = variables.filled(found)
    if whole.count(":") < ARN_PARTS - 1:
        raise PolicyNotUnderstoodError(f"the resource {found}, which is no whole ARN,")
    return matches_arn(whole, resource)


def _either(statement: PolicyStatement, element: str) -> tuple[bool, list[str]]:
    """The element or its Not… form: whether a match is wanted, and the patterns."""
    record = statement.record
    if (element in record) == (f"Not{element}" in record):
        raise PolicyNotUnderstoodError(f"a statement without exactly one of {element} and Not{element}")
    wanted = element in record
    return wanted, [str(value) for value in as_list(record[element if wanted else f"Not{element}"])]


def conditions_of(statement: PolicyStatement) -> Iterator[tuple[str, str, Any]]:
    """The conditions of a statement: operator, context key, and the policy's value or values."""
    tests: Mapping[str, Mapping[str, Any]] = statement.record.get("Condition", {})
    for test, keys in tests.items():
        for key, values in keys.items():
            yield test, key, values


def _keys(statement: PolicyStatement) -> Iterator[str]:
    return (key for _, key, _ in conditions_of(statement))


def _lowered(words: Iterable[str]) -> Iterator[str]:
    return (word.lower() for word in words)

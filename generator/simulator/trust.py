"""Whether a role's trust policy lets somebody assume it.

Understood: Allow and Deny, principals of the AWS kind, sts:AssumeRole, and the conditions
Bool and BoolIfExists on aws:MultiFactorAuthPresent and Numeric… on aws:MultiFactorAuthAge. Long-term
keys carry neither key at all (AWS documentation of MFA conditions), so Bool is false for them and
BoolIfExists true. Anything else is refused as not simulated, never guessed.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from generator.simulator.refusals import not_simulated

_UNDERSTOOD = {"Sid", "Effect", "Principal", "Action", "Condition"}
_NUMERIC: Mapping[str, Callable[[float, float], bool]] = {
    "NumericLessThan": operator.lt,
    "NumericLessThanEquals": operator.le,
    "NumericGreaterThan": operator.gt,
    "NumericGreaterThanEquals": operator.ge,
    "NumericEquals": operator.eq,
    "NumericNotEquals": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks: the ARNs and ids under which a policy may name them, and the MFA keys of the request.

    `mfa_present` is None where the request carries no such key; `mfa_age` is in seconds.
    """

    names: frozenset[str]
    mfa_present: bool | None
    mfa_age: float | None


def allows(document: str, request: Request) -> bool:
    """Evaluate a trust policy: an explicit Deny wins, and nothing is allowed by default."""
    statements = _listed(json.loads(document)["Statement"])
    effects = {statement["Effect"] for statement in statements if _applies(statement, request)}
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, Any], request: Request) -> bool:
    unknown = set(statement) - _UNDERSTOOD
    if unknown:
        raise not_simulated(f"{', '.join(sorted(unknown))} in a trust policy")
    return (
        any(fnmatchcase("sts:assumerole", action.lower()) for action in _listed(statement.get("Action", ())))
        and _names(statement.get("Principal", {}), request)
        and all(
            _holds(test, key, _listed(values), request)
            for test, tests in statement.get("Condition", {}).items()
            for key, values in tests.items()
        )
    )


def _names(principal: str | Mapping[str, Any], request: Request) -> bool:
    if isinstance(principal, str):
        return principal == "*"
    named = set(_listed(principal.get("AWS", ())))
    return "*" in named or bool(named & request.names)


def _holds(test: str, key: str, values: list[Any], request: Request) -> bool:
    base, if_exists = test.removesuffix("IfExists"), test.endswith("IfExists")
    match base, key.lower():
        case "Bool", "aws:multifactorauthpresent":
            if request.mfa_present is None:
                return if_exists
            return str(request.mfa_present).lower() in [str(value).lower() for value in values]
        case _, "aws:multifactorauthage" if base in _NUMERIC:
            if request.mfa_age is None:
                return if_exists
            return any(_NUMERIC[base](request.mfa_age, float(value)) for value in values)
        case "Null", "aws:multifactorauthage" | "aws:multifactorauthpresent":
            missing = request.mfa_age is None if key.lower().endswith("age") else request.mfa_present is None
            return str(missing).lower() in [str(value).lower() for value in values]
    raise not_simulated(f"the condition {test} on {key}")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]

"""Whether a role's trust policy lets somebody assume it.

Understood: principals of the AWS kind, and of the conditions those on aws:MultiFactorAuthPresent,
aws:MultiFactorAuthAge and sts:ExternalId. Long-term keys carry neither key of MFA at all (AWS
documentation of MFA conditions), so Bool is false for them and BoolIfExists true. The rest of the language
is that of `policies`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.simulator.policies.context import Context
from generator.simulator.policies.decision import concerns_action, conditions_hold
from generator.simulator.policies.text import Statement, listed, statements
from generator.simulator.refusals import not_simulated

_ACTION = "sts:AssumeRole"
_UNDERSTOOD = frozenset({"Sid", "Effect", "Principal", "Action", "Condition"})
_PRESENT, _AGE, _EXTERNAL = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge", "sts:ExternalId"


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks: the ARNs and ids under which a policy may name them, the MFA keys of the request, its external id.

    `mfa_present` is None where the request carries no such key; `mfa_age` is in seconds.
    """

    names: frozenset[str]
    mfa_present: bool | None
    mfa_age: float | None
    external_id: str | None = None

    @property
    def context(self) -> Context:
        """The context keys, as a policy sees them."""
        entries = {_PRESENT: self.mfa_present, _AGE: self.mfa_age}
        carried = {key: (str(value).lower(),) for key, value in entries.items() if value is not None}
        if self.external_id is not None:
            carried[_EXTERNAL] = (self.external_id,)
        return Context.of(carried, known=(_PRESENT, _AGE, _EXTERNAL))


def allows(document: str, request: Request) -> bool:
    """Evaluate a trust policy: an explicit Deny wins, and nothing is allowed by default."""
    effects = {statement.effect for statement in statements(document) if _applies(statement, request)}
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Statement, request: Request) -> bool:
    unknown = set(statement.record) - _UNDERSTOOD
    if unknown:
        raise not_simulated(f"{', '.join(sorted(unknown))} in a trust policy")
    return (
        concerns_action(statement, _ACTION)
        and _names(statement.record.get("Principal", {}), request)
        and conditions_hold(statement, request.context)
    )


def _names(principal: str | Mapping[str, Any], request: Request) -> bool:
    if isinstance(principal, str):
        return principal == "*"
    named = set(listed(principal.get("AWS", ())))
    return "*" in named or bool(named & request.names)

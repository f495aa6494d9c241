"""What the statements of a policy show: that somebody is an administrator, sees bills, must use MFA.

Only what is plain is said; a policy that amounts to the same in a roundabout way is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.organization.principals import Access

_BY_NAME = {"AdministratorAccess": Access.ADMINISTRATOR, "Billing": Access.BILLING}
"""Policies of AWS, by name (IAM User Guide, AWS managed policies for job functions)."""

_BILLING = ("billing:*", "aws-portal:*")
_PRESENT = "aws:multifactorauthpresent"


def accesses(name: str, document: Mapping[str, Any]) -> Iterator[Access]:
    """What a policy of that name gives; `document` is empty where it was not read."""
    if name in _BY_NAME:
        yield _BY_NAME[name]
    for statement in statements(document, "Allow"):
        actions = [str(action).lower() for action in listed(statement.get("Action"))]
        if "*" in actions or "*:*" in actions:
            if "*" in listed(statement.get("Resource")):
                yield Access.ADMINISTRATOR
        elif any(action in _BILLING for action in actions):
            yield Access.BILLING


def enforces_mfa(document: Mapping[str, Any]) -> bool:
    """Whether it denies something to whoever has not used MFA, with a long-term key too (BoolIfExists)."""
    return any(
        _says(statement, ("boolifexists",), "false") and (listed(statement.get("NotAction")) or _broad(statement))
        for statement in statements(document, "Deny")
    )


def requires_mfa(trust: Mapping[str, Any]) -> bool:
    """Whether every way into a role that is open to accounts asks for MFA."""
    open_to_accounts = [
        statement
        for statement in statements(trust, "Allow")
        if isinstance(statement.get("Principal"), dict) and "AWS" in statement["Principal"]
    ]
    return bool(open_to_accounts) and all(_says(one, ("bool",), "true") for one in open_to_accounts)


def _broad(statement: Mapping[str, Any]) -> bool:
    return "*" in listed(statement.get("Action"))


def _says(statement: Mapping[str, Any], operators: tuple[str, ...], wanted: str) -> bool:
    """Whether a condition compares aws:MultiFactorAuthPresent with `wanted` by one of the operators."""
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items():
            if key.lower() == _PRESENT and [str(value).lower() for value in listed(values)] == [wanted]:
                return str(operator).lower() in operators
    return False


def statements(document: Mapping[str, Any], effect: str) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy that allow, or that deny."""
    for statement in listed(document.get("Statement")):
        if isinstance(statement, dict) and statement.get("Effect") == effect:
            yield statement


def listed(value: Any) -> list[Any]:
    """Where a policy may have one thing or a list of them: the list."""
    return value if isinstance(value, list) else [] if value is None else [value]

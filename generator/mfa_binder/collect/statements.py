"""What the statements of a policy show: that somebody is an administrator, sees bills, must use MFA.

Only what is plain is said; a policy that amounts to the same in a roundabout way is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mfa_binder.organization.users_and_roles import Access
from mfa_binder.policies.context import Context
from mfa_binder.policies.decision import conditions_hold
from mfa_binder.policies.not_understood import PolicyNotUnderstoodError
from mfa_binder.policies.trust import MFA_AGE, MFA_PRESENT, mfa_entries, policy_statements

_BY_NAME = {"AdministratorAccess": Access.ADMINISTRATOR, "Billing": Access.BILLING}
"""Policies of AWS, by name (IAM User Guide, AWS managed policies for job functions)."""

_BILLING = ("billing:*", "aws-portal:*")
_MFA_KEYS = (MFA_PRESENT, MFA_AGE)
_KEY_ALONE = Context.of({}, _MFA_KEYS)
_WITH_A_CODE = Context.of({key: (text,) for key, text in mfa_entries(True, 0).items()}, _MFA_KEYS)


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
    """Whether it denies much to whoever has not used MFA, with a long-term key too."""
    denying = (dict(statement) for statement in statements(document, "Deny"))
    return any(_is_broad(statement) and _turns_on_mfa(statement) for statement in denying)


def _is_broad(statement: Mapping[str, Any]) -> bool:
    return bool(listed(statement.get("NotAction"))) or "*" in listed(statement.get("Action"))


def _turns_on_mfa(statement: Mapping[str, Any]) -> bool:
    """Whether its conditions hold for a long-term key and not for a session with a fresh code."""
    (parsed,) = policy_statements({"Statement": statement})
    try:
        return conditions_hold(parsed, _KEY_ALONE) and not conditions_hold(parsed, _WITH_A_CODE)
    except PolicyNotUnderstoodError:
        return False


def statements(document: Mapping[str, Any], effect: str) -> Iterator[Mapping[str, Any]]:
    """The statements of a policy that allow, or that deny."""
    for statement in listed(document.get("Statement")):
        if isinstance(statement, dict) and statement.get("Effect") == effect:
            yield statement


def listed(value: Any) -> list[Any]:
    """Where a policy may have one thing or a list of them: the list."""
    return value if isinstance(value, list) else [] if value is None else [value]

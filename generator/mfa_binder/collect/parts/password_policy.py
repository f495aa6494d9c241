"""The password policy of an account: whether the passwords of its IAM users expire."""

from __future__ import annotations

from typing import Any

from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.observation.parts import PasswordPolicy

CALLS = ("iam:GetAccountPasswordPolicy",)


def password_policy(calls: Calls, iam: Any) -> PasswordPolicy:
    """What GetAccountPasswordPolicy says. Raises UnansweredError.

    An account without a policy of its own has AWS's, under which passwords do not expire (IAM User Guide,
    "Set an account password policy for IAM users").
    """
    try:
        found = calls.ask(iam, "GetAccountPasswordPolicy")["PasswordPolicy"]
    except UnansweredError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return PasswordPolicy()
    days = found.get("MaxPasswordAge", 0)
    if bool(days) is not found.get("ExpirePasswords", bool(days)):
        raise ValueError("ExpirePasswords and MaxPasswordAge of the password policy contradict each other")
    return PasswordPolicy(max_age_days=days or None, hard_expiry=bool(days and found.get("HardExpiry")))

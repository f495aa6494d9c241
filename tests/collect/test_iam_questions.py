"""What a policy shows of its owner: administrator, bills, MFA; and nothing that it does not plainly say."""

from __future__ import annotations

from typing import Any

import pytest

from mfa_binder.collect.iam_questions import enforces_mfa, granted_access
from mfa_binder.organization.users_and_roles import Access

ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
WITHOUT = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(
    ("name", "document", "expected"),
    [
        ("AdministratorAccess", {}, {Access.ADMINISTRATOR}),
        ("Billing", {}, {Access.BILLING}),
        ("own", policy(ALL), {Access.ADMINISTRATOR}),
        ("one statement that is no list", {"Statement": ALL}, {Access.ADMINISTRATOR}),
        ("lists", policy({"Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["*"]}), {Access.ADMINISTRATOR}),
        ("everything on one thing", policy({**ALL, "Resource": "arn:aws:s3:::b"}), set()),
        ("denied", policy({**ALL, "Effect": "Deny"}), set()),
        ("bills", policy({"Effect": "Allow", "Action": "billing:*", "Resource": "*"}), {Access.BILLING}),
        ("one bill", policy({"Effect": "Allow", "Action": "billing:GetBillingData", "Resource": "*"}), set()),
        ("AdministratorAccessOfOurs", {}, set()),
        ("empty", {}, set()),
        ("no statement at all", {"Statement": "nonsense"}, set()),
    ],
)
def test_access(name: str, document: dict[str, Any], expected: set[Access]) -> None:
    assert set(granted_access(name, document)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Effect": "Deny", "NotAction": ["iam:*"], "Resource": "*", "Condition": WITHOUT}, True),
        ({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": WITHOUT}, True),
        ({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": WITHOUT}, False),
        # Bool lets a long-term key pass, which says nothing of MFA.
        ({"Effect": "Deny", "Action": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}, False),
        ({"Effect": "Deny", "Action": "*", "Condition": {"Null": {"aws:MultiFactorAuthAge": "true"}}}, True),
        ({"Effect": "Deny", "Action": "*", "Condition": {"BoolIfExists": {"aws:RequestedRegion": "x"}}}, False),
        ({"Effect": "Allow", "Action": "*", "Condition": WITHOUT}, False),
        ({"Effect": "Deny", "Action": "*", "Condition": {"BoolIfExists": {"AWS:MULTIFACTORAUTHPRESENT": False}}}, True),
    ],
)
def test_enforcing(statement: dict[str, Any], expected: bool) -> None:
    assert bool(enforces_mfa(policy(statement))) is expected

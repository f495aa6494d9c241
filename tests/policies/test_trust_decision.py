"""Trust policies, evaluated both ways: with MFA, without, and where the request has no such key."""

from __future__ import annotations

from typing import Any

import pytest

from mfa_binder.policies.request_context import RequestContext
from mfa_binder.policies.trust_decision import (
    MFA_AGE,
    MFA_PRESENT,
    TrustRequest,
    judge_trust,
    mfa_entries,
    policy_statements,
)

ROOT, OTHER = "arn:aws:iam::111122223333:root", "arn:aws:iam::999999999999:root"
DAN, EVE = "arn:aws:iam::111122223333:user/dan", "arn:aws:iam::111122223333:user/eve"
NAMES = frozenset((ROOT, "111122223333", DAN))


def asking(present: bool | None, age: float | None) -> TrustRequest:
    entries = {key: (text,) for key, text in mfa_entries(present, age).items()}
    return TrustRequest(NAMES, DAN, RequestContext.of(entries, known=(MFA_PRESENT, MFA_AGE, "sts:ExternalId")))


LONG_TERM_KEY, SESSION_WITHOUT, FRESH, HOURS_OLD = (
    asking(None, None),
    asking(False, None),
    asking(True, 0),
    asking(True, 7200),
)


def policy(effect: str = "Allow", principal: Any = ROOT, **condition: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {**statement, "Condition": condition} if condition else statement


def answers(*statements: dict[str, Any]) -> list[bool | None]:
    policy = policy_statements({"Version": "2012-10-17", "Statement": list(statements)})
    return [judge_trust(policy, each).enters for each in (LONG_TERM_KEY, SESSION_WITHOUT, FRESH, HOURS_OLD)]


PRESENT = {"aws:MultiFactorAuthPresent": "true"}
ABSENT = {"aws:MultiFactorAuthPresent": "false"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([policy()], [True, True, True, True]),
        ([policy(principal=OTHER)], [False, False, False, False]),
        ([policy(principal=[OTHER, "111122223333"])], [True, True, True, True]),
        ([policy(principal="arn:aws:iam::111122223333:user/dan")], [True, True, True, True]),
        ([policy(principal="arn:aws:iam::111122223333:user/eve")], [False, False, False, False]),
        ([policy(Bool=PRESENT)], [False, False, True, True]),
        # the trap: BoolIfExists true lets a long-term key in, which carries no such key at all
        ([policy(BoolIfExists=PRESENT)], [True, False, True, True]),
        # Deny with Bool false misses the long-term key, Deny with BoolIfExists false does not
        ([policy(), policy("Deny", Bool=ABSENT)], [True, False, True, True]),
        ([policy(), policy("Deny", BoolIfExists=ABSENT)], [False, False, True, True]),
        ([policy(NumericLessThan={"aws:MultiFactorAuthAge": "3600"})], [False, False, True, False]),
        ([policy(NumericLessThanIfExists={"aws:MultiFactorAuthAge": "3600"})], [True, True, True, False]),
        ([policy(Null={"aws:MultiFactorAuthAge": "true"})], [True, True, False, False]),
        ([policy(Null={"aws:MultiFactorAuthAge": "false"})], [False, False, True, True]),
        # a session without a code carries the key, with false in it
        ([policy(Null={"aws:MultiFactorAuthPresent": "false"})], [False, True, True, True]),
        ([policy(), policy("Deny", Null={"aws:MultiFactorAuthAge": "true"})], [False, False, True, True]),
        ([policy(StringEquals={"sts:ExternalId": "a1"})], [False, False, False, False]),
        ([policy(Bool=PRESENT, NumericLessThanEquals={"aws:MultiFactorAuthAge": "7200"})], [False, False, True, True]),
        ([{**policy(), "Action": ["sts:TagSession"]}], [False, False, False, False]),
        ([{**policy(), "Action": "sts:*", "Principal": "*"}], [True, True, True, True]),
        ([{**policy(), "Principal": {"Service": "ec2.amazonaws.com"}}], [False, False, False, False]),
    ],
)
def test_a_trust_policy_is_read_as_aws_reads_it(statements: list[dict[str, Any]], expected: list[bool]) -> None:
    assert answers(*statements) == expected


NETWORK = {"aws:SourceIp": "10.0.0.0/8"}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([policy(IpAddress=NETWORK)], [None, None, None, None]),
        # what is known to be false decides, whatever else is asked
        ([policy(IpAddress=NETWORK, Bool=PRESENT)], [False, False, None, None]),
        ([policy(), policy("Deny", NotIpAddress=NETWORK, BoolIfExists=ABSENT)], [None, None, True, True]),
        ([policy(IpAddress=NETWORK), policy(Bool=PRESENT)], [None, None, True, True]),
        ([policy(IpAddress=NETWORK), policy("Deny")], [False, False, False, False]),
        ([policy(SomethingElse=PRESENT)], [None, None, None, None]),
        ([{**policy(), "Nonsense": 1}], [None, None, None, None]),
        ([{"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": EVE}}], [None, None, None, None]),
    ],
)
def test_what_is_not_understood_is_not_guessed(statements: list[dict[str, Any]], expected: list[bool | None]) -> None:
    assert answers(*statements) == expected


def test_what_is_not_understood_is_named() -> None:
    statements = policy_statements({"Statement": policy(IpAddress=NETWORK)})
    assert judge_trust(statements, FRESH).unclear == ("the context key aws:SourceIp",)


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([DAN, ROOT], True),  # spared: dan and the account are both named
        ([EVE], False),
        ([DAN], None),  # the guide says only what it might do
        ([ROOT], None),
    ],
)
def test_a_deny_with_notprincipal_spares_whom_it_names_with_the_account(
    named: list[str], expected: bool | None
) -> None:
    deny = {"Effect": "Deny", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": named}}
    assert answers(policy(), deny)[0] is expected

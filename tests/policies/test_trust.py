"""Trust policies, evaluated both ways: with MFA, without, and where the request has no such key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.simulator.refusals import AwsError
from generator.simulator.sts.trust import Request, allows

ROOT, OTHER = "arn:aws:iam::111122223333:root", "arn:aws:iam::999999999999:root"
NAMES = frozenset((ROOT, "111122223333", "arn:aws:iam::111122223333:user/dan"))
LONG_TERM_KEY = Request(NAMES, None, None)
SESSION_WITHOUT = Request(NAMES, False, None)
FRESH = Request(NAMES, True, 0)
HOURS_OLD = Request(NAMES, True, 7200)


def policy(effect: str = "Allow", principal: Any = ROOT, **condition: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {**statement, "Condition": condition} if condition else statement


def answers(*statements: dict[str, Any]) -> list[bool]:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return [allows(document, request) for request in (LONG_TERM_KEY, SESSION_WITHOUT, FRESH, HOURS_OLD)]


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
        ([policy(Null={"aws:MultiFactorAuthAge": "true"})], [True, True, False, False]),
        ([policy(Bool=PRESENT, NumericLessThanEquals={"aws:MultiFactorAuthAge": "7200"})], [False, False, True, True]),
        ([{**policy(), "Action": ["sts:TagSession"]}], [False, False, False, False]),
        ([{**policy(), "Action": "sts:*", "Principal": "*"}], [True, True, True, True]),
        ([{**policy(), "Principal": {"Service": "ec2.amazonaws.com"}}], [False, False, False, False]),
    ],
)
def test_a_trust_policy_is_read_as_aws_reads_it(statements: list[dict[str, Any]], expected: list[bool]) -> None:
    assert answers(*statements) == expected


@pytest.mark.parametrize(
    "statement",
    [
        policy(StringEquals={"sts:RoleSessionName": "x"}),
        policy(NumericLessThan={"aws:EpochTime": "1"}),
        {**policy(), "NotPrincipal": {"AWS": ROOT}},
    ],
)
def test_what_is_not_understood_is_not_guessed(statement: dict[str, Any]) -> None:
    with pytest.raises(AwsError, match="NotSimulated"):
        answers(statement)

"""Policies are judged both ways, and a wrong one fails for the verdict that it breaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from mfa_binder.rehearsal.block_results import BlockResult, BlockStatus, RehearsalReport

PROD, MEMBER = "444455556666", "777788889999"
DAN_ARN = f"arn:aws:iam::{PROD}:user/dan"
MFA = "aws:MultiFactorAuthPresent"
Statement = dict[str, Any]

DENY: Statement = {"Effect": "Deny", "Action": "*", "Resource": "*"}
SELF_SERVICE = ["iam:GetUser", "iam:EnableMFADevice", "sts:GetSessionToken"]


def demanding(**members: Any) -> Statement:
    """The statement that demands MFA, with something else in it."""
    statement = {
        "Effect": "Deny",
        "NotAction": SELF_SERVICE,
        "Resource": "*",
        "Condition": {"BoolIfExists": {MFA: "false"}},
    }
    return {name: value for name, value in {**statement, **members}.items() if value is not None}


def trusting(*principals: str, **condition: Any) -> Statement:
    statement: Statement = {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole"}
    return {**statement, "Condition": condition} if condition else statement


DEMANDS_MFA: list[Mapping[str, str]] = [
    {"denies": "iam:CreateAccessKey", "without": "mfa"},
    {"passes": "iam:CreateAccessKey", "with": "mfa"},
    {"passes": "sts:GetSessionToken"},
    {"passes": "iam:EnableMFADevice", "on": DAN_ARN},  # or nobody could register a first device
]
ASKS_FOR_MFA: list[Mapping[str, str]] = [
    {"lets_in": PROD, "with": "mfa"},
    {"keeps_out": PROD, "without": "mfa"},
    {"keeps_out": MEMBER},
]
PRESENT = {MFA: "true"}
WITH_AN_ID: list[Mapping[str, str]] = [
    {"lets_in": PROD, "external_id": "a1"},
    {"keeps_out": PROD, "external_id": "a2"},
    {"keeps_out": PROD},
]
ROOT, MEMBER_ROOT = f"arn:aws:iam::{PROD}:root", f"arn:aws:iam::{MEMBER}:root"
ROOT_DENIED: list[Mapping[str, str]] = [
    {"denies": "s3:ListAllMyBuckets", "aws:PrincipalArn": MEMBER_ROOT},
    {"passes": "s3:ListAllMyBuckets", "aws:PrincipalArn": DAN_ARN},
]

Case = tuple[list[Statement], list[Mapping[str, str]], str]

RIGHT: list[Case] = [
    ([demanding()], DEMANDS_MFA, ""),
    ([DENY], [{"denies": "iam:ListUsers"}], ""),
    ([trusting(ROOT, Bool=PRESENT)], ASKS_FOR_MFA, ""),
    ([trusting(ROOT, MEMBER_ROOT)], [{"lets_in": PROD}, {"lets_in": MEMBER}], ""),
    ([trusting(DAN_ARN, Bool=PRESENT)], [{"lets_in": f"{PROD}/user/dan", "with": "mfa"}, {"keeps_out": PROD}], ""),
    ([{**DENY, "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}}], ROOT_DENIED, ""),
    ([trusting(ROOT, StringEquals={"sts:ExternalId": "a1"})], WITH_AN_ID, ""),
]

BY_KEY, WITHOUT_CODE, WITH_CODE = (
    "with a long-term key",
    "in a session without a code",
    "in a session with a code",
)


WRONG: list[Case] = [
    # Bool misses the long-term key, which carries no such key at all
    ([demanding(Condition={"Bool": {MFA: "false"}})], DEMANDS_MFA,
     f"it does not hold, {BY_KEY}: denies iam:CreateAccessKey without mfa; the decision is allowed"),
    # Null catches the long-term key and misses the session without a code
    ([demanding(Condition={"Null": {MFA: "true"}})], DEMANDS_MFA,
     f"it does not hold, {WITHOUT_CODE}: denies iam:CreateAccessKey without mfa; the decision is allowed"),
    # the other way round: it refuses whoever has MFA
    ([demanding(Condition={"BoolIfExists": {MFA: "true"}})], DEMANDS_MFA,
     f"it does not hold, {WITHOUT_CODE}: denies iam:CreateAccessKey without mfa; the decision is allowed"),
    # it refuses everybody
    ([demanding(Condition=None)], DEMANDS_MFA,
     f"it does not hold, {WITH_CODE}: passes iam:CreateAccessKey with mfa; the decision is explicitDeny"),
    # Action instead of NotAction: what must stay possible is all that it refuses
    ([demanding(NotAction=None, Action=SELF_SERVICE)], DEMANDS_MFA, "denies iam:CreateAccessKey without mfa"),
    # it denies nothing
    ([demanding(Effect="Allow")], DEMANDS_MFA, "denies iam:CreateAccessKey without mfa"),
    # nobody can get the session with a code that it demands, or register the first device
    ([demanding(NotAction=["iam:EnableMFADevice"])], DEMANDS_MFA, "passes sts:GetSessionToken"),
    ([demanding(NotAction=["sts:GetSessionToken"])], DEMANDS_MFA, f"passes iam:EnableMFADevice on {DAN_ARN}"),
    # BoolIfExists in an Allow lets the long-term key in
    ([trusting(ROOT, BoolIfExists=PRESENT)], ASKS_FOR_MFA,
     f"it does not hold, {BY_KEY}: keeps_out {PROD} without mfa"),
    ([trusting(ROOT)], ASKS_FOR_MFA, f"keeps_out {PROD} without mfa"),
    ([trusting(ROOT, Bool={MFA: "false"})], ASKS_FOR_MFA, f"{WITH_CODE}: lets_in {PROD} with mfa"),
    ([trusting("*", Bool=PRESENT)], ASKS_FOR_MFA, f"{WITH_CODE}: keeps_out {MEMBER}"),
    # it shuts out everybody, not root alone
    ([DENY], ROOT_DENIED, f"passes s3:ListAllMyBuckets aws:PrincipalArn {DAN_ARN}"),
    ([{**DENY, "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}}}], ROOT_DENIED,
     f"denies s3:ListAllMyBuckets aws:PrincipalArn {MEMBER_ROOT}"),
    ([trusting(ROOT)], WITH_AN_ID, f"{BY_KEY}: keeps_out {PROD} external_id a2"),
    # verdicts that are none
    ([DENY], [{"keeps_out": PROD}], "only a trust policy lets anybody in"),
    ([trusting(ROOT)], [{"denies": "sts:AssumeRole"}], "a trust policy only lets in or keeps out"),
    ([trusting(ROOT)], [{"keeps_out": "9" * 12}], "not in an active account"),
    ([DENY], [], "it declares no verdict"),
    # and what is no policy's fault
    ([{**DENY, "Condition": {"BinaryEquals": {"key:k": "QQ=="}}}], [{"denies": "iam:ListUsers", "key:k": "A"}],
     "it cannot be judged"),
]  # fmt: skip

CASES = RIGHT + WRONG


def page(number: int) -> str:
    return f"{number:02}.md"


@pytest.fixture(scope="module")
def found(
    rehearse_book: Callable[..., RehearsalReport], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, BlockResult]:
    """What comes of pages that consist of one policy each."""
    runbooks = tmp_path_factory.mktemp("policies")
    declared = {}
    for number, (statements, judged, _) in enumerate(CASES):
        text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
        (runbooks / page(number)).write_text(f'```json title="P.1: p.json"\n{text}\n```\n', encoding="utf-8")
        declared[page(number)] = [{"language": "json", "id": "P.1", "file": "p.json", "judged": judged}]
    return {result.page: result for result in rehearse_book(runbooks, declared).blocks}


@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_a_policy_that_decides_as_it_should_passes(found: Mapping[str, BlockResult], number: int) -> None:
    assert (found[page(number)].status, found[page(number)].reason) == (BlockStatus.PASSED, "")


@pytest.mark.parametrize("number", range(len(RIGHT), len(CASES) - 1))
def test_a_wrong_policy_fails_for_the_verdict_that_it_breaks(found: Mapping[str, BlockResult], number: int) -> None:
    assert found[page(number)].status is BlockStatus.FAILED
    assert CASES[number][2] in found[page(number)].reason


def test_what_the_simulator_does_not_understand_is_no_fault_of_the_policy(found: Mapping[str, BlockResult]) -> None:
    (*_, last) = found.values()
    assert last.status is BlockStatus.NOT_REHEARSABLE
    assert CASES[-1][2] in last.reason


# -- commands that a policy is to refuse


@pytest.mark.parametrize(
    ("command", "wanted", "status", "reason"),
    [
        ("aws iam get-user --user-name nobody", "NoSuchEntity", BlockStatus.PASSED, ""),
        ("aws iam get-user --user-name dan", "NoSuchEntity", BlockStatus.FAILED, "should fail with 'NoSuchEntity', and ended"),
        ("aws iam get-user --user-name nobody", "explicit deny", BlockStatus.FAILED, "and said: "),
        ("aws s3api list-buckets", "explicit deny", BlockStatus.NOT_REHEARSABLE, "does not know ListBuckets"),
    ],
)  # fmt: skip
def test_a_block_can_promise_to_be_refused(
    rehearse_one: Callable[..., RehearsalReport], command: str, wanted: str, status: BlockStatus, reason: str
) -> None:
    (found,) = rehearse_one(command, {"fails_with": wanted}).blocks
    assert found.status is status
    assert reason in found.reason

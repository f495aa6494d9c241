"""Roles with paths, named principals and terms: made of the inventory as AWS would have them, and asked over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, PROD = "111122223333", "444455556666"
DAN, EVE = f"{MANAGEMENT}/user/dan", f"{MANAGEMENT}/user/eve"
DAN_ARN = f"arn:aws:iam::{MANAGEMENT}:user/ops/dan"
BRIDGE, DEPLOYER, LONG = (
    f"arn:aws:iam::{MANAGEMENT}:role/x/y/Bridge",
    f"arn:aws:iam::{PROD}:role/ops/Deployer",
    f"arn:aws:iam::{PROD}:role/Long",
)
CHAINED = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."


def with_terms(inventory: dict[str, Any]) -> Organization:
    accounts = inventory["accounts"]
    users = {"dan": {"path": "/ops/", "mfa": [{"device": "HT-spare-1"}]}, "eve": {}}
    named = [DAN_ARN, BRIDGE]
    management = {**accounts[MANAGEMENT], "users": users}
    management["roles"] = {"Bridge": {"path": "/x/y/", "trusts": [MANAGEMENT]}}
    prod = {
        **accounts[PROD],
        "roles": {
            "Deployer": {"path": "/ops/", "trusts": [MANAGEMENT], "trusted_principals": named, "external_id": "a/1"},
            "Fresh": {"trusts": [MANAGEMENT], "requires_mfa": True, "max_mfa_age_seconds": 900},
            "Long": {"trusts": [MANAGEMENT], "max_session_seconds": 14_400},
        },
    }
    return Organization.model_validate({**inventory, "accounts": {**accounts, MANAGEMENT: management, PROD: prod}})


@pytest.fixture(scope="module")
def running(inventory: dict[str, Any]) -> Iterator[SimulatedAws]:
    with SimulatedAws.running(with_terms(inventory)) as aws:
        yield aws


Connect = Callable[..., Any]


def outcome(sts: Any, role: str, **parameters: Any) -> str:
    """`in`, or the code of the refusal with AWS's words."""
    try:
        sts.assume_role(RoleArn=role, RoleSessionName="test", **parameters)
    except ClientError as refused:
        return f"{refused.response['Error']['Code']}: {refused.response['Error']['Message']}"
    return "in"


def test_users_and_roles_have_their_path(connect: Connect) -> None:
    assert connect("sts", DAN).get_caller_identity()["Arn"] == DAN_ARN
    found = {role["RoleName"]: role["Arn"] for role in connect("iam", PROD).list_roles()["Roles"]}
    assert found["Deployer"] == DEPLOYER


@pytest.mark.parametrize(
    ("who", "role", "asked", "expected"),
    [
        (DAN, DEPLOYER, {"ExternalId": "a/1"}, "in"),
        (DAN, DEPLOYER, {}, "AccessDenied"),
        (DAN, DEPLOYER, {"ExternalId": "a/2"}, "AccessDenied"),
        (EVE, DEPLOYER, {"ExternalId": "a/1"}, "AccessDenied"),
        (DAN, DEPLOYER.replace("/ops/", "/"), {"ExternalId": "a/1"}, "AccessDenied"),
        (DAN, DEPLOYER.replace("/ops/", "/OPS/"), {"ExternalId": "a/1"}, "AccessDenied"),
    ],
)
def test_a_role_opens_to_whom_it_names_by_its_whole_arn(
    connect: Connect, who: str, role: str, asked: dict[str, str], expected: str
) -> None:
    assert outcome(connect("sts", who), role, **asked).startswith(expected)


def test_a_role_with_a_path_is_entered_from_another_role_with_one(connect: Connect) -> None:
    bridge = connect("sts", EVE).assume_role(RoleArn=BRIDGE, RoleSessionName="eve")["Credentials"]
    sts = connect("sts", bridge)
    assert outcome(sts, DEPLOYER, ExternalId="a/1") == "in"
    assert outcome(sts, LONG, DurationSeconds=3600) == "in"
    assert outcome(sts, LONG, DurationSeconds=3601) == f"ValidationError: {CHAINED}"


def test_credentials_of_get_session_token_enter_a_role_for_an_hour_at_most(aws: SimulatedAws, connect: Connect) -> None:
    code = {"SerialNumber": aws.serial_number("HT-spare-1", DAN), "TokenCode": aws.codes("HT-spare-1")[0]}
    for given in ({}, code):
        sts = connect("sts", connect("sts", DAN).get_session_token(**given)["Credentials"])
        assert outcome(sts, LONG, DurationSeconds=14_400) == f"ValidationError: {CHAINED}"
        assert outcome(sts, LONG, DurationSeconds=3600) == "in"
    assert outcome(connect("sts", DAN), LONG, DurationSeconds=14_400) == "in"
    assert "MaxSessionDuration" in outcome(connect("sts", DAN), LONG, DurationSeconds=14_401)


def test_a_code_grows_too_old_for_a_role(aws: SimulatedAws, connect: Connect) -> None:
    fresh = f"arn:aws:iam::{PROD}:role/Fresh"
    code = {"SerialNumber": aws.serial_number("HT-spare-1", DAN), "TokenCode": aws.codes("HT-spare-1")[0]}
    sts = connect("sts", connect("sts", DAN).get_session_token(**code)["Credentials"])
    assert outcome(connect("sts", DAN), fresh).startswith("AccessDenied")
    assert outcome(sts, fresh) == "in"
    aws.pass_time(901)
    assert outcome(sts, fresh).startswith("AccessDenied")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:PrincipalArn": DAN_ARN}}, "in"),
        ({"StringEquals": {"aws:PrincipalArn": DAN_ARN.replace("/ops/", "/")}}, "AccessDenied"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid", "sts:RoleSessionName": "test"}}, "in"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-anotherorgid"}}, "AccessDenied"),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, "NotSimulated"),
    ],
)
def test_a_trust_policy_may_ask_for_what_the_simulator_knows_of_a_request(
    connect: Connect, condition: dict[str, Any], expected: str
) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": condition}
    text = json.dumps({"Version": "2012-10-17", "Statement": trust})
    role = connect("iam", PROD).create_role(RoleName="Test", AssumeRolePolicyDocument=text)["Role"]["Arn"]
    assert outcome(connect("sts", DAN), role).startswith(expected)

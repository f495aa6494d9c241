"""Policies, decided both ways: what must be allowed, what must be denied, and what is not guessed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.policies.policy_decision import PolicyQuestion, decide_request
from mfa_binder.policies.policy_text import parse_statements
from mfa_binder.policies.request_context import PolicyNotUnderstoodError, RequestContext

PROD = "444455556666"
USER, ROOT = f"arn:aws:iam::{PROD}:user/dan", f"arn:aws:iam::{PROD}:root"
Connect = Callable[..., Any]


def policy(*records: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(records)})


def allow(**members: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "*", "Resource": "*", **members}


def deny(**members: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": "*", "Resource": "*", **members}


def decision(text: str, action: str = "iam:CreateUser", resource: str = USER, **context: Any) -> str:
    entries = {key.replace("__", ":").replace("_", "-"): (value,) for key, value in context.items()}
    return decide_request(parse_statements(text), PolicyQuestion(action, resource, RequestContext.of(entries))).decision


MFA = "aws:MultiFactorAuthPresent"
SELF_SERVICE = ["iam:ListMFADevices", "iam:EnableMFADevice", "sts:GetSessionToken"]
WITHOUT_MFA = {
    "Effect": "Deny",
    "NotAction": SELF_SERVICE,
    "Resource": "*",
    "Condition": {"BoolIfExists": {MFA: "false"}},
}
ENFORCED = policy(allow(), WITHOUT_MFA)


@pytest.mark.parametrize(
    ("action", "mfa", "expected"),
    [
        ("ec2:TerminateInstances", "true", "allowed"),
        ("ec2:TerminateInstances", "false", "explicitDeny"),
        ("ec2:TerminateInstances", None, "explicitDeny"),  # a long-term key carries no such key
        ("iam:enablemfadevice", None, "allowed"),  # names of actions have no case
        ("iam:EnableMFADevice", "false", "allowed"),
        ("sts:GetSessionToken", None, "allowed"),
    ],
)
def test_everything_but_self_service_is_denied_without_mfa(action: str, mfa: str | None, expected: str) -> None:
    context = {} if mfa is None else {MFA: (mfa,)}
    question = PolicyQuestion(action, USER, RequestContext.of(context))
    assert decide_request(parse_statements(ENFORCED), question).decision == expected


CERTIFIED = policy(
    allow(),
    deny(
        Action="iam:EnableMFADevice",
        Condition={
            "StringNotEqualsIfExists": {"iam:FIDO-certification": ["L1", "L1plus", "L2"]},
            "Null": {"iam:RegisterSecurityKey": "false"},
        },
    ),
    deny(
        Action="iam:EnableMFADevice",
        Condition={"Null": {"iam:RegisterSecurityKey": "false", "iam:FIDO-FIPS-140-2-certification": "true"}},
    ),
)


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({}, "allowed"),  # a TOTP token: no key of FIDO2 is in the request
        (
            {
                "iam:RegisterSecurityKey": "Activate",
                "iam:FIDO-certification": "L1",
                "iam:FIDO-FIPS-140-2-certification": "L2",
            },
            "allowed",
        ),
        (
            {
                "iam:RegisterSecurityKey": "Activate",
                "iam:FIDO-certification": "L3",
                "iam:FIDO-FIPS-140-2-certification": "L2",
            },
            "explicitDeny",
        ),
        ({"iam:RegisterSecurityKey": "Activate", "iam:FIDO-certification": "L1"}, "explicitDeny"),
    ],
)
def test_only_certified_security_keys_may_be_registered(context: Mapping[str, str], expected: str) -> None:
    question = PolicyQuestion(
        "iam:EnableMFADevice", USER, RequestContext.of({key: (value,) for key, value in context.items()})
    )
    assert decide_request(parse_statements(CERTIFIED), question).decision == expected


def test_a_service_control_policy_denies_root_and_nobody_else() -> None:
    scp = policy(allow(), deny(Condition={"StringLike": {"aws:PrincipalArn": ["arn:aws:iam::*:root"]}}))
    for caller, expected in ((ROOT, "explicitDeny"), (USER, "allowed")):
        question = PolicyQuestion("s3:ListAllMyBuckets", "*", RequestContext.of({"aws:PrincipalArn": (caller,)}))
        assert decide_request(parse_statements(scp), question).decision == expected


@pytest.mark.parametrize(
    ("condition", "given", "holds"),
    [
        ({"Bool": {"k:k": "true"}}, ["true"], True),
        ({"Bool": {"k:k": True}}, ["true"], True),
        ({"Bool": {"k:k": "true"}}, None, False),
        ({"Null": {"k:k": "true"}}, None, True),
        ({"Null": {"k:k": "false"}}, ["x"], True),
        ({"Null": {"k:k": "false"}}, None, False),
        ({"StringEquals": {"K:K": ["a", "b"]}}, ["b"], True),  # names of keys have no case, values do
        ({"StringEquals": {"k:k": "A"}}, ["a"], False),
        ({"StringEquals": {"k:k": "a*"}}, ["ab"], False),
        ({"StringEqualsIgnoreCase": {"k:k": "A"}}, ["a"], True),
        ({"StringNotEquals": {"k:k": ["a", "b"]}}, ["b"], False),
        ({"StringNotEquals": {"k:k": ["a", "b"]}}, None, True),
        ({"StringLike": {"k:k": "a?c*"}}, ["abcd"], True),
        ({"StringLike": {"k:k": "[a]"}}, ["a"], False),
        ({"StringNotLike": {"k:k": "a*"}}, ["b"], True),
        ({"StringLikeIfExists": {"k:k": "a*"}}, None, True),
        ({"ArnLike": {"k:k": "arn:aws:iam::*:role/*"}}, [f"arn:aws:iam::{PROD}:role/Admin"], True),
        ({"ArnLike": {"k:k": "arn:aws:*:role/*"}}, [f"arn:aws:iam::{PROD}:role/Admin"], False),  # part by part
        ({"ArnNotLike": {"k:k": "arn:aws:iam::*:root"}}, [USER], True),
        ({"ArnEquals": {"k:k": USER}}, [USER], True),
        ({"NumericLessThan": {"k:k": "3600"}}, ["60"], True),
        ({"NumericLessThan": {"k:k": "3600"}}, ["3600"], False),
        ({"NumericGreaterThanEqualsIfExists": {"k:k": "5"}}, None, True),
        ({"NumericNotEquals": {"k:k": "5"}}, ["6"], True),
        ({"DateLessThan": {"k:k": "2026-11-24T09:00:00Z"}}, ["2026-11-24T08:59:59Z"], True),
        ({"DateLessThan": {"k:k": "2026-11-24T09:00:00Z"}}, ["2026-11-24T10:00:00+01:00"], False),
        ({"DateGreaterThanEquals": {"k:k": "2026-11-24"}}, ["2026-11-24T00:00:00Z"], True),
        ({"DateEquals": {"k:k": "1795510800"}}, ["2026-11-24T09:00:00Z"], True),  # seconds since 1970
        ({"DateLessThan": {"k:k": "2026-11-24T09:00:00Z"}}, None, False),
        ({"DateLessThanIfExists": {"k:k": "2026-11-24T09:00:00Z"}}, None, True),
        ({"IpAddress": {"k:k": ["203.0.113.0/24", "2001:db8::/32"]}}, ["203.0.113.9"], True),
        ({"IpAddress": {"k:k": "203.0.113.9"}}, ["203.0.113.10"], False),
        ({"NotIpAddress": {"k:k": "203.0.113.0/24"}}, ["198.51.100.1"], True),
        ({"ForAnyValue:StringEquals": {"k:k": ["a"]}}, ["a", "b"], True),
        ({"ForAnyValue:StringEquals": {"k:k": ["a"]}}, None, False),
        ({"ForAllValues:StringEquals": {"k:k": ["a"]}}, ["a", "b"], False),
        ({"ForAllValues:StringEquals": {"k:k": ["a"]}}, None, True),
        ({"StringEquals": {"k:k": "a"}, "Bool": {"m:m": "true"}}, ["a"], False),  # all tests must hold
    ],
)
def test_a_condition_is_read_as_the_guide_says(condition: Any, given: list[str] | None, holds: bool) -> None:
    context = RequestContext.of({} if given is None else {"k:k": given})
    question = PolicyQuestion("iam:CreateUser", USER, context)
    assert decide_request(parse_statements(policy(allow(Condition=condition))), question).decision == (
        "allowed" if holds else "implicitDeny"
    )


@pytest.mark.parametrize(
    ("record", "resource", "expected"),
    [
        (allow(Resource="arn:aws:iam::*:user/${aws:username}"), USER, "allowed"),
        (allow(Resource="arn:aws:iam::*:user/${aws:username}"), f"{USER}x", "implicitDeny"),
        (allow(Resource=["arn:aws:iam::*:user/d?n"]), USER, "allowed"),
        (allow(Resource="arn:aws:iam::*:role/*"), USER, "implicitDeny"),
        ({"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:iam::*:root"}, USER, "explicitDeny"),
        ({"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:iam::*:root"}, ROOT, "implicitDeny"),
        (allow(Action=["s3:*", "iam:Create*"]), USER, "allowed"),
        (allow(Action="iam:Create"), USER, "implicitDeny"),
    ],
)
def test_actions_and_resources(record: dict[str, Any], resource: str, expected: str) -> None:
    assert decision(policy(record), resource=resource, aws__username="dan") == expected


def test_a_value_of_a_variable_is_never_a_wildcard() -> None:
    assert decision(policy(allow(Resource="arn:aws:iam::*:user/${aws:username}")), aws__username="*") == "implicitDeny"


@pytest.mark.parametrize(
    ("record", "resource"),
    [
        (allow(Condition={"BinaryEquals": {"aws:username": "ZGFu"}}), USER),
        (allow(Condition={"DateLessThan": {"aws:username": "2026-01-01T00:00:00Z"}}), USER),
        (allow(Condition={"IpAddress": {"aws:username": "10.0.0.0/8"}}), USER),
        (allow(Condition={"ForSomeValue:StringEquals": {"k:k": "a"}}), USER),
        (allow(Condition={"NumericEquals": {"aws:username": "5"}}), USER),
        (allow(Principal="*"), USER),
        (allow(Resource="arn:aws:iam::*:user/${aws:userid}"), USER),
        (allow(Resource="arn:aws:iam::*"), USER),
        (allow(Resource=USER), "*"),
        ({"Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*"}, USER),
    ],
)
def test_what_is_not_understood_is_not_guessed(record: dict[str, Any], resource: str) -> None:
    with pytest.raises(PolicyNotUnderstoodError):
        decision(policy(record), resource=resource, aws__username="dan")


# -- the operation


def simulated(iam: Any, *policies: str, action: str = "iam:CreateUser", **parameters: Any) -> dict[str, Any]:
    (result,) = iam.simulate_custom_policy(PolicyInputList=policies, ActionNames=[action], **parameters)[
        "EvaluationResults"
    ]
    found: dict[str, Any] = result
    return found


def entry(key: str, value: str, kind: str = "string") -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": kind}


def test_the_statement_that_denies_is_named_where_the_cli_example_would_put_it(connect: Connect) -> None:
    text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}}'
    result = simulated(connect("iam", PROD), text, action="dynamodb:CreateBackup")
    assert result["EvalDecision"] == "allowed"
    assert result["EvalResourceName"] == "*"
    (matched,) = result["MatchedStatements"]
    assert matched["SourcePolicyId"] == "PolicyInputList.1"
    assert matched["StartPosition"] == {"Line": 1, "Column": 38}  # as in the AWS CLI's own example
    assert matched["EndPosition"] == {"Line": 1, "Column": len(text)}


def test_a_deny_hides_the_allows_and_the_missing_key_is_named(connect: Connect) -> None:
    result = simulated(connect("iam", PROD), policy(allow()), policy(WITHOUT_MFA), CallerArn=USER)
    assert result["EvalDecision"] == "explicitDeny"
    assert [matched["SourcePolicyId"] for matched in result["MatchedStatements"]] == ["PolicyInputList.2"]
    assert result["MissingContextValues"] == [MFA]


def test_a_key_of_the_request_is_used(connect: Connect) -> None:
    result = simulated(connect("iam", PROD), ENFORCED, ContextEntries=[entry(MFA, "true", "boolean")])
    assert (result["EvalDecision"], result["MissingContextValues"]) == ("allowed", [])


def test_one_result_per_action_and_one_per_resource(connect: Connect) -> None:
    result = simulated(connect("iam", PROD), policy(allow(Resource=USER)), ResourceArns=[USER, ROOT])
    assert result["EvalDecision"] == "implicitDeny"
    decisions = [(one["EvalResourceName"], one["EvalResourceDecision"]) for one in result["ResourceSpecificResults"]]
    assert decisions == [(USER, "allowed"), (ROOT, "implicitDeny")]


def test_organization_policies_must_allow_at_every_level(connect: Connect) -> None:
    full, scp = policy(allow()), policy(deny(Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}))
    levels = [{"ServiceControlPolicyInputList": [full]}, {"ServiceControlPolicyInputList": [full, scp]}]
    for caller, expected in ((ROOT, "explicitDeny"), (USER, "allowed")):
        context = [entry("aws:PrincipalArn", caller)]
        result = simulated(
            connect("iam", PROD), full, OrderedOrganizationPolicyInputList=levels, ContextEntries=context
        )
        assert result["EvalDecision"] == expected
        assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": expected == "allowed"}
    levels[0] = {"ServiceControlPolicyInputList": [policy(allow(Action="s3:*"))]}
    result = simulated(connect("iam", PROD), full, OrderedOrganizationPolicyInputList=levels, ContextEntries=context)
    assert result["EvalDecision"] == "implicitDeny"


def test_what_the_simulator_lacks_is_said(connect: Connect) -> None:
    with pytest.raises(ClientError, match="NotSimulated"):
        simulated(connect("iam", PROD), policy(allow()), PermissionsBoundaryPolicyInputList=[policy(allow())])

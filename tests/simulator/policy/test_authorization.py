"""Explicit denies are honoured for every caller, and nothing else is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, PROD, SECURITY = "111122223333", "444455556666", "777788889999"
DAN, ROBOT = f"{PROD}/user/dan", f"{PROD}/user/robot"
HT_1 = "GAHT12345678"
DAN_ARN = f"arn:aws:iam::{PROD}:user/dan"
READ_ONLY = f"arn:aws:iam::{PROD}:role/ReadOnly"
Connect = Callable[..., Any]


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def deny(**members: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Resource": "*", **({} if "NotAction" in members else {"Action": "*"}), **members}


EVERYTHING = policy(deny())


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call()
    found = error.value.response["Error"]
    return found.get("Code", ""), found.get("Message", "")


def explicit(arn: str, action: str, resource: str, kind: str = "an identity-based policy") -> str:
    return f"User: {arn} is not authorized to perform: {action} on resource: {resource} with an explicit deny in {kind}"


def test_an_inline_policy_denies_its_user_and_nobody_else(connect: Connect) -> None:
    admin = connect("iam", PROD)
    admin.put_user_policy(UserName="dan", PolicyName="contain", PolicyDocument=EVERYTHING)
    dan = connect("iam", DAN)
    assert refused(dan.list_users) == ("AccessDenied", explicit(DAN_ARN, "iam:ListUsers", "*"))
    assert refused(dan.get_user) == ("AccessDenied", explicit(DAN_ARN, "iam:GetUser", DAN_ARN))
    assert connect("iam", ROBOT).list_users()["Users"]
    admin.delete_user_policy(UserName="dan", PolicyName="contain")
    assert dan.list_users()["Users"]


def test_what_is_merely_not_allowed_is_not_refused(connect: Connect) -> None:
    text = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    connect("iam", PROD).put_user_policy(UserName="dan", PolicyName="only-s3", PolicyDocument=text)
    assert connect("iam", DAN).list_users()["Users"]


def test_who_one_is_and_a_session_no_policy_denies(connect: Connect, aws: SimulatedAws) -> None:
    connect("iam", PROD).put_user_policy(UserName="dan", PolicyName="contain", PolicyDocument=EVERYTHING)
    assert connect("sts", DAN).get_caller_identity()["Arn"] == DAN_ARN
    session = connect("sts", DAN).get_session_token(SerialNumber=HT_1, TokenCode=aws.codes("HT-1")[0])["Credentials"]
    assert refused(connect("iam", session).list_users)[0] == "AccessDenied"


def test_a_group_denies_its_members_by_inline_and_managed_policies(connect: Connect) -> None:
    admin = connect("iam", PROD)
    admin.create_group(GroupName="bound")
    admin.put_group_policy(GroupName="bound", PolicyName="p", PolicyDocument=policy(deny(Action="iam:ListUsers")))
    managed = admin.create_policy(PolicyName="q", PolicyDocument=policy(deny(Action="iam:ListRoles")))["Policy"]["Arn"]
    admin.attach_group_policy(GroupName="bound", PolicyArn=managed)
    dan = connect("iam", DAN)
    assert dan.list_users() and dan.list_roles()
    admin.add_user_to_group(GroupName="bound", UserName="dan")
    assert refused(dan.list_users)[0] == refused(dan.list_roles)[0] == "AccessDenied"
    assert dan.get_user()["User"]["UserName"] == "dan"
    admin.remove_user_from_group(GroupName="bound", UserName="dan")
    assert dan.list_users() and dan.list_roles()


def test_only_the_default_version_of_a_managed_policy_counts(connect: Connect) -> None:
    admin, dan = connect("iam", PROD), connect("iam", DAN)
    arn = admin.create_policy(PolicyName="q", PolicyDocument=EVERYTHING)["Policy"]["Arn"]
    admin.attach_user_policy(UserName="dan", PolicyArn=arn)
    assert refused(dan.list_users)[0] == "AccessDenied"
    harmless = policy({"Effect": "Allow", "Action": "*", "Resource": "*"})
    admin.create_policy_version(PolicyArn=arn, PolicyDocument=harmless, SetAsDefault=True)
    assert dan.list_users()


@pytest.mark.parametrize(
    ("test", "by_key"),
    [
        ("BoolIfExists", False),
        ("Bool", True),  # the mistake: a long-term key carries no such key at all
    ],
)
def test_mfa_is_demanded_of_keys_only_where_the_operator_says_so(
    connect: Connect, aws: SimulatedAws, test: str, by_key: bool
) -> None:
    condition = {test: {"aws:MultiFactorAuthPresent": "false"}}
    text = policy(deny(NotAction=["iam:GetUser"], Condition=condition))
    connect("iam", PROD).put_user_policy(UserName="dan", PolicyName="mfa", PolicyDocument=text)
    sts = connect("sts", DAN)
    session = sts.get_session_token(SerialNumber=HT_1, TokenCode=aws.codes("HT-1")[0])["Credentials"]
    found = []
    for who in (DAN, session):
        try:
            connect("iam", who).list_users()
        except ClientError:
            found.append(False)
        else:
            found.append(True)
    assert found == [by_key, True]
    assert connect("iam", DAN).get_user()


def test_variables_and_conditions_of_time(connect: Connect, aws: SimulatedAws) -> None:
    others = deny(Action="iam:GetUser", NotResource="arn:aws:iam::*:user/${aws:username}")
    del others["Resource"]
    later = deny(Action="iam:ListUsers", Condition={"DateGreaterThan": {"aws:CurrentTime": "2026-11-24T10:00:00Z"}})
    connect("iam", PROD).put_user_policy(UserName="dan", PolicyName="p", PolicyDocument=policy(others, later))
    dan = connect("iam", DAN)
    assert dan.get_user(UserName="dan") and dan.list_users()
    robot = f"arn:aws:iam::{PROD}:user/robot"
    assert refused(lambda: dan.get_user(UserName="robot"))[1] == explicit(DAN_ARN, "iam:GetUser", robot)
    aws.pass_time(2 * 3600)
    assert refused(dan.list_users)[0] == "AccessDenied"


def test_a_key_that_no_request_here_carries_is_not_guessed(connect: Connect) -> None:
    text = policy(deny(Condition={"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))
    connect("iam", PROD).put_user_policy(UserName="dan", PolicyName="p", PolicyDocument=text)
    assert refused(connect("iam", DAN).list_users)[0] == "NotSimulated"


def test_a_role_is_denied_by_its_policies_and_by_those_of_its_session(connect: Connect) -> None:
    sts = connect("sts", DAN)
    narrow = policy(deny(Action="iam:ListUsers"))
    session = sts.assume_role(RoleArn=READ_ONLY, RoleSessionName="drill", Policy=narrow)["Credentials"]
    arn = f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/drill"
    assert refused(connect("iam", session).list_users)[1] == explicit(arn, "iam:ListUsers", "*", "a session policy")
    assert connect("iam", session).list_roles()
    connect("iam", PROD).put_role_policy(RoleName="ReadOnly", PolicyName="p", PolicyDocument=EVERYTHING)
    assert refused(connect("iam", session).list_roles)[1] == explicit(arn, "iam:ListRoles", "*")


def test_revoked_sessions_of_a_role_are_those_from_before(connect: Connect, aws: SimulatedAws) -> None:
    sts, admin = connect("sts", DAN), connect("iam", PROD)
    old = sts.assume_role(RoleArn=READ_ONLY, RoleSessionName="old")["Credentials"]
    aws.pass_time(60)
    older = {"DateLessThan": {"aws:TokenIssueTime": aws.now.isoformat()}}
    document = policy(deny(Condition=older))
    admin.put_role_policy(RoleName="ReadOnly", PolicyName="AWSRevokeOlderSessions", PolicyDocument=document)
    new = sts.assume_role(RoleArn=READ_ONLY, RoleSessionName="new")["Credentials"]
    assert refused(connect("iam", old).list_users)[0] == "AccessDenied"
    assert connect("iam", new).list_users()


def test_assuming_a_role_can_be_denied(connect: Connect) -> None:
    text = policy(deny(Action="sts:AssumeRole", Resource=READ_ONLY))
    connect("iam", PROD).put_user_policy(UserName="dan", PolicyName="p", PolicyDocument=text)
    call = connect("sts", DAN).assume_role
    message = explicit(DAN_ARN, "sts:AssumeRole", READ_ONLY)
    assert refused(lambda: call(RoleArn=READ_ONLY, RoleSessionName="drill")) == ("AccessDenied", message)


# -- service control policies


def with_scp(connect: Connect, text: str, target: str) -> None:
    organizations = connect("organizations", MANAGEMENT)
    made = organizations.create_policy(Name="p", Description="", Type="SERVICE_CONTROL_POLICY", Content=text)
    where = organizations.list_roots()["Roots"][0]["Id"] if target == "Root" else target
    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=where)


def test_a_service_control_policy_binds_members_and_not_the_management_account(connect: Connect) -> None:
    with_scp(connect, policy(deny(Action="iam:ListUsers")), "Root")
    message = explicit(DAN_ARN, "iam:ListUsers", "*", "a service control policy")
    assert refused(connect("iam", DAN).list_users) == ("AccessDenied", message)
    assert refused(connect("iam", PROD).list_users)[0] == "AccessDenied"  # the administrator at work as well
    assert connect("iam", MANAGEMENT).list_users()


def test_a_service_control_policy_on_one_account_binds_no_other(connect: Connect) -> None:
    with_scp(connect, policy(deny(Action="iam:ListUsers")), SECURITY)
    assert refused(connect("iam", SECURITY).list_users)[0] == "AccessDenied"
    assert connect("iam", PROD).list_users()


def test_root_is_denied_but_for_a_session_that_was_assumed_centrally(connect: Connect) -> None:
    session = {"TaskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}}
    assume = connect("sts", MANAGEMENT).assume_root
    root = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}
    with_scp(connect, policy(deny(Condition=root)), PROD)
    with_scp_exempt = policy(deny(Condition={**root, "Null": {"aws:AssumedRoot": "true"}}))
    denied = connect("iam", assume(TargetPrincipal=PROD, **session)["Credentials"])
    assert refused(denied.get_account_summary)[1].endswith("with an explicit deny in a service control policy")
    organizations = connect("organizations", MANAGEMENT)
    (mine,) = [
        found
        for found in organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
        if found["Name"] == "p"
    ]
    organizations.update_policy(PolicyId=mine["Id"], Content=with_scp_exempt)
    assert denied.get_account_summary()["SummaryMap"]


def test_organizations_says_it_with_its_own_code(connect: Connect) -> None:
    connect("iam", MANAGEMENT).put_user_policy(UserName="break-glass", PolicyName="p", PolicyDocument=EVERYTHING)
    arn = f"arn:aws:iam::{MANAGEMENT}:user/break-glass"
    call = connect("organizations", f"{MANAGEMENT}/user/break-glass").list_accounts
    assert refused(call) == ("AccessDeniedException", explicit(arn, "organizations:ListAccounts", "*"))

"""A role in every account by which the management account enters it, and what is seen inside, page after page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.simulator.simulated_aws import SimulatedAws
from mfa_binder.simulator.state.access_role import AccessRole
from tests.simulator.conftest import MANAGEMENT, PROD, SECURITY, Connect

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
EVERYTHING = ["User", "Role", "Group", "LocalManagedPolicy"]


def assume(connect: Connect, who: str = MANAGEMENT, role: str = "OrganizationAccountAccessRole", **asked: str) -> Any:
    arn = f"arn:aws:iam::{PROD}:role/{role}"
    return connect("sts", who).assume_role(RoleArn=arn, RoleSessionName="drill", **asked)["Credentials"]


def test_the_management_account_enters_and_nobody_else(aws: SimulatedAws, connect: Connect) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(connect)
    aws.let_in(AccessRole())
    assert connect("sts", assume(connect)).get_caller_identity()["Account"] == PROD
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(connect, SECURITY)
    aws.reset()
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(connect)


@pytest.mark.parametrize("asked", [{}, {"ExternalId": "other"}])
def test_an_external_id_is_asked_for(aws: SimulatedAws, connect: Connect, asked: dict[str, str]) -> None:
    aws.let_in(AccessRole("Audit", external_id="shared"))
    assert assume(connect, role="Audit", ExternalId="shared")
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(connect, role="Audit", **asked)


def test_mfa_is_asked_for(aws: SimulatedAws, connect: Connect) -> None:
    aws.let_in(AccessRole("Audit", requires_mfa=True))
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(connect, role="Audit")


def test_everything_in_an_account_is_listed_page_by_page(connect: Connect) -> None:
    iam = connect("iam", PROD)
    arn = iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(DOCUMENT))["Policy"]["Arn"]
    iam.create_group(GroupName="g")
    iam.put_group_policy(GroupName="g", PolicyName="inline", PolicyDocument=json.dumps(DOCUMENT))
    iam.attach_group_policy(GroupName="g", PolicyArn=arn)
    iam.add_user_to_group(GroupName="g", UserName="dan")
    iam.put_user_policy(UserName="dan", PolicyName="mine", PolicyDocument=json.dumps(DOCUMENT))
    iam.attach_user_policy(UserName="dan", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    whole = iam.get_account_authorization_details(Filter=EVERYTHING)
    assert not whole["IsTruncated"]
    dan = next(user for user in whole["UserDetailList"] if user["UserName"] == "dan")
    assert dan["GroupList"] == ["g"]
    assert [(policy["PolicyName"], policy["PolicyDocument"]) for policy in dan["UserPolicyList"]] == [
        ("mine", DOCUMENT)
    ]
    assert [policy["PolicyName"] for policy in dan["AttachedManagedPolicies"]] == ["AdministratorAccess"]
    (group,) = whole["GroupDetailList"]
    assert group["GroupPolicyList"][0]["PolicyDocument"] == DOCUMENT
    assert group["AttachedManagedPolicies"][0]["PolicyArn"] == arn
    (policy,) = whole["Policies"]
    assert [version["Document"] for version in policy["PolicyVersionList"]] == [DOCUMENT]
    pages = list(
        iam.get_paginator("get_account_authorization_details").paginate(
            Filter=EVERYTHING, PaginationConfig={"PageSize": 2}
        )
    )
    assert len(pages) > 2
    for member in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"):
        assert [entry for page in pages for entry in page[member]] == whole[member]

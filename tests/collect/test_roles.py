"""Roles on their way: made in the simulator as AWS has them, collected, drafted, and read as an inventory."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3

from mfa_binder.inventory.bootstrap import bootstrap_inventory
from mfa_binder.inventory.inventory_loading import parse_inventory
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.simulator.simulated_aws import SimulatedAws

ROOT = {"AWS": "arn:aws:iam::100000000000:root"}
DAN = "arn:aws:iam::100000000000:user/ops/dan"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
AGE = {"NumericLessThan": {"aws:MultiFactorAuthAge": "600"}}
ID = {"StringEquals": {"sts:ExternalId": "acme:42"}}
NETWORK = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


def trust(*statements: tuple[Any, dict[str, Any], str]) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}
                for principal, condition, action in statements
            ],
        }
    )


ASSUME, SAML = "sts:AssumeRole", "sts:AssumeRoleWithSAML"
ROLES = {
    ("/ops/deep/", "Deployer"): trust((ROOT, {}, ASSUME)),
    ("/", "Age"): trust((ROOT, AGE, ASSUME)),
    ("/", "Id"): trust((ROOT, MFA | ID, ASSUME)),
    ("/", "Named"): trust(({"AWS": DAN}, MFA, ASSUME)),
    ("/", "Mixed"): trust((ROOT, MFA, ASSUME), ({"AWS": DAN}, {}, ASSUME)),
    ("/", "Network"): trust((ROOT, NETWORK, ASSUME)),
    ("/", "Federated"): trust((ROOT, MFA, ASSUME), ({"Federated": "arn:aws:iam::100000000000:saml-provider/x"}, {}, SAML)),
    ("/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_x"): trust(({"Federated": "y"}, {}, SAML)),
    ("/aws-service-role/x.amazonaws.com/", "ServiceRole"): trust((ROOT, {}, ASSUME)),
}  # fmt: skip


def client(aws: SimulatedAws, account: str) -> Any:
    keys = aws.credentials(account)
    return boto3.client(
        "iam",
        endpoint_url=aws.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )


def test_what_aws_says_of_roles_and_paths_is_kept(four: SimulatedAws, walking: Callable[..., Observation]) -> None:
    iam = client(four, "100000000001")
    client(four, "100000000000").create_user(UserName="dan", Path="/ops/")
    for (path, name), document in ROLES.items():
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=document)
    organization = parse_inventory(bootstrap_inventory(walking(four)), "draft").organization
    assert organization.accounts["100000000000"].users["dan"].path == "/ops/"
    found: dict[str, Role] = dict(organization.accounts["100000000001"].roles)
    assert set(found) == {*(name for _, name in list(ROLES)[:-2]), "OrganizationAccountAccessRole"}
    assert (found["Deployer"].path, found["Deployer"].requires_mfa) == ("/ops/deep/", False)
    assert (found["Age"].requires_mfa, found["Age"].max_mfa_age_seconds) == (True, 600)
    assert (found["Id"].requires_mfa, found["Id"].external_id) == (True, "acme:42")
    assert found["Named"].trusted_principals == (DAN,)
    assert all(found[name].is_told_whole for name in ("Deployer", "Age", "Id", "Named"))
    assert (found["Mixed"].requires_mfa, found["Mixed"].is_told_whole) == (None, False)
    assert (found["Federated"].requires_mfa, found["Federated"].is_told_whole) == (True, False)
    assert "aws:SourceIp" in str(found["Network"].further_trust)

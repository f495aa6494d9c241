"""Who is in an organization's directory, as IAM Identity Center's APIs list it, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.simulator.conftest import GOV, MANAGEMENT, PROD, Connect


def store(connect: Connect) -> str:
    found: str = connect("sso-admin", MANAGEMENT).list_instances()["Instances"][0]["IdentityStoreId"]
    return found


def test_an_organization_with_users_has_an_instance(connect: Connect) -> None:
    (instance,) = connect("sso-admin", MANAGEMENT).list_instances()["Instances"]
    assert (instance["OwnerAccountId"], instance["Status"]) == (MANAGEMENT, "ACTIVE")
    assert connect("sso-admin", GOV, "us-gov-west-1").list_instances()["Instances"] == []


def test_an_instance_lives_in_one_region(aws: SimulatedAws, connect: Connect) -> None:
    elsewhere = connect("sso-admin", MANAGEMENT, "eu-central-1")
    assert elsewhere.list_instances()["Instances"] == []
    (instance,) = elsewhere.list_instances(RegionScope="ALL_REGIONS")["Instances"]
    assert instance["PrimaryRegion"] == "us-east-1"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        connect("identitystore", MANAGEMENT, "eu-central-1").list_users(IdentityStoreId=instance["IdentityStoreId"])


def test_the_users_are_those_of_the_inventory(connect: Connect) -> None:
    (user,) = connect("identitystore", MANAGEMENT).list_users(IdentityStoreId=store(connect))["Users"]
    assert (user["UserName"], user["DisplayName"], "Emails" in user) == ("ida", "ida", False)


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "who", "code"),
    [
        ("sso-admin", "list_instances", {}, PROD, "AccessDeniedException"),
        ("sso-admin", "list_instances", {"MaxResults": 0}, MANAGEMENT, "ValidationException"),
        ("sso-admin", "list_instances", {"NextToken": "x"}, MANAGEMENT, "ValidationException"),
        ("identitystore", "list_users", {"IdentityStoreId": "d-0000000000"}, PROD, "AccessDeniedException"),
        ("identitystore", "list_users", {"IdentityStoreId": "d-0000000000"}, MANAGEMENT, "ResourceNotFoundException"),
        ("identitystore", "list_users", {"IdentityStoreId": "store"}, MANAGEMENT, "ValidationException"),
        ("identitystore", "list_groups", {"IdentityStoreId": "d-0000000000"}, MANAGEMENT, "NotSimulated"),
    ],
)
def test_refusals_are_those_of_the_models(
    connect: Connect, service: str, operation: str, parameters: dict[str, Any], who: str, code: str
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(connect(service, who), operation)(**parameters)
    assert refused.value.response["Error"]["Code"] == code

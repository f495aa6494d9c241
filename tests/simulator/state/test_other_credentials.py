"""What a user signs with besides password and access keys: made, listed, switched off, deleted as AWS does it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from mfa_binder.simulator.simulated_aws import SimulatedAws
from tests.simulator.conftest import PROD, Connect

DAN = f"{PROD}/user/dan"
BEDROCK = "bedrock.amazonaws.com"


def statuses(connect: Connect) -> list[str]:
    iam = connect("iam", PROD)
    return [
        *(key["Status"] for key in iam.list_ssh_public_keys(UserName="dan")["SSHPublicKeys"]),
        *(one["Status"] for one in iam.list_signing_certificates(UserName="dan")["Certificates"]),
        *(one["Status"] for one in iam.list_service_specific_credentials(UserName="dan")["ServiceSpecificCredentials"]),
    ]


def test_a_user_has_one_of_each_kind_or_none(aws: SimulatedAws, connect: Connect) -> None:
    seen = [statuses(connect)]
    for state in ("active", "inactive", "none"):
        aws.establish({"other_credentials": state, "of": DAN})
        seen.append(statuses(connect))
    assert seen == [[], ["Active"] * 3, ["Inactive"] * 3, []]


def test_an_api_key_is_made_switched_off_and_deleted(aws: SimulatedAws, connect: Connect) -> None:
    iam = connect("iam", PROD)
    made = iam.create_service_specific_credential(UserName="dan", ServiceName=BEDROCK, CredentialAgeDays=30)
    id = made["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    assert made["ServiceSpecificCredential"]["ServicePassword"]
    assert (made["ServiceSpecificCredential"]["ExpirationDate"] - aws.now).days == 30
    iam.update_service_specific_credential(UserName="dan", ServiceSpecificCredentialId=id, Status="Inactive")
    (listed,) = iam.list_service_specific_credentials(UserName="dan", ServiceName=BEDROCK)["ServiceSpecificCredentials"]
    assert (listed["ServiceSpecificCredentialId"], listed["Status"]) == (id, "Inactive")
    assert "ServicePassword" not in listed
    iam.delete_service_specific_credential(UserName="dan", ServiceSpecificCredentialId=id)
    assert statuses(connect) == []


def test_a_third_one_for_the_same_service_is_refused(connect: Connect) -> None:
    iam = connect("iam", PROD)
    for _ in range(2):
        iam.create_service_specific_credential(UserName="dan", ServiceName=BEDROCK)
    with pytest.raises(ClientError, match=r"\(LimitExceeded\)"):
        iam.create_service_specific_credential(UserName="dan", ServiceName=BEDROCK)
    iam.create_service_specific_credential(UserName="dan", ServiceName="codecommit.amazonaws.com")


def test_a_user_who_has_one_cannot_be_deleted(aws: SimulatedAws, connect: Connect) -> None:
    iam = connect("iam", PROD)
    iam.create_user(UserName="eve")
    aws.establish({"other_credentials": "inactive", "of": f"{PROD}/user/eve"})
    with pytest.raises(ClientError, match=r"\(DeleteConflict\)"):
        iam.delete_user(UserName="eve")
    aws.establish({"other_credentials": "none", "of": f"{PROD}/user/eve"})
    iam.delete_user(UserName="eve")

"""Central root access end to end: look, remove, restore, and switch off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, PROD, SECURITY = "111122223333", "444455556666", "777788889999"
ROOT = f"{PROD}/root"
Connect = Callable[..., Any]


@pytest.fixture
def kept(aws: SimulatedAws) -> SimulatedAws:
    """A member whose root user has a password, an access key and three devices of different kinds."""
    aws.establish({"password": "present", "of": ROOT})
    aws.establish({"access_keys": "active", "of": ROOT})
    aws.establish({"registered": "HT-2", "to": ROOT})
    aws.establish({"registered": "YK-2", "to": ROOT})
    aws.establish({"root_virtual": True, "in": PROD})
    return aws


def as_root(connect: Connect, name: str, who: str = MANAGEMENT) -> Any:
    arn = f"arn:aws:iam::aws:policy/root-task/{name}"
    answer = connect("sts", who).assume_root(TargetPrincipal=PROD, TaskPolicyArn={"arn": arn})
    return connect("iam", answer["Credentials"])


def summary(iam: Any) -> list[int]:
    figures = iam.get_account_summary()["SummaryMap"]
    return [figures[f"Account{what}"] for what in ("MFAEnabled", "PasswordPresent", "AccessKeysPresent")]


def test_an_audit_shows_all_that_the_root_user_has(kept: SimulatedAws, connect: Connect) -> None:
    iam = as_root(connect, "IAMAuditRootUserCredentials", SECURITY)
    serials = {device["SerialNumber"] for device in iam.list_mfa_devices()["MFADevices"]}
    assert serials == set(kept.root_devices(PROD))
    assert f"arn:aws:iam::{PROD}:mfa/root-account-mfa-device" in serials
    assert any(serial.startswith(f"arn:aws:iam::{PROD}:u2f/root/") for serial in serials)
    assert [key["Status"] for key in iam.list_access_keys()["AccessKeyMetadata"]] == ["Active"]
    assert summary(iam) == [1, 1, 1]
    assert iam.list_signing_certificates()["Certificates"] == []
    assert iam.get_user()["User"]["Arn"] == f"arn:aws:iam::{PROD}:root"


def test_root_credentials_are_removed_for_good_and_nothing_else_is(kept: SimulatedAws, connect: Connect) -> None:
    iam = as_root(connect, "IAMDeleteRootUserCredentials")
    for device in iam.list_mfa_devices()["MFADevices"]:
        iam.deactivate_mfa_device(SerialNumber=device["SerialNumber"])
    for key in iam.list_access_keys()["AccessKeyMetadata"]:
        iam.delete_access_key(AccessKeyId=key["AccessKeyId"])
    iam.delete_login_profile()
    assert summary(as_root(connect, "IAMAuditRootUserCredentials")) == [0, 0, 0]
    assert kept.root_devices(PROD) == ()
    assert len(connect("iam", PROD).list_mfa_devices(UserName="dan")["MFADevices"]) == 2


def test_a_root_password_can_be_set_again_after_it_was_allowed(aws: SimulatedAws, connect: Connect) -> None:
    as_root(connect, "IAMCreateRootUserPassword").create_login_profile()
    assert summary(connect("iam", PROD)) == [0, 1, 0]


def test_a_session_ends_after_a_quarter_of_an_hour(aws: SimulatedAws, connect: Connect) -> None:
    iam = as_root(connect, "IAMAuditRootUserCredentials")
    aws.pass_time(899)
    iam.get_account_summary()
    aws.pass_time(1)
    with pytest.raises(ClientError, match="ExpiredToken"):
        iam.get_account_summary()


def test_a_root_session_is_root_of_the_member(aws: SimulatedAws, connect: Connect) -> None:
    arn = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
    answer = connect("sts", MANAGEMENT).assume_root(TargetPrincipal=PROD, TaskPolicyArn={"arn": arn})
    identity = connect("sts", answer["Credentials"]).get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == (PROD, f"arn:aws:iam::{PROD}:root")


def test_features_are_switched_one_by_one(aws: SimulatedAws, connect: Connect) -> None:
    iam = connect("iam", MANAGEMENT)
    both = ["RootCredentialsManagement", "RootSessions"]
    assert iam.list_organizations_features()["EnabledFeatures"] == both
    assert iam.list_organizations_features()["OrganizationId"] == "o-exampleorgid"
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == both[:1]
    with pytest.raises(ClientError, match="NotSimulated"):  # which half a task needs is not documented
        as_root(connect, "IAMAuditRootUserCredentials")
    assert iam.disable_organizations_root_credentials_management()["EnabledFeatures"] == []
    with pytest.raises(ClientError, match="not enabled"):
        as_root(connect, "IAMAuditRootUserCredentials")
    iam.enable_organizations_root_credentials_management()
    assert iam.enable_organizations_root_sessions()["EnabledFeatures"] == both
    as_root(connect, "IAMAuditRootUserCredentials").get_account_summary()


def test_a_reset_brings_the_features_back(aws: SimulatedAws, connect: Connect) -> None:
    connect("iam", MANAGEMENT).disable_organizations_root_sessions()
    aws.reset()
    assert len(connect("iam", MANAGEMENT).list_organizations_features()["EnabledFeatures"]) == 2

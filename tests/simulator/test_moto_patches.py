"""The same calls get the same answers, byte for byte, whatever happened before and however late it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, PROD = "111122223333", "444455556666"
DOCUMENT = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
ACCOUNT_TRUST = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}}'
)
SCP = {"Type": "SERVICE_CONTROL_POLICY", "Description": ""}
Connect = Callable[..., Any]
Answers = list[tuple[str, bytes]]


def recorded(client: Any, answers: Answers) -> Any:
    client.meta.events.register(
        "after-call", lambda http_response, model, **_: answers.append((model.name, http_response.content))
    )
    return client


def worked(connect: Connect, aws: SimulatedAws) -> Answers:
    """A day's work, with every kind of id and time that AWS gives; what was answered."""
    answers: Answers = []
    iam, sts = recorded(connect("iam", PROD), answers), recorded(connect("sts", f"{PROD}/user/dan"), answers)
    organizations = recorded(connect("organizations", MANAGEMENT), answers)
    aws.pass_time(90)
    iam.create_group(GroupName="g")
    policy = iam.create_policy(PolicyName="p", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=DOCUMENT, SetAsDefault=True)
    iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=ACCOUNT_TRUST)
    iam.create_user(UserName="eve")
    for _ in range(2):
        iam.create_access_key(UserName="eve")
    iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")
    iam.list_virtual_mfa_devices()
    iam.generate_credential_report()
    iam.get_credential_report()
    iam.get_account_authorization_details()
    sts.get_session_token()
    sts.get_session_token(SerialNumber="GAHT12345678", TokenCode=aws.codes("HT-1")[0])
    sts.assume_role(RoleArn=f"arn:aws:iam::{PROD}:role/ReadOnly", RoleSessionName="drill")
    organizations.create_policy(Name="n", Content=DOCUMENT, **SCP)
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.create_organizational_unit(ParentId=root, Name="New")
    organizations.list_accounts()
    return answers


def test_after_a_reset_everything_is_answered_as_before(connect: Connect, aws: SimulatedAws) -> None:
    first = worked(connect, aws)
    aws.reset()
    time.sleep(0.01)  # the machine's clock, in microseconds, is another one
    assert worked(connect, aws) == first


def test_reading_in_between_changes_no_id(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    first = iam.create_group(GroupName="g")["Group"]["GroupId"]
    aws.reset()
    iam.list_users()
    assert iam.create_group(GroupName="g")["Group"]["GroupId"] == first


def test_two_of_a_kind_differ(connect: Connect) -> None:
    iam = connect("iam", PROD)
    groups = [iam.create_group(GroupName=name)["Group"]["GroupId"] for name in ("a", "b")]
    assert len(set(groups)) == 2


def test_what_is_made_is_dated_by_the_simulated_clock(connect: Connect, aws: SimulatedAws) -> None:
    aws.pass_time(3600)
    made = connect("iam", PROD).create_group(GroupName="g")["Group"]["CreateDate"]
    assert made == aws.now == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

"""What the rehearsal relies on: credentials, codes, conditions, isolation, reset."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from botocore.exceptions import ClientError

from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, PROD, GOV, CLOSED = "111122223333", "444455556666", "222233334444", "012345678901"
DAN = f"{PROD}/user/dan"
DAN_KEY = f"arn:aws:iam::{PROD}:u2f/user/dan/dan-key-EXAMPLE"
GOV_REGION = "us-gov-west-1"

Connect = Callable[..., Any]


def serials(iam: Any, user: str) -> list[str]:
    return [device["SerialNumber"] for device in iam.list_mfa_devices(UserName=user)["MFADevices"]]


def summary(iam: Any) -> dict[str, int]:
    figures: dict[str, int] = iam.get_account_summary()["SummaryMap"]
    return figures


# -- what is there at the start


def test_registrations_are_those_of_the_inventory_lost_devices_included(connect: Connect) -> None:
    assert serials(connect("iam", PROD), "dan") == ["GAHT12345678", DAN_KEY]
    lost, key = serials(connect("iam", MANAGEMENT), "break-glass")
    assert lost == "GAHT12345680"
    assert re.fullmatch(rf"arn:aws:iam::{MANAGEMENT}:u2f/user/break-glass/YK-1-[A-Z2-7]{{26}}", key)


def test_a_user_has_one_access_key_and_a_password_only_if_somebody_signs_in(connect: Connect) -> None:
    iam = connect("iam", PROD)
    keys = iam.list_access_keys(UserName="robot")["AccessKeyMetadata"]
    assert [key["Status"] for key in keys] == ["Active"]
    assert iam.get_login_profile(UserName="dan")["LoginProfile"]["UserName"] == "dan"
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_login_profile(UserName="robot")


def test_roles_trust_whom_the_inventory_names(connect: Connect) -> None:
    role = connect("iam", PROD).get_role(RoleName="Admin")["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"AWS": [f"arn:aws:iam::{MANAGEMENT}:root"]}
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert role["MaxSessionDuration"] == 7200


def test_the_account_summary_tells_the_truth_about_root(connect: Connect, aws: SimulatedAws) -> None:
    kept, removed = summary(connect("iam", MANAGEMENT)), summary(connect("iam", PROD))
    root = ("AccountMFAEnabled", "AccountPasswordPresent", "AccountAccessKeysPresent")
    assert [kept[figure] for figure in root] == [1, 1, 0]
    assert [removed[figure] for figure in root] == [0, 0, 0]
    assert kept["MFADevicesInUse"] == 4
    for device in ("YK-1", "HT-root"):
        aws.establish({"unregistered": device, "from": f"{MANAGEMENT}/root"})
    aws.establish({"access_keys": "active", "of": f"{MANAGEMENT}/root"})
    aws.establish({"password": "none", "of": f"{MANAGEMENT}/root"})
    assert [summary(connect("iam", MANAGEMENT))[figure] for figure in root] == [0, 0, 1]


# -- who is who


def test_everybody_is_who_the_credentials_say(connect: Connect) -> None:
    operator = connect("sts", PROD).get_caller_identity()
    assert (operator["Account"], operator["Arn"]) == (PROD, f"arn:aws:iam::{PROD}:user/mfa-binder-operator")
    dan = connect("sts", DAN)
    assert dan.get_caller_identity()["Arn"] == f"arn:aws:iam::{PROD}:user/dan"
    session = dan.get_session_token()["Credentials"]
    assert connect("sts", session).get_caller_identity()["Arn"] == f"arn:aws:iam::{PROD}:user/dan"
    role = connect("sts", MANAGEMENT).assume_role(RoleArn=f"arn:aws:iam::{PROD}:role/ReadOnly", RoleSessionName="drill")
    assumed = connect("sts", role["Credentials"]).get_caller_identity()
    assert assumed["Account"] == PROD
    assert assumed["Arn"] == f"arn:aws:sts::{PROD}:assumed-role/ReadOnly/drill" == role["AssumedRoleUser"]["Arn"]


def test_accounts_do_not_see_one_another(connect: Connect) -> None:
    assert serials(connect("iam", PROD), "dan")
    elsewhere = connect("iam", MANAGEMENT)
    assert [user["UserName"] for user in elsewhere.list_users()["Users"]] == ["mfa-binder-operator", "break-glass"]
    with pytest.raises(elsewhere.exceptions.NoSuchEntityException):
        elsewhere.deactivate_mfa_device(UserName="dan", SerialNumber="GAHT12345678")
    across = connect("sts", MANAGEMENT).assume_role(
        RoleArn=f"arn:aws:iam::{PROD}:role/ReadOnly", RoleSessionName="drill"
    )
    assert serials(connect("iam", across["Credentials"]), "dan") == ["GAHT12345678", DAN_KEY]


def test_unknown_keys_wrong_tokens_and_other_partitions_are_nobody(connect: Connect) -> None:
    session = connect("sts", DAN).get_session_token()["Credentials"]
    unknown = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x", "SessionToken": None}
    for who, region in (
        (unknown, "us-east-1"),
        ({**session, "SessionToken": "another"}, "us-east-1"),
        ({**session, "SessionToken": None}, "us-east-1"),
        (PROD, GOV_REGION),
        (GOV, "us-east-1"),
    ):
        with pytest.raises(ClientError, match="InvalidClientTokenId"):
            connect("sts", who, region).get_caller_identity()


@pytest.mark.parametrize(
    "who", ["nobody", "999999999999", CLOSED, f"{PROD}/root", f"{PROD}/user/nobody", "identity-center/ida"]
)
def test_nobody_else_has_credentials(aws: SimulatedAws, who: str) -> None:
    with pytest.raises(ValueError, match=re.escape(who)):
        aws.credentials(who)


def test_sessions_differ_and_end(connect: Connect, aws: SimulatedAws) -> None:
    sts = connect("sts", DAN)
    one = sts.get_session_token(DurationSeconds=900)["Credentials"]
    other = sts.get_session_token(DurationSeconds=1800)["Credentials"]
    assert {one["AccessKeyId"], one["SecretAccessKey"], one["SessionToken"]}.isdisjoint(
        {other["AccessKeyId"], other["SecretAccessKey"], other["SessionToken"]}
    )
    assert one["Expiration"] == aws.now + timedelta(seconds=900)
    aws.pass_time(901)
    assert connect("sts", other).get_caller_identity()["Account"] == PROD
    with pytest.raises(ClientError, match="ExpiredToken"):
        connect("sts", one).get_caller_identity()


def test_a_session_with_mfa_may_call_iam(connect: Connect, aws: SimulatedAws) -> None:
    session = connect("sts", DAN).get_session_token(SerialNumber="GAHT12345678", TokenCode=aws.codes("HT-1")[0])
    iam = connect("iam", session["Credentials"])
    assert [device["UserName"] for device in iam.list_mfa_devices()["MFADevices"]] == ["dan", "dan"]


def test_govcloud_arns_are_govclouds(connect: Connect, aws: SimulatedAws) -> None:
    sts, iam = connect("sts", f"{GOV}/user/gina", GOV_REGION), connect("iam", GOV, GOV_REGION)
    assert sts.get_caller_identity()["Arn"] == f"arn:aws-us-gov:iam::{GOV}:user/gina"
    role = sts.assume_role(RoleArn=f"arn:aws-us-gov:iam::{GOV}:role/Admin", RoleSessionName="drill")
    assert role["AssumedRoleUser"]["Arn"] == f"arn:aws-us-gov:sts::{GOV}:assumed-role/Admin/drill"
    assert iam.get_user(UserName="gina")["User"]["Arn"] == f"arn:aws-us-gov:iam::{GOV}:user/gina"
    assert iam.create_user(UserName="new")["User"]["Arn"] == f"arn:aws-us-gov:iam::{GOV}:user/new"
    virtual = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    assert virtual["SerialNumber"] == f"arn:aws-us-gov:iam::{GOV}:mfa/phone"
    token, key = serials(iam, "gina")
    assert token == "GAHT12345682"
    assert key.startswith(f"arn:aws-us-gov:iam::{GOV}:u2f/user/gina/YK-1-")
    assert summary(iam)["AccountPasswordPresent"] == 0  # GovCloud has no root user
    assert aws.serial_number("YK-1", f"{GOV}/user/gina") == key


# -- codes and drift


def test_codes_are_six_digits_and_never_shown_again(aws: SimulatedAws) -> None:
    shown = [code for _ in range(200) for code in aws.codes("HT-1")]
    assert all(re.fullmatch(r"\d{6}", code) for code in shown)
    # 400 codes of a million: a repeated moment would repeat neighbours, chance repeats almost none
    assert len(set(shown)) > 390


def test_each_code_opens_once(connect: Connect, aws: SimulatedAws) -> None:
    sts, (code, _) = connect("sts", DAN), aws.codes("HT-1")
    sts.get_session_token(SerialNumber="GAHT12345678", TokenCode=code)
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        sts.get_session_token(SerialNumber="GAHT12345678", TokenCode=code)
    sts.get_session_token(SerialNumber="GAHT12345678", TokenCode=aws.codes("HT-1")[0])


def test_a_drifted_token_is_refused_until_it_is_resynced(connect: Connect, aws: SimulatedAws) -> None:
    sts, iam = connect("sts", DAN), connect("iam", PROD)
    assert aws.in_sync("HT-1")
    aws.establish({"out_of_sync": "HT-1"})
    assert not aws.in_sync("HT-1")
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        sts.get_session_token(SerialNumber="GAHT12345678", TokenCode=aws.codes("HT-1")[0])
    first, second = aws.codes("HT-1")
    iam.resync_mfa_device(
        UserName="dan", SerialNumber="GAHT12345678", AuthenticationCode1=first, AuthenticationCode2=second
    )
    assert aws.in_sync("HT-1")
    sts.get_session_token(SerialNumber="GAHT12345678", TokenCode=aws.codes("HT-1")[0])


@pytest.mark.parametrize("drifted", [False, True])
def test_codes_submitted_late_enable_the_token_and_leave_it_out_of_sync(
    connect: Connect, aws: SimulatedAws, drifted: bool
) -> None:
    iam = connect("iam", PROD)
    if drifted:
        aws.establish({"out_of_sync": "HT-spare-0"})
    first, second = aws.codes("HT-spare-0")
    aws.pass_time(600)
    iam.enable_mfa_device(
        UserName="dan", SerialNumber="GAHT12346000", AuthenticationCode1=first, AuthenticationCode2=second
    )
    assert "GAHT12346000" in serials(iam, "dan")
    assert not aws.in_sync("HT-spare-0")
    with pytest.raises(ClientError, match="invalid MFA one time pass code"):
        connect("sts", DAN).get_session_token(SerialNumber="GAHT12346000", TokenCode=aws.codes("HT-spare-0")[0])


def test_a_spare_is_registered_and_then_signs_in(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    assert not aws.in_sync("HT-spare-0")
    aws.establish({"out_of_sync": "HT-spare-0"})
    first, second = aws.codes("HT-spare-0")
    iam.enable_mfa_device(
        UserName="dan", SerialNumber="GAHT12346000", AuthenticationCode1=first, AuthenticationCode2=second
    )
    assert aws.in_sync("HT-spare-0")
    listed = {device["SerialNumber"]: device for device in iam.list_mfa_devices(UserName="dan")["MFADevices"]}
    assert listed["GAHT12346000"]["EnableDate"] == aws.now
    connect("sts", DAN).get_session_token(SerialNumber="GAHT12346000", TokenCode=aws.codes("HT-spare-0")[0])


def test_a_deactivated_token_is_free_for_another_account(connect: Connect, aws: SimulatedAws) -> None:
    connect("iam", PROD).deactivate_mfa_device(UserName="dan", SerialNumber="GAHT12345678")
    assert serials(connect("iam", PROD), "dan") == [DAN_KEY]
    assert not aws.in_sync("HT-1")
    first, second = aws.codes("HT-1")
    connect("iam", MANAGEMENT).enable_mfa_device(
        UserName="break-glass", SerialNumber="GAHT12345678", AuthenticationCode1=first, AuthenticationCode2=second
    )
    assert aws.in_sync("HT-1")


@pytest.mark.parametrize("device", ["YK-1", "HT-none"])
def test_only_totp_tokens_show_codes(aws: SimulatedAws, device: str) -> None:
    with pytest.raises(ValueError, match=device):
        aws.codes(device)
    with pytest.raises(ValueError, match=device):
        aws.in_sync(device)


# -- conditions


def test_conditions_can_be_established(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    aws.establish({"registered": "YK-1", "to": DAN})
    assert serials(iam, "dan")[-1] == aws.serial_number("YK-1", DAN)
    aws.establish({"unregistered": "YK-2", "from": DAN})
    assert DAN_KEY not in serials(iam, "dan")
    aws.establish({"password": "none", "of": DAN})
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_login_profile(UserName="dan")
    aws.establish({"password": "present", "of": DAN})
    assert iam.get_login_profile(UserName="dan")
    aws.establish({"policy": "AWSRevokeOlderSessions", "on": DAN})
    assert iam.list_user_policies(UserName="dan")["PolicyNames"] == ["AWSRevokeOlderSessions"]
    aws.establish({"no_policy": "AWSRevokeOlderSessions", "on": DAN})
    assert iam.list_user_policies(UserName="dan")["PolicyNames"] == []


def test_access_keys_can_be_taken_away_and_given_back(connect: Connect, aws: SimulatedAws) -> None:
    iam, states = connect("iam", PROD), []
    for state in ("inactive", "none", "inactive", "active", "none", "active"):
        aws.establish({"access_keys": state, "of": DAN})
        states.append([key["Status"] for key in iam.list_access_keys(UserName="dan")["AccessKeyMetadata"]])
    assert states == [["Inactive"], [], ["Inactive"], ["Active"], [], ["Active"]]
    assert connect("sts", DAN).get_caller_identity()["Account"] == PROD


def test_root_devices_are_seen_by_the_console_only(connect: Connect, aws: SimulatedAws) -> None:
    root = f"{PROD}/root"
    assert aws.root_devices(PROD) == ()
    aws.establish({"registered": "YK-2", "to": root})
    aws.establish({"registered": "HT-spare-1", "to": root})
    assert aws.root_devices(PROD) == (aws.serial_number("YK-2", root), "GAHT12346001")
    assert aws.in_sync("HT-spare-1")
    assert summary(connect("iam", PROD))["AccountMFAEnabled"] == 1
    aws.establish({"unregistered": "YK-2", "from": root})
    assert aws.root_devices(PROD) == ("GAHT12346001",)


def test_a_root_users_virtual_device_is_told_by_its_arn(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")
    aws.establish({"root_virtual": True, "in": PROD})
    (device,) = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert device["SerialNumber"] == f"arn:aws:iam::{PROD}:mfa/root-account-mfa-device"
    assert device["User"]["Arn"] == f"arn:aws:iam::{PROD}:root"
    assert "Base32StringSeed" not in device
    assert summary(iam)["AccountMFAEnabled"] == 1
    assert len(iam.list_virtual_mfa_devices()["VirtualMFADevices"]) == 2
    aws.establish({"root_virtual": False, "in": PROD})
    assert iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"] == []


def test_a_token_that_is_enrolled_in_the_console_leaves_its_previous_owner(connect: Connect, aws: SimulatedAws) -> None:
    aws.establish({"registered": "HT-lost", "to": DAN})
    assert "GAHT12345680" in serials(connect("iam", PROD), "dan")
    assert "GAHT12345680" not in serials(connect("iam", MANAGEMENT), "break-glass")


def test_a_closed_accounts_root_and_identity_center_have_a_console_too(aws: SimulatedAws) -> None:
    aws.establish({"registered": "YK-2", "to": f"{CLOSED}/root"})
    assert aws.root_devices(CLOSED) == (aws.serial_number("YK-2", f"{CLOSED}/root"),)
    aws.establish({"unregistered": "YK-1", "from": "identity-center/ida"})
    aws.establish({"registered": "YK-2", "to": "identity-center/ida"})


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"signs_in": DAN, "with": "HT-1"},
        {"prints": "anything"},
        {"root_mfa": True, "in": PROD},
        {"registered": "HT-none", "to": DAN},
        {"registered": "HT-1", "to": f"{PROD}/user/nobody"},
        {"registered": "YK-1", "to": "999999999999/root"},
        {"registered": "YK-1", "to": "identity-center/nobody"},
        {"registered": "YK-1", "to": "dan"},
        {"registered": "YK-1"},
        {"in_sync": "YK-1"},
        {"access_keys": "some", "of": DAN},
        {"password": "weak", "of": DAN},
        {"policy": "P", "on": f"{PROD}/root"},
    ],
)
def test_what_nobody_can_establish_is_an_error(aws: SimulatedAws, condition: dict[str, str | int | bool]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        aws.establish(condition)


# -- virtual devices, lists


def test_a_virtual_device_lives_its_whole_life(connect: Connect, aws: SimulatedAws) -> None:
    iam, sts = connect("iam", PROD), connect("sts", DAN)
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    serial, otp = device["SerialNumber"], pyotp.TOTP(device["Base32StringSeed"].decode())
    codes = {
        "AuthenticationCode1": otp.at(aws.now),
        "AuthenticationCode2": otp.at(aws.now + timedelta(seconds=30)),
    }
    iam.enable_mfa_device(UserName="dan", SerialNumber=serial, **codes)
    aws.pass_time(60)
    sts.get_session_token(SerialNumber=serial, TokenCode=otp.at(aws.now))
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.enable_mfa_device(UserName="robot", SerialNumber=serial, **codes)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_virtual_mfa_device(SerialNumber=serial)
    iam.deactivate_mfa_device(UserName="dan", SerialNumber=serial)
    iam.delete_virtual_mfa_device(SerialNumber=serial)
    assert iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []


def test_lists_come_in_parts(connect: Connect, aws: SimulatedAws) -> None:
    for number in range(5):
        aws.establish({"registered": f"HT-spare-{number}", "to": DAN})
    pages = (
        connect("iam", PROD)
        .get_paginator("list_mfa_devices")
        .paginate(UserName="dan", PaginationConfig={"PageSize": 3})
    )
    assert [len(page["MFADevices"]) for page in pages] == [3, 3, 1]


def test_a_changed_password_is_asked_for_only_if_that_was_said(connect: Connect) -> None:
    iam = connect("iam", PROD)
    iam.update_login_profile(UserName="dan", PasswordResetRequired=True)
    assert iam.get_login_profile(UserName="dan")["LoginProfile"]["PasswordResetRequired"] is True
    iam.update_login_profile(UserName="dan", Password="a" * 20)
    assert iam.get_login_profile(UserName="dan")["LoginProfile"]["PasswordResetRequired"] is True


def test_a_new_access_key_works(connect: Connect) -> None:
    key = connect("iam", PROD).create_access_key(UserName="dan")["AccessKey"]
    assert connect("sts", {**key, "SessionToken": None}).get_caller_identity()["Arn"].endswith(":user/dan")


def test_a_policy_that_ends_sessions_is_accepted_and_read_back(connect: Connect) -> None:
    iam = connect("iam", PROD)
    document = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", '
        '"Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-11-24T09:00:00Z"}}}]}'
    )
    iam.put_user_policy(UserName="dan", PolicyName="AWSRevokeOlderSessions", PolicyDocument=document)
    read = iam.get_user_policy(UserName="dan", PolicyName="AWSRevokeOlderSessions")["PolicyDocument"]
    assert read["Statement"][0]["Condition"] == {"DateLessThan": {"aws:TokenIssueTime": "2026-11-24T09:00:00Z"}}


def reported(iam: Any) -> dict[str, dict[str, str]]:
    """The rows of the credential report by user, after one was asked for."""
    iam.generate_credential_report()
    rows = list(csv.DictReader(iam.get_credential_report()["Content"].decode().splitlines()))
    assert all(None not in row and None not in row.values() for row in rows)
    return {row["user"]: row for row in rows}


def test_the_credential_report_has_a_row_for_the_root_user(connect: Connect, aws: SimulatedAws) -> None:
    aws.establish({"registered": "HT-2", "to": f"{PROD}/root"})
    rows = reported(connect("iam", PROD))
    assert rows["<root_account>"]["arn"] == f"arn:aws:iam::{PROD}:root"
    active = {user: row["mfa_active"] for user, row in rows.items()}
    assert active == {"<root_account>": "true", "mfa-binder-operator": "false", "dan": "true", "robot": "false"}


def test_a_credential_report_is_given_out_for_four_hours_whatever_happens_meanwhile(
    connect: Connect, aws: SimulatedAws
) -> None:
    iam = connect("iam", PROD)
    assert iam.generate_credential_report()["State"] == "STARTED"
    made = iam.get_credential_report()["GeneratedTime"]
    aws.establish({"registered": "HT-2", "to": f"{PROD}/user/robot"})
    iam.create_user(UserName="eve")
    aws.pass_time(4 * 3600 - 1)
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    rows = reported(iam)
    assert (rows["robot"]["mfa_active"], "eve" in rows) == ("false", False)
    assert iam.get_credential_report()["GeneratedTime"] == made
    aws.pass_time(1)
    with pytest.raises(ClientError, match="ReportExpired"):
        iam.get_credential_report()
    rows = reported(iam)
    assert (rows["robot"]["mfa_active"], "eve" in rows) == ("true", True)


def test_the_credential_report_says_when_passwords_were_set_and_expire(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    columns = ("password_enabled", "password_last_changed", "password_next_rotation")
    rows = reported(iam)
    assert [rows["dan"][name] for name in columns] == ["true", "2026-11-24T09:00:00+00:00", "N/A"]
    assert [rows["robot"][name] for name in columns] == ["false", "N/A", "N/A"]
    assert [rows["<root_account>"][name] for name in columns] == ["not_supported"] * 3
    aws.pass_time(4 * 3600)
    iam.update_login_profile(UserName="dan", Password="n" * 20)
    iam.update_account_password_policy(MaxPasswordAge=90)
    row = reported(iam)["dan"]
    assert [row[name] for name in columns] == ["true", "2026-11-24T13:00:00+00:00", "2027-02-22T13:00:00+00:00"]


def test_what_was_reported_and_set_meanwhile_leaves_nothing_behind(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    with aws.kept():
        iam.update_login_profile(UserName="dan", Password="n" * 20)
        iam.update_account_password_policy(MaxPasswordAge=90)
        iam.generate_credential_report()
    with pytest.raises(ClientError, match="ReportNotPresent"):
        iam.get_credential_report()
    assert reported(iam)["dan"]["password_next_rotation"] == "N/A"


def test_a_comma_in_a_name_is_no_column(connect: Connect) -> None:
    iam = connect("iam", PROD)
    iam.create_user(UserName="eve,true")
    assert reported(iam)["eve,true"]["mfa_active"] == "false"


def test_a_new_password_is_asked_for_the_next_time(connect: Connect) -> None:
    dan = connect("iam", DAN)
    dan.change_password(OldPassword="whatever it was", NewPassword="n" * 20)
    with pytest.raises(ClientError, match="AccessDenied"):
        dan.change_password(OldPassword="whatever it was", NewPassword="m" * 20)
    dan.change_password(OldPassword="n" * 20, NewPassword="m" * 20)


def test_a_policy_of_aws_is_there_when_it_is_named(connect: Connect) -> None:
    iam = connect("iam", PROD)
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    iam.attach_user_policy(UserName="dan", PolicyArn=arn)
    (attached,) = iam.list_attached_user_policies(UserName="dan")["AttachedPolicies"]
    assert attached == {"PolicyName": "AdministratorAccess", "PolicyArn": arn}
    with pytest.raises(ClientError, match="NotSimulated"):
        iam.list_policies()
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_an_account_knows_its_name_and_its_alternate_contacts(connect: Connect, aws: SimulatedAws) -> None:
    account = connect("account", PROD)
    assert account.get_account_information()["AccountName"] == "prod"
    contact = {"Name": "Dan", "Title": "Admin", "EmailAddress": "dan@example.com", "PhoneNumber": "+1 206 555 0104"}
    account.put_alternate_contact(AlternateContactType="SECURITY", **contact)
    found = account.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]
    assert found == {"AlternateContactType": "SECURITY", **contact}
    aws.reset()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        account.get_alternate_contact(AlternateContactType="SECURITY")


def test_the_address_of_a_members_root_user_is_the_inventorys(connect: Connect, aws: SimulatedAws) -> None:
    aws.establish({"trusted": "account.amazonaws.com", "in": PROD})
    assert connect("account", MANAGEMENT).get_primary_email(AccountId=PROD)["PrimaryEmail"] == "root+prod@example.com"


# -- what is not simulated


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("iam", "generate_organizations_access_report", {"EntityPath": "o-exampleorgid/r-root/111122223333"}),
        ("iam", "update_user", {"UserName": "dan", "NewUserName": "daniel"}),
        ("sts", "get_federation_token", {"Name": "dan"}),
        ("cloudtrail", "describe_trails", {}),
        ("account", "list_regions", {}),
        ("account", "get_contact_information", {}),
        ("s3", "list_buckets", {}),
        ("dynamodb", "list_tables", {}),
    ],
)
def test_what_nobody_simulates_says_so(
    connect: Connect, service: str, operation: str, parameters: dict[str, str]
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(connect(service, PROD), operation)(**parameters)
    assert refused.value.response["Error"]["Code"] == "NotSimulated"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


# -- beginning, reset, end


def test_reset_brings_the_fresh_state_back(connect: Connect, aws: SimulatedAws) -> None:
    iam = connect("iam", PROD)
    session = connect("sts", DAN).get_session_token()["Credentials"]
    created = iam.create_access_key(UserName="dan")["AccessKey"]
    before = aws.now
    iam.deactivate_mfa_device(UserName="dan", SerialNumber="GAHT12345678")
    aws.establish({"out_of_sync": "HT-spare-0"})
    aws.establish({"registered": "HT-spare-0", "to": f"{MANAGEMENT}/root"})
    aws.codes("HT-1")
    aws.reset()
    assert aws.now == before
    assert serials(iam, "dan") == ["GAHT12345678", DAN_KEY]
    assert "GAHT12346000" not in aws.root_devices(MANAGEMENT)
    assert aws.in_sync("HT-1")
    for stale in (session, {**created, "SessionToken": None}):
        with pytest.raises(ClientError, match="InvalidClientTokenId"):
            connect("sts", stale).get_caller_identity()


def test_the_same_codes_and_ids_come_in_every_run(connect: Connect, aws: SimulatedAws) -> None:
    def run() -> list[Any]:
        aws.reset()
        iam, sts = connect("iam", PROD), connect("sts", DAN)
        user = iam.get_user(UserName="dan")["User"]
        return [
            aws.codes("HT-1"),
            (user["UserId"], user["CreateDate"]),
            iam.list_access_keys(UserName="dan")["AccessKeyMetadata"],
            sts.get_session_token()["Credentials"],
        ]

    assert run() == run()

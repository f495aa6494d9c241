"""Operation x condition -> the answer that AWS documents, asked for with boto3 over HTTP.

The botocore service models are the referee: every error code in the table is one that the
operation's model has, with the model's HTTP status, or one of the few that AWS documents for all
operations or for STS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

from mfa_binder.simulator.aws_errors import NOT_SIMULATED, STATUS
from mfa_binder.simulator.simulated_aws import SimulatedAws

MANAGEMENT, PROD, GOV, CLOSED = "111122223333", "444455556666", "222233334444", "012345678901"
SECURITY = "777788889999"
DAN, ROBOT, BREAK_GLASS = f"{PROD}/user/dan", f"{PROD}/user/robot", f"{MANAGEMENT}/user/break-glass"
DAN_KEY = f"arn:aws:iam::{PROD}:u2f/user/dan/dan-key-EXAMPLE"
ADMIN, READ_ONLY = f"arn:aws:iam::{PROD}:role/Admin", f"arn:aws:iam::{PROD}:role/ReadOnly"
VIRTUAL = f"arn:aws:iam::{PROD}:mfa/phone"
HT_1, HT_2, LOST, SPARE = "GAHT12345678", "GAHT12345679", "GAHT12345680", "GAHT12346000"

COMMON = {
    # AWS documents these two for every IAM and STS operation ("Common Errors").
    "ValidationError": 400,
    "InvalidClientTokenId": 403,
    # STS's answer to a bad code, a wrong serial and a forbidden role (docs of AssumeRole, GetSessionToken).
    "AccessDenied": 403,
}

Setup = Callable[[SimulatedAws], dict[str, Any]]


@cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


@dataclass(frozen=True)
class Row:
    """One request and its answer; `error` is empty for success, `says` a part of the message.

    `given` prepares the simulation and may add parameters, such as codes.
    """

    operation: str
    condition: str
    error: str = ""
    says: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    given: Setup = lambda _: {}
    who: str = PROD
    with_session: Callable[[Any], dict[str, Any]] | None = None
    region: str = "us-east-1"
    of: str = ""

    @property
    def service(self) -> str:
        return self.of or ("sts" if self.operation in _model("sts").operation_names else "iam")


def codes(device: str) -> Setup:
    """Two fresh consecutive codes of a token."""
    return lambda aws: dict(zip(("AuthenticationCode1", "AuthenticationCode2"), aws.codes(device), strict=True))


def swapped(device: str) -> Setup:
    return lambda aws: dict(zip(("AuthenticationCode2", "AuthenticationCode1"), aws.codes(device), strict=True))


def twice_the_same(device: str) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        code = aws.codes(device)[0]
        return {"AuthenticationCode1": code, "AuthenticationCode2": code}

    return given


def not_consecutive(device: str) -> Setup:
    return lambda aws: {"AuthenticationCode1": aws.codes(device)[0], "AuthenticationCode2": aws.codes(device)[1]}


def hours_late(device: str) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        parameters = codes(device)(aws)
        aws.pass_time(4 * 3600)
        return parameters

    return given


def token_code(device: str) -> Setup:
    return lambda aws: {"TokenCode": aws.codes(device)[0]}


def drifted(device: str, then: Setup) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        aws.establish({"out_of_sync": device})
        return then(aws)

    return given


def late(device: str) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        parameters = token_code(device)(aws)
        aws.pass_time(300)
        return parameters

    return given


def eight_devices(aws: SimulatedAws) -> dict[str, Any]:
    for number in range(8):
        aws.establish({"registered": f"HT-spare-{number}", "to": ROBOT})
    return codes("HT-spare-8")(aws)


def without_keys(who: str, state: str) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        aws.establish({"access_keys": state, "of": who})
        return {}

    return given


def eve_in_a_group(aws: SimulatedAws) -> dict[str, Any]:
    iam = iam_of(aws)
    iam.create_group(GroupName="G")
    iam.create_user(UserName="eve")
    iam.add_user_to_group(GroupName="G", UserName="eve")
    return {}


def recreated(name: str, then: Setup = lambda _: {}) -> Setup:
    """A user who was deleted and made anew, with a password, before `then`."""

    def given(aws: SimulatedAws) -> dict[str, Any]:
        iam = iam_of(aws)
        for _ in range(2):
            iam.create_user(UserName=name)
            iam.delete_user(UserName=name)
        iam.create_user(UserName=name)
        iam.create_login_profile(UserName=name, Password="x" * 20)
        return then(aws)

    return given


def minutes_later(then: Setup) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        aws.pass_time(600)
        return then(aws)

    return given


def denying(*, of: str = "dan") -> Setup:
    """An inline policy that denies everything."""

    def given(aws: SimulatedAws) -> dict[str, Any]:
        iam_of(aws).put_user_policy(UserName=of, PolicyName="contain", PolicyDocument=DENY_ALL)
        return {}

    return given


def bounded(aws: SimulatedAws) -> dict[str, Any]:
    arn = iam_of(aws).create_policy(PolicyName="bound", PolicyDocument=DENY_ALL)["Policy"]["Arn"]
    iam_of(aws).put_user_permissions_boundary(UserName="dan", PermissionsBoundary=arn)
    return {}


def email_started(address: str, code: str = "") -> Setup:
    """A change of PROD's root email, begun; the code is the mailed one if none is given."""

    def given(aws: SimulatedAws) -> dict[str, Any]:
        aws.establish(TRUSTS_ACCOUNTS)
        client_of(aws, "account").start_primary_email_update(AccountId=PROD, PrimaryEmail=address)
        return {"Otp": code or aws.mailed_code(PROD, address)}

    return given


def virtual(tags: int = 0) -> Setup:
    """A virtual device of nobody, with so many tags."""

    def given(aws: SimulatedAws) -> dict[str, Any]:
        iam_of(aws).create_virtual_mfa_device(VirtualMFADeviceName="phone")
        if tags:
            wanted = [{"Key": f"tag-{number}", "Value": ""} for number in range(tags)]
            iam_of(aws).tag_mfa_device(SerialNumber=VIRTUAL, Tags=wanted)
        return {}

    return given


def outside(aws: SimulatedAws) -> dict[str, Any]:
    aws.establish({"outside": PROD})
    return {}


def invited(*, then: str = "", days: int = 0) -> Setup:
    """An invitation of PROD, which is in no organization; afterwards one more operation and some days."""

    def given(aws: SimulatedAws) -> dict[str, Any]:
        outside(aws)
        client_of(aws, "organizations").invite_account_to_organization(Target=TARGET)
        sent = {"HandshakeId": aws.invitation(PROD)}
        if then:
            getattr(client_of(aws, "organizations", PROD if then != "cancel_handshake" else MANAGEMENT), then)(**sent)
        aws.pass_time(days * 24 * 3600)
        return sent

    return given


def without_an_id(given: Setup) -> Setup:
    return lambda aws: {name: value for name, value in given(aws).items() if name != "HandshakeId"}


def contact_put(aws: SimulatedAws) -> dict[str, Any]:
    client_of(aws, "account").put_contact_information(ContactInformation=CONTACT)
    return {}


def client_of(aws: SimulatedAws, service: str, who: str = MANAGEMENT) -> Any:
    keys = aws.credentials(who)
    return boto3.client(  # type: ignore[call-overload]  # any service
        service,
        endpoint_url=aws.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
    )


def iam_of(aws: SimulatedAws) -> Any:
    return client_of(aws, "iam", PROD)


def session(**parameters: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda sts: sts.get_session_token(**parameters)["Credentials"]


def role_session(arn: str) -> Callable[[Any], dict[str, Any]]:
    return lambda sts: sts.assume_role(RoleArn=arn, RoleSessionName="drill")["Credentials"]


def enable(name: str, serial: str) -> dict[str, Any]:
    return {"UserName": name, "SerialNumber": serial}


def task(name: str, target: str = PROD, **parameters: Any) -> dict[str, Any]:
    arn = f"arn:aws:iam::aws:policy/root-task/{name}"
    return {"TargetPrincipal": target, "TaskPolicyArn": {"arn": arn}, **parameters}


def root_session(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda sts: sts.assume_root(**task(name))["Credentials"]


def holding(*conditions: dict[str, str]) -> Setup:
    def given(aws: SimulatedAws) -> dict[str, Any]:
        for condition in conditions:
            aws.establish(condition)
        return {}

    return given


@dataclass(frozen=True)
class IdOf:
    """The id of the policy of that name, or of the root or unit at a path from Root, in the organization `main`."""

    where: str


def ids(**found: str) -> Setup:
    return lambda _: {member: IdOf(where) for member, where in found.items()}


def found_id(organizations: Any, where: str) -> str:
    if where.split("/")[0] != "Root":
        policies = organizations.list_policies(**FILTER)["Policies"]
        return str(next(policy["Id"] for policy in policies if policy["Name"] == where))
    found: str = organizations.list_roots()["Roots"][0]["Id"]
    for name in where.split("/")[1:]:
        units = organizations.list_organizational_units_for_parent(ParentId=found)["OrganizationalUnits"]
        found = next(unit["Id"] for unit in units if unit["Name"] == name)
    return found


def scp(name: str, given: Setup, *, attached_to: str = "") -> Setup:
    """A policy of that name, attached or not, before `given`."""

    def made(aws: SimulatedAws) -> dict[str, Any]:
        aws.establish({"scp": name, "in": MANAGEMENT})
        if attached_to:
            aws.establish({"attached": name, "to": attached_to, "in": MANAGEMENT})
        return given(aws)

    return made


SCP_TYPE = {"Type": "SERVICE_CONTROL_POLICY", "Description": ""}
FILTER = {"Filter": "SERVICE_CONTROL_POLICY"}
FULL_ACCESS = "p-FullAWSAccess"
AUDIT, DELETE, CREATE = "IAMAuditRootUserCredentials", "IAMDeleteRootUserCredentials", "IAMCreateRootUserPassword"
ROOT_PASSWORD = {"password": "present", "of": f"{PROD}/root"}
TRUSTS_ACCOUNTS = {"trusted": "account.amazonaws.com", "in": MANAGEMENT}
ROOT_DEVICE = {"registered": "HT-2", "to": f"{PROD}/root"}

BAD_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code."
WRONG_SERIAL = (
    "unable to validate MFA code. Please verify your MFA serial number is valid and associated with this user."
)
ANY_CODES = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}

ALLOW_ALL = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'

DENY_ALL = ALLOW_ALL.replace("Allow", "Deny")
EXPLICIT = "with an explicit deny in an identity-based policy"
TARGET = {"Id": PROD, "Type": "ACCOUNT"}
NEW_EMAIL = "new-root@example.com"
CONTACT = {
    "FullName": "Dan Müller",
    "AddressLine1": "Invalidenstraße 1",
    "City": "Berlin",
    "StateOrRegion": "Berlin",
    "PostalCode": "10115",
    "CountryCode": "DE",
    "PhoneNumber": "+493055501234",
}

TABLE = [
    # -- EnableMFADevice
    Row("EnableMFADevice", "a spare, by its printed serial", "", "", enable("robot", SPARE), codes("HT-spare-0")),
    Row("EnableMFADevice", "codes in the wrong order", "InvalidAuthenticationCode", "not valid",
        enable("robot", SPARE), swapped("HT-spare-0")),
    Row("EnableMFADevice", "the same code twice", "InvalidAuthenticationCode", "",
        enable("robot", SPARE), twice_the_same("HT-spare-0")),
    Row("EnableMFADevice", "codes that do not follow one another", "InvalidAuthenticationCode", "",
        enable("robot", SPARE), not_consecutive("HT-spare-0")),
    Row("EnableMFADevice", "codes of another token", "InvalidAuthenticationCode", "",
        enable("robot", SPARE), codes("HT-2")),
    Row("EnableMFADevice", "codes from hours ago", "InvalidAuthenticationCode", "",
        enable("robot", SPARE), hours_late("HT-spare-0")),
    Row("EnableMFADevice", "letters", "ValidationError", r"authenticationCode1",
        {**enable("robot", SPARE), **ANY_CODES, "AuthenticationCode1": "abcdef"}),
    Row("EnableMFADevice", "seven digits", "ValidationError", "less than or equal to 6",
        {**enable("robot", SPARE), **ANY_CODES, "AuthenticationCode2": "1234567"}),
    Row("EnableMFADevice", "an mfa/ ARN for a hardware token", "NoSuchEntity", "VirtualMFADevice",
        enable("robot", f"arn:aws:iam::{PROD}:mfa/{SPARE}"), codes("HT-spare-0")),
    Row("EnableMFADevice", "a serial that nobody ever made", "NoSuchEntity", "GAHT99999999",
        enable("robot", "GAHT99999999"), codes("HT-spare-0")),
    Row("EnableMFADevice", "a FIDO2 key", "NoSuchEntity", "", {**enable("robot", DAN_KEY), **ANY_CODES}),
    Row("EnableMFADevice", "the engraved serial of a FIDO2 key padded", "NoSuchEntity", "",
        {**enable("robot", "0020481338"), **ANY_CODES}),
    Row("EnableMFADevice", "a serial of eight characters", "ValidationError", "serialNumber",
        {**enable("robot", "GAHT1234"), **ANY_CODES}),
    Row("EnableMFADevice", "a serial with an exclamation mark", "ValidationError", "serialNumber",
        {**enable("robot", "GAHT12345!"), **ANY_CODES}),
    Row("EnableMFADevice", "no codes", "ValidationError", "2 validation errors", enable("robot", SPARE)),
    Row("EnableMFADevice", "a token that the user has", "EntityAlreadyExists", "", enable("dan", HT_1), codes("HT-1")),
    Row("EnableMFADevice", "a token of another user", "EntityAlreadyExists", "", enable("robot", HT_1), codes("HT-1")),
    Row("EnableMFADevice", "a token of another account", "EntityAlreadyExists", "",
        enable("robot", LOST), codes("HT-lost")),
    Row("EnableMFADevice", "a token of a root user", "EntityAlreadyExists", "",
        enable("robot", "GAHT12345681"), codes("HT-root")),
    Row("EnableMFADevice", "a ninth device", "LimitExceeded", "MFADevicesPerUser: 8",
        enable("robot", "GAHT12346008"), eight_devices),
    Row("EnableMFADevice", "a user who does not exist", "NoSuchEntity", "The user with name nobody cannot be found.",
        enable("nobody", SPARE), codes("HT-spare-0")),
    Row("EnableMFADevice", "root as a user name", "NoSuchEntity", "", enable("root", SPARE), codes("HT-spare-0")),
    Row("EnableMFADevice", "a user made anew under an old name", "EntityTemporarilyUnmodifiable", "several minutes",
        enable("eve", SPARE), recreated("eve", codes("HT-spare-0"))),
    Row("EnableMFADevice", "the same minutes later", "", "", enable("eve", SPARE),
        recreated("eve", minutes_later(codes("HT-spare-0")))),
    Row("UpdateLoginProfile", "a user made anew under an old name", "EntityTemporarilyUnmodifiable", "",
        {"UserName": "eve", "Password": "y" * 20}, recreated("eve")),
    Row("DeleteLoginProfile", "a user made anew under an old name", "EntityTemporarilyUnmodifiable", "",
        {"UserName": "eve"}, recreated("eve")),
    Row("UpdateUser", "a user made anew under an old name", "EntityTemporarilyUnmodifiable", "",
        {"UserName": "eve", "NewPath": "/ops/"}, recreated("eve")),
    # -- denied by a policy
    Row("ListUsers", "everything is denied", "AccessDenied", f"iam:ListUsers on resource: * {EXPLICIT}", {},
        denying(), who=DAN),
    Row("AssumeRole", "everything is denied", "AccessDenied", f"on resource: {READ_ONLY} {EXPLICIT}",
        {"RoleArn": READ_ONLY, "RoleSessionName": "drill"}, denying(), who=DAN),
    Row("GetSessionToken", "everything is denied, which does not count here", "", "", {}, denying(), who=DAN),
    Row("GetCallerIdentity", "everything is denied, which does not count here", "", "", {}, denying(), who=DAN),
    Row("ListUsers", "a permissions boundary denies it", "AccessDenied",
        "with an explicit deny in a permissions boundary", {}, bounded, who=DAN),
    Row("PutUserPermissionsBoundary", "no such policy", "NoSuchEntity", "",
        {"UserName": "dan", "PermissionsBoundary": f"arn:aws:iam::{PROD}:policy/none"}),
    Row("PutUserPermissionsBoundary", "one of AWS's own", "", "",
        {"UserName": "dan", "PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
    Row("DeleteUserPermissionsBoundary", "there is none", "NoSuchEntity", "", {"UserName": "dan"}),
    Row("DeleteUserPermissionsBoundary", "there is one", "", "", {"UserName": "dan"}, bounded),
    Row("SimulatePrincipalPolicy", "a user", "", "",
        {"PolicySourceArn": f"arn:aws:iam::{PROD}:user/dan", "ActionNames": ["iam:CreateUser"]}),
    Row("SimulatePrincipalPolicy", "nobody", "NoSuchEntity", "",
        {"PolicySourceArn": f"arn:aws:iam::{PROD}:user/nobody", "ActionNames": ["iam:CreateUser"]}),
    # -- ResyncMFADevice
    Row("ResyncMFADevice", "a drifted token", "", "", enable("dan", HT_1), drifted("HT-1", codes("HT-1"))),
    Row("ResyncMFADevice", "a token in sync", "", "", enable("dan", HT_1), codes("HT-1")),
    Row("ResyncMFADevice", "codes in the wrong order", "InvalidAuthenticationCode", "",
        enable("dan", HT_1), swapped("HT-1")),
    Row("ResyncMFADevice", "a token of nobody", "NoSuchEntity", "", enable("dan", SPARE), codes("HT-spare-0")),
    Row("ResyncMFADevice", "a FIDO2 key", "NoSuchEntity", "", {**enable("dan", DAN_KEY), **ANY_CODES}),
    Row("ResyncMFADevice", "an unknown user", "NoSuchEntity", "", enable("nobody", HT_1), codes("HT-1")),
    # -- DeactivateMFADevice, ListMFADevices, GetMFADevice
    Row("DeactivateMFADevice", "a token", "", "", enable("dan", HT_1)),
    Row("DeactivateMFADevice", "a FIDO2 key", "", "", enable("dan", DAN_KEY)),
    Row("DeactivateMFADevice", "one's own, unnamed", "", "", {"SerialNumber": HT_1}, who=DAN),
    Row("DeactivateMFADevice", "a token of somebody else", "NoSuchEntity", "", enable("robot", HT_1)),
    Row("DeactivateMFADevice", "the mfa/ ARN of a hardware token", "NoSuchEntity", "",
        enable("dan", f"arn:aws:iam::{PROD}:mfa/{HT_1}")),
    Row("DeactivateMFADevice", "an unknown user", "NoSuchEntity", "", enable("nobody", HT_1)),
    Row("ListMFADevices", "a user", "", "", {"UserName": "dan"}),
    Row("ListMFADevices", "an unknown user", "NoSuchEntity", "", {"UserName": "nobody"}),
    Row("ListMFADevices", "the user of another account", "NoSuchEntity", "", {"UserName": "break-glass"}),
    Row("GetMFADevice", "a FIDO2 key", "", "", enable("dan", DAN_KEY)),
    Row("GetMFADevice", "a hardware TOTP token", "NoSuchEntity", "", enable("dan", HT_1)),
    Row("GetMFADevice", "a FIDO2 key of somebody else", "NoSuchEntity", "", enable("robot", DAN_KEY)),
    Row("DeleteVirtualMFADevice", "one that does not exist", "NoSuchEntity", "", {"SerialNumber": VIRTUAL}),
    Row("DeleteVirtualMFADevice", "the root user's, assigned", "DeleteConflict", "Must deactivate first",
        {"SerialNumber": f"arn:aws:iam::{PROD}:mfa/root-account-mfa-device"},
        lambda aws: aws.establish({"root_virtual": True, "in": PROD}) or {}),
    # -- users
    Row("GetLoginProfile", "a user with a password", "", "", {"UserName": "dan"}),
    Row("GetLoginProfile", "a user without one", "NoSuchEntity", "Login Profile for User robot cannot be found.",
        {"UserName": "robot"}),
    Row("DeleteLoginProfile", "a user with a password", "", "", {"UserName": "dan"}),
    Row("DeleteLoginProfile", "a user without one", "NoSuchEntity", "", {"UserName": "robot"}),
    Row("UpdateLoginProfile", "a user without one", "NoSuchEntity", "", {"UserName": "robot", "Password": "x" * 20}),
    Row("CreateLoginProfile", "a user without one", "", "", {"UserName": "robot", "Password": "x" * 20}),
    Row("CreateLoginProfile", "a user with one", "EntityAlreadyExists", "",
        {"UserName": "dan", "Password": "x" * 20}),
    Row("CreateLoginProfile", "no password given", "ValidationError", "Password", {"UserName": "robot"}),
    Row("CreateLoginProfile", "an unknown user", "NoSuchEntity", "", {"UserName": "nobody", "Password": "x" * 20}),
    Row("CreateLoginProfile", "a password of 129 characters", "ValidationError", "'****'",
        {"UserName": "robot", "Password": "x" * 129}),
    Row("GetUserPolicy", "a policy that is not there", "NoSuchEntity", "The user policy with name P cannot be found.",
        {"UserName": "dan", "PolicyName": "P"}),
    Row("DeleteUserPolicy", "a policy that is not there", "NoSuchEntity", "", {"UserName": "dan", "PolicyName": "P"}),
    Row("DeleteUserPolicy", "a policy that is there", "", "", {"UserName": "dan", "PolicyName": "P"},
        lambda aws: aws.establish({"policy": "P", "on": DAN}) or {}),
    Row("PutUserPolicy", "not JSON", "MalformedPolicyDocument", "",
        {"UserName": "dan", "PolicyName": "P", "PolicyDocument": "{"}),
    Row("DeleteUser", "a user with access keys and devices", "DeleteConflict", "must delete", {"UserName": "dan"}),
    Row("DeleteAccessKey", "a key that is not there", "NoSuchEntity", "",
        {"UserName": "dan", "AccessKeyId": "AKIAABCDEFGHIJKLMNOP"}),
    Row("UpdateAccessKey", "a word that is no status", "ValidationError", "status",
        {"UserName": "dan", "AccessKeyId": "AKIAABCDEFGHIJKLMNOP", "Status": "Off"}),
    Row("CreateServiceSpecificCredential", "a service that takes none", "NotSupportedService", "s3",
        {"UserName": "dan", "ServiceName": "s3.amazonaws.com"}),
    Row("ListServiceSpecificCredentials", "a service that takes none", "NotSupportedService", "s3",
        {"UserName": "dan", "ServiceName": "s3.amazonaws.com"}),
    Row("ListServiceSpecificCredentials", "an unknown user", "NoSuchEntity", "", {"UserName": "nobody"}),
    Row("UpdateServiceSpecificCredential", "one that is not there", "NoSuchEntity", "",
        {"UserName": "dan", "ServiceSpecificCredentialId": "ACCAABCDEFGHIJKLMNOPQ", "Status": "Inactive"}),
    Row("DeleteServiceSpecificCredential", "one that is not there", "NoSuchEntity", "",
        {"UserName": "dan", "ServiceSpecificCredentialId": "ACCAABCDEFGHIJKLMNOPQ"}),
    Row("UpdateSSHPublicKey", "one that is not there", "NoSuchEntity", "",
        {"UserName": "dan", "SSHPublicKeyId": "APKAABCDEFGHIJKLMNOPQ", "Status": "Inactive"}),
    Row("UpdateSigningCertificate", "one that is not there", "NoSuchEntity", "",
        {"UserName": "dan", "CertificateId": "A" * 32, "Status": "Inactive"}),
    Row("DeleteUser", "a user in a group", "DeleteConflict", "group", {"UserName": "eve"}, eve_in_a_group),
    Row("CreateUser", "a new one", "", "", {"UserName": "eve"}),
    Row("CreateUser", "one of that name", "EntityAlreadyExists", "", {"UserName": "dan"}),
    Row("ChangePassword", "one's own", "", "", {"OldPassword": "x" * 20, "NewPassword": "y" * 20}, who=DAN),
    Row("ChangePassword", "without one", "NoSuchEntity", "Login Profile",
        {"OldPassword": "x" * 20, "NewPassword": "y" * 20}, who=ROBOT),
    Row("ChangePassword", "with a role's session", "InvalidUserType", "",
        {"OldPassword": "x" * 20, "NewPassword": "y" * 20}, who=DAN, with_session=role_session(READ_ONLY)),
    Row("AttachUserPolicy", "one of AWS's own", "", "",
        {"UserName": "dan", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
    Row("AttachUserPolicy", "one that AWS does not have", "NoSuchEntity", "",
        {"UserName": "dan", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorsAccess"}),
    Row("AttachUserPolicy", "one of AWS's own at a wrong path", "NoSuchEntity", "",
        {"UserName": "dan", "PolicyArn": "arn:aws:iam::aws:policy/job-function/AdministratorAccess"}),
    Row("DeletePolicy", "one of AWS's own", "AccessDenied", "", {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
    Row("TagMFADevice", "a virtual device", "", "",
        {"SerialNumber": VIRTUAL, "Tags": [{"Key": "a", "Value": "b"}]}, virtual()),
    Row("TagMFADevice", "a FIDO2 key", "NoSuchEntity", "",
        {"SerialNumber": DAN_KEY, "Tags": [{"Key": "a", "Value": "b"}]}),
    Row("TagMFADevice", "a word of AWS's own", "InvalidInput", "aws:",
        {"SerialNumber": VIRTUAL, "Tags": [{"Key": "aws:a", "Value": "b"}]}, virtual()),
    Row("TagMFADevice", "a fifty-first tag", "LimitExceeded", "TagsPerMFADevice: 50",
        {"SerialNumber": VIRTUAL, "Tags": [{"Key": "one more", "Value": ""}]}, virtual(tags=50)),
    Row("UntagMFADevice", "a tag that it has not", "", "", {"SerialNumber": VIRTUAL, "TagKeys": ["a"]}, virtual()),
    Row("UntagMFADevice", "a hardware token", "NoSuchEntity", "", {"SerialNumber": HT_1, "TagKeys": ["a"]}),
    Row("ListMFADeviceTags", "a virtual device", "", "", {"SerialNumber": VIRTUAL}, virtual(tags=2)),
    Row("ListMFADeviceTags", "a FIDO2 key", "NoSuchEntity", "", {"SerialNumber": DAN_KEY}),
    Row("TagMFADevice", "a hardware token", "NoSuchEntity", "VirtualMFADevice",
        {"SerialNumber": HT_1, "Tags": [{"Key": "a", "Value": "b"}]}),
    Row("GetCredentialReport", "none was asked for", "ReportNotPresent", "", {}),
    Row("GetAccountPasswordPolicy", "there is none", "NoSuchEntity", "", {}),
    Row("UpdateAccountPasswordPolicy", "an age", "", "", {"MaxPasswordAge": 90, "HardExpiry": True}),
    Row("UpdateAccountPasswordPolicy", "more than three years", "ValidationError", "1095", {"MaxPasswordAge": 1096}),
    Row("UpdateAccountPasswordPolicy", "no day", "ValidationError", "1", {"MaxPasswordAge": 0}),
    Row("DeleteAccountPasswordPolicy", "there is none", "NoSuchEntity", "", {}),
    # -- the policy simulator
    Row("SimulateCustomPolicy", "an allowed action", "", "",
        {"PolicyInputList": [ALLOW_ALL], "ActionNames": ["iam:CreateUser"]}),
    Row("SimulateCustomPolicy", "a text that is no JSON", "InvalidInput", "PolicyInputList.1",
        {"PolicyInputList": ["{"], "ActionNames": ["iam:CreateUser"]}),
    Row("SimulateCustomPolicy", "an action with a wildcard", "InvalidInput", "iam:*",
        {"PolicyInputList": [ALLOW_ALL], "ActionNames": ["iam:*"]}),
    Row("SimulateCustomPolicy", "no action", "ValidationError", "actionNames", {"PolicyInputList": [ALLOW_ALL]}),
    Row("SimulateCustomPolicy", "a type that is none", "ValidationError", "contextEntries",
        {"PolicyInputList": [ALLOW_ALL], "ActionNames": ["iam:CreateUser"],
         "ContextEntries": [{"ContextKeyName": "aws:username", "ContextKeyValues": ["dan"], "ContextKeyType": "text"}]}),
    # -- who calls
    Row("GetUser", "a key that was deleted", "InvalidClientTokenId", "", {}, without_keys(DAN, "none"), who=DAN),
    Row("GetUser", "a key that was deactivated", "InvalidClientTokenId", "", {}, without_keys(DAN, "inactive"),
        who=DAN),
    Row("ListMFADevices", "a session without MFA", "InvalidClientTokenId", "", {}, who=DAN, with_session=session()),
    Row("ListMFADevices", "a role's session, no user named", "ValidationError", "userName", {}, who=DAN,
        with_session=role_session(READ_ONLY)),
    # -- GetSessionToken
    Row("GetSessionToken", "no code", "", "", {}, who=DAN),
    Row("GetSessionToken", "a fresh code", "", "", {"SerialNumber": HT_1}, token_code("HT-1"), who=DAN),
    Row("GetSessionToken", "36 hours", "", "", {"DurationSeconds": 129_600}, who=DAN),
    Row("GetSessionToken", "more than 36 hours", "ValidationError", "129600", {"DurationSeconds": 129_601}, who=DAN),
    Row("GetSessionToken", "less than 15 minutes", "ValidationError", "900", {"DurationSeconds": 899}, who=DAN),
    Row("GetSessionToken", "a typing error", "AccessDenied", BAD_CODE,
        {"SerialNumber": HT_1}, lambda aws: {"TokenCode": f"{(int(aws.codes('HT-1')[0]) + 1) % 10**6:06}"}, who=DAN),
    Row("GetSessionToken", "a code from five minutes ago", "AccessDenied", BAD_CODE,
        {"SerialNumber": HT_1}, late("HT-1"), who=DAN),
    Row("GetSessionToken", "a drifted token", "AccessDenied", BAD_CODE,
        {"SerialNumber": HT_1}, drifted("HT-1", token_code("HT-1")), who=DAN),
    Row("GetSessionToken", "the mfa/ ARN of a hardware token", "AccessDenied", WRONG_SERIAL,
        {"SerialNumber": f"arn:aws:iam::{PROD}:mfa/{HT_1}"}, token_code("HT-1"), who=DAN),
    Row("GetSessionToken", "a token of somebody else", "AccessDenied", WRONG_SERIAL,
        {"SerialNumber": LOST}, token_code("HT-lost"), who=DAN),
    Row("GetSessionToken", "a FIDO2 key", "AccessDenied", WRONG_SERIAL,
        {"SerialNumber": DAN_KEY, "TokenCode": "123456"}, who=DAN),
    Row("GetSessionToken", "a code without a serial", "AccessDenied", "both", {"TokenCode": "123456"}, who=DAN),
    Row("GetSessionToken", "letters", "ValidationError", "tokenCode",
        {"SerialNumber": HT_1, "TokenCode": "abcdef"}, who=DAN),
    Row("GetSessionToken", "session credentials", "AccessDenied",
        "Cannot call GetSessionToken with session credentials", {}, who=DAN, with_session=session()),
    Row("GetCallerIdentity", "session credentials", "", "", {}, who=DAN, with_session=session()),
    # -- AssumeRole
    Row("AssumeRole", "MFA demanded and given", "", "",
        {"RoleArn": ADMIN, "RoleSessionName": "drill", "SerialNumber": LOST}, token_code("HT-lost"), who=BREAK_GLASS),
    Row("AssumeRole", "MFA demanded, a wrong code", "AccessDenied", BAD_CODE,
        {"RoleArn": ADMIN, "RoleSessionName": "drill", "SerialNumber": LOST}, late("HT-lost"), who=BREAK_GLASS),
    Row("AssumeRole", "MFA demanded, long-term key", "AccessDenied", "not authorized to perform: sts:AssumeRole",
        {"RoleArn": ADMIN, "RoleSessionName": "drill"}, who=BREAK_GLASS),
    Row("AssumeRole", "MFA demanded, session without", "AccessDenied", "not authorized",
        {"RoleArn": ADMIN, "RoleSessionName": "drill"}, who=BREAK_GLASS, with_session=session()),
    Row("AssumeRole", "not trusted", "AccessDenied", "not authorized",
        {"RoleArn": ADMIN, "RoleSessionName": "drill", "SerialNumber": HT_1}, token_code("HT-1"), who=DAN),
    Row("AssumeRole", "trusted, no MFA demanded", "", "", {"RoleArn": READ_ONLY, "RoleSessionName": "drill"}, who=DAN),
    Row("AssumeRole", "no such role", "AccessDenied", f"on resource: arn:aws:iam::{PROD}:role/None",
        {"RoleArn": f"arn:aws:iam::{PROD}:role/None", "RoleSessionName": "drill"}, who=DAN),
    Row("AssumeRole", "an unknown account", "AccessDenied", "not authorized",
        {"RoleArn": "arn:aws:iam::999999999999:role/Admin", "RoleSessionName": "drill"}, who=DAN),
    Row("AssumeRole", "longer than the role allows", "ValidationError", "MaxSessionDuration",
        {"RoleArn": READ_ONLY, "RoleSessionName": "drill", "DurationSeconds": 3601}, who=DAN),
    Row("AssumeRole", "as long as the role allows", "", "",
        {"RoleArn": ADMIN, "RoleSessionName": "drill", "SerialNumber": LOST, "DurationSeconds": 7200},
        token_code("HT-lost"), who=BREAK_GLASS),
    Row("AssumeRole", "longer than any role allows", "ValidationError", "43200",
        {"RoleArn": READ_ONLY, "RoleSessionName": "drill", "DurationSeconds": 43_201}, who=DAN),
    Row("AssumeRole", "chained, over an hour", "ValidationError", "role chaining",
        {"RoleArn": READ_ONLY, "RoleSessionName": "drill", "DurationSeconds": 3601}, who=DAN,
        with_session=role_session(READ_ONLY)),
    Row("AssumeRole", "a session name with a space", "ValidationError", "roleSessionName",
        {"RoleArn": READ_ONLY, "RoleSessionName": "fire drill"}, who=DAN),
    # -- AssumeRoot and what its session may do
    Row("AssumeRoot", "from the management account", "", "", task(AUDIT), who=MANAGEMENT),
    Row("AssumeRoot", "from the delegated administrator", "", "", task(AUDIT), who=SECURITY),
    Row("AssumeRoot", "from the delegated administrator's role", "", "", task(AUDIT), who=SECURITY,
        with_session=role_session(f"arn:aws:iam::{SECURITY}:role/RootAccess")),
    Row("AssumeRoot", "by the root user's ARN", "", "", task(AUDIT, f"arn:aws:iam::{PROD}:root"), who=MANAGEMENT),
    Row("AssumeRoot", "from another member", "AccessDenied", "sts:AssumeRoot", task(AUDIT, SECURITY), who=PROD),
    Row("AssumeRoot", "from another organization", "AccessDenied", "", task(AUDIT), who=GOV, region="us-gov-west-1"),
    Row("AssumeRoot", "the management account itself", "AccessDenied", "member", task(AUDIT, MANAGEMENT), who=MANAGEMENT),
    Row("AssumeRoot", "a closed account", "AccessDenied", "active", task(AUDIT, CLOSED), who=MANAGEMENT),
    Row("AssumeRoot", "an account of nobody", "AccessDenied", "", task(AUDIT, "999999999999"), who=MANAGEMENT),
    Row("AssumeRoot", "another policy", "ValidationError", "root-task", task("AdministratorAccess"), who=MANAGEMENT),
    Row("AssumeRoot", "longer than 15 minutes", "ValidationError", "900", task(AUDIT, DurationSeconds=901), who=MANAGEMENT),
    Row("AssumeRoot", "a user's ARN", "ValidationError", "", task(AUDIT, f"arn:aws:iam::{PROD}:user/dan"), who=MANAGEMENT),
    Row("AssumeRoot", "with GetSessionToken's credentials", "AccessDenied", "session credentials", task(AUDIT),
        who=BREAK_GLASS, with_session=session()),
    Row("AssumeRoot", "as root", "AccessDenied", "session credentials", task(AUDIT, SECURITY), who=MANAGEMENT,
        with_session=root_session(AUDIT)),
    Row("GetCallerIdentity", "as root", "", "", {}, who=MANAGEMENT, with_session=root_session(AUDIT)),
    Row("GetAccountSummary", "as root, auditing", "", "", {}, who=MANAGEMENT, with_session=root_session(AUDIT)),
    Row("ListMFADevices", "as root, auditing", "", "", {}, who=MANAGEMENT, with_session=root_session(AUDIT)),
    Row("ListAccessKeys", "as root, auditing", "", "", {}, who=MANAGEMENT, with_session=root_session(AUDIT)),
    Row("ListSigningCertificates", "as root, auditing", "", "", {}, who=MANAGEMENT, with_session=root_session(AUDIT)),
    Row("GetLoginProfile", "as root, auditing, no password", "NoSuchEntity", "root", {}, who=MANAGEMENT,
        with_session=root_session(AUDIT)),
    Row("GetLoginProfile", "as root, auditing, a password", "", "", {}, holding(ROOT_PASSWORD), who=MANAGEMENT,
        with_session=root_session(AUDIT)),
    Row("ListMFADevices", "as root, of a user", "AccessDenied", "user dan", {"UserName": "dan"}, who=MANAGEMENT,
        with_session=root_session(AUDIT)),
    Row("DeleteLoginProfile", "as root, auditing", "AccessDenied", AUDIT, {}, who=MANAGEMENT,
        with_session=root_session(AUDIT)),
    Row("CreateUser", "as root, auditing", "AccessDenied", "", {"UserName": "eve"}, who=MANAGEMENT,
        with_session=root_session(AUDIT)),
    Row("GetAccountSummary", "as root, deleting", "AccessDenied", "", {}, who=MANAGEMENT,
        with_session=root_session(DELETE)),
    Row("DeleteLoginProfile", "as root, deleting", "", "", {}, holding(ROOT_PASSWORD), who=MANAGEMENT,
        with_session=root_session(DELETE)),
    Row("DeleteLoginProfile", "as root, nothing to delete", "NoSuchEntity", "", {}, who=MANAGEMENT,
        with_session=root_session(DELETE)),
    Row("DeactivateMFADevice", "as root, deleting", "", "", {"SerialNumber": HT_2}, holding(ROOT_DEVICE),
        who=MANAGEMENT, with_session=root_session(DELETE)),
    Row("DeactivateMFADevice", "as root, a user's device", "NoSuchEntity", "root", {"SerialNumber": HT_1},
        who=MANAGEMENT, with_session=root_session(DELETE)),
    Row("DeleteAccessKey", "as root, none", "NoSuchEntity", "", {"AccessKeyId": "AKIAABCDEFGHIJKLMNOP"},
        who=MANAGEMENT, with_session=root_session(DELETE)),
    Row("CreateLoginProfile", "as root, no password yet", "", "", {}, who=MANAGEMENT,
        with_session=root_session(CREATE)),
    Row("CreateLoginProfile", "as root, a password given", "ValidationError", "omitted", {"Password": "x" * 20},
        who=MANAGEMENT, with_session=root_session(CREATE)),
    Row("CreateLoginProfile", "as root, a password there", "EntityAlreadyExists", "", {}, holding(ROOT_PASSWORD),
        who=MANAGEMENT, with_session=root_session(CREATE)),
    Row("CreateLoginProfile", "as root, deleting", "AccessDenied", "", {}, who=MANAGEMENT,
        with_session=root_session(DELETE)),
    Row("ListMFADevices", "as root, unlocking a bucket", "AccessDenied", "", {}, who=MANAGEMENT,
        with_session=root_session("S3UnlockBucketPolicy")),
    # -- centralized root access
    Row("ListOrganizationsFeatures", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("ListOrganizationsFeatures", "from the delegated administrator", "", "", {}, who=SECURITY),
    Row("ListOrganizationsFeatures", "from another member", "AccountNotManagementOrDelegatedAdministratorException", "",
        {}, who=PROD),
    Row("ListOrganizationsFeatures", "no trusted access", "ServiceAccessNotEnabledException", "Trusted", {}, who=GOV,
        region="us-gov-west-1"),
    Row("EnableOrganizationsRootSessions", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("EnableOrganizationsRootSessions", "from the delegated administrator",
        "CallerIsNotManagementAccountException", "", {}, who=SECURITY) ,
    Row("EnableOrganizationsRootCredentialsManagement", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("DisableOrganizationsRootSessions", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("DisableOrganizationsRootCredentialsManagement", "from another member",
        "AccountNotManagementOrDelegatedAdministratorException", "", {}, who=PROD),
]  # fmt: skip

ORGANIZATIONS = [
    Row("DescribeOrganization", "from any member", "", "", {}, who=PROD),
    Row("ListAccounts", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("ListAccounts", "from the delegated administrator", "", "", {}, who=SECURITY),
    Row("ListAccounts", "from another member", "AccessDeniedException", "permissions", {}, who=PROD),
    Row("ListAccounts", "more than 20 at once", "InvalidInputException", "20", {"MaxResults": 21}, who=MANAGEMENT),
    Row("ListRoots", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("DescribeAccount", "a member", "", "", {"AccountId": PROD}, who=MANAGEMENT),
    Row("DescribeAccount", "an account of another organization", "AccountNotFoundException", "", {"AccountId": GOV},
        who=MANAGEMENT),
    Row("DescribeAccount", "an id of eleven digits", "InvalidInputException", "accountId", {"AccountId": "1" * 11},
        who=MANAGEMENT),
    Row("ListParents", "an account", "", "", {"ChildId": PROD}, who=MANAGEMENT),
    Row("ListParents", "an unknown account", "ChildNotFoundException", "", {"ChildId": "9" * 12}, who=MANAGEMENT),
    Row("ListOrganizationalUnitsForParent", "the root", "", "", {}, ids(ParentId="Root"), who=MANAGEMENT),
    Row("ListOrganizationalUnitsForParent", "an unknown unit", "ParentNotFoundException", "",
        {"ParentId": "ou-root-12345678"}, who=MANAGEMENT),
    Row("ListAccountsForParent", "a unit", "", "", {}, ids(ParentId="Root/Security"), who=MANAGEMENT),
    Row("ListChildren", "the root", "", "", {"ChildType": "ACCOUNT"}, ids(ParentId="Root"), who=MANAGEMENT),
    Row("CreateOrganizationalUnit", "a new one", "", "", {"Name": "Exempt"}, ids(ParentId="Root"), who=MANAGEMENT),
    Row("CreateOrganizationalUnit", "one of that name", "DuplicateOrganizationalUnitException", "",
        {"Name": "Security"}, ids(ParentId="Root"), who=MANAGEMENT),
    Row("DeleteOrganizationalUnit", "one with accounts", "OrganizationalUnitNotEmptyException", "",
        {}, ids(OrganizationalUnitId="Root/Security"), who=MANAGEMENT),
    Row("MoveAccount", "to another unit", "", "", {"AccountId": PROD},
        ids(SourceParentId="Root/Workloads/Prod", DestinationParentId="Root/Security"), who=MANAGEMENT),
    Row("MoveAccount", "from where it is not", "SourceParentNotFoundException", "", {"AccountId": PROD},
        ids(SourceParentId="Root/Workloads", DestinationParentId="Root/Security"), who=MANAGEMENT),
    Row("MoveAccount", "to where it is", "DuplicateAccountException", "", {"AccountId": PROD},
        ids(SourceParentId="Root/Workloads/Prod", DestinationParentId="Root/Workloads/Prod"), who=MANAGEMENT),
    Row("MoveAccount", "to nowhere", "DestinationParentNotFoundException", "",
        {"AccountId": PROD, "DestinationParentId": "ou-root-12345678"}, ids(SourceParentId="Root/Workloads/Prod"),
        who=MANAGEMENT),
    Row("MoveAccount", "from the delegated administrator", "AccessDeniedException", "", {"AccountId": PROD},
        ids(SourceParentId="Root/Workloads/Prod", DestinationParentId="Root/Security"), who=SECURITY),
    Row("CreatePolicy", "a service control policy", "", "", {**SCP_TYPE, "Name": "DenyRoot", "Content": ALLOW_ALL},
        who=MANAGEMENT),
    Row("CreatePolicy", "one of that name", "DuplicatePolicyException", "",
        {**SCP_TYPE, "Name": "DenyRoot", "Content": ALLOW_ALL}, scp("DenyRoot", lambda _: {}), who=MANAGEMENT),
    Row("CreatePolicy", "no JSON", "MalformedPolicyDocumentException", "",
        {**SCP_TYPE, "Name": "DenyRoot", "Content": "{"}, who=MANAGEMENT),
    Row("AttachPolicy", "to an account", "", "", {"TargetId": PROD},
        scp("DenyRoot", ids(PolicyId="DenyRoot")), who=MANAGEMENT),
    Row("AttachPolicy", "to the root", "", "", {},
        scp("DenyRoot", ids(PolicyId="DenyRoot", TargetId="Root")), who=MANAGEMENT),
    Row("AttachPolicy", "twice", "DuplicatePolicyAttachmentException", "", {"TargetId": PROD},
        scp("DenyRoot", ids(PolicyId="DenyRoot"), attached_to=PROD), who=MANAGEMENT),
    Row("AttachPolicy", "an unknown policy", "PolicyNotFoundException", "",
        {"TargetId": PROD, "PolicyId": "p-12345678"}, who=MANAGEMENT),
    Row("AttachPolicy", "to an unknown account", "TargetNotFoundException", "", {"TargetId": "9" * 12},
        scp("DenyRoot", ids(PolicyId="DenyRoot")), who=MANAGEMENT),
    Row("AttachPolicy", "the type is not enabled", "PolicyTypeNotEnabledException", "",
        {"TargetId": GOV, "PolicyId": FULL_ACCESS}, who=GOV, region="us-gov-west-1"),
    Row("DetachPolicy", "an attached one", "", "", {"TargetId": PROD},
        scp("DenyRoot", ids(PolicyId="DenyRoot"), attached_to=PROD), who=MANAGEMENT),
    Row("DetachPolicy", "one that is not attached", "PolicyNotAttachedException", "", {"TargetId": PROD},
        scp("DenyRoot", ids(PolicyId="DenyRoot")), who=MANAGEMENT),
    Row("DetachPolicy", "the last one", "ConstraintViolationException", "last",
        {"TargetId": PROD, "PolicyId": FULL_ACCESS}, who=MANAGEMENT),
    Row("DescribePolicy", "AWS's own", "", "", {"PolicyId": FULL_ACCESS}, who=MANAGEMENT),
    Row("UpdatePolicy", "AWS's own", "AccessDeniedException", "", {"PolicyId": FULL_ACCESS, "Name": "Mine"},
        who=MANAGEMENT),
    Row("DeletePolicy", "one in use", "PolicyInUseException", "", {},
        scp("DenyRoot", ids(PolicyId="DenyRoot"), attached_to="Root/Security"), who=MANAGEMENT),
    Row("DeletePolicy", "one not in use", "", "", {}, scp("DenyRoot", ids(PolicyId="DenyRoot")), who=MANAGEMENT),
    Row("ListPolicies", "service control policies", "", "", FILTER, who=MANAGEMENT),
    Row("ListPoliciesForTarget", "an account", "", "", {**FILTER, "TargetId": PROD}, who=MANAGEMENT),
    Row("ListPoliciesForTarget", "a unit", "", "", FILTER, ids(TargetId="Root/Workloads"), who=MANAGEMENT),
    Row("ListTargetsForPolicy", "AWS's own", "", "", {"PolicyId": FULL_ACCESS}, who=MANAGEMENT),
    Row("EnablePolicyType", "a second time", "PolicyTypeAlreadyEnabledException", "",
        {"PolicyType": "SERVICE_CONTROL_POLICY"}, ids(RootId="Root"), who=MANAGEMENT),
    Row("EnableAWSServiceAccess", "IAM", "", "", {"ServicePrincipal": "iam.amazonaws.com"}, who=MANAGEMENT),
    Row("EnableAWSServiceAccess", "from a member", "AccessDeniedException", "",
        {"ServicePrincipal": "iam.amazonaws.com"}, who=SECURITY),
    Row("ListAWSServiceAccessForOrganization", "from the management account", "", "", {}, who=MANAGEMENT),
    Row("ListDelegatedAdministrators", "of IAM", "", "", {"ServicePrincipal": "iam.amazonaws.com"}, who=MANAGEMENT),
    Row("RegisterDelegatedAdministrator", "a second time", "AccountAlreadyRegisteredException", "",
        {"AccountId": SECURITY, "ServicePrincipal": "iam.amazonaws.com"}, who=MANAGEMENT),
    Row("RegisterDelegatedAdministrator", "the management account", "ConstraintViolationException", "",
        {"AccountId": MANAGEMENT, "ServicePrincipal": "iam.amazonaws.com"}, who=MANAGEMENT),
    Row("DeregisterDelegatedAdministrator", "one that is none", "AccountNotRegisteredException", "",
        {"AccountId": PROD, "ServicePrincipal": "iam.amazonaws.com"}, who=MANAGEMENT),
    Row("InviteAccountToOrganization", "one that is in none", "", "", {"Target": TARGET}, outside, who=MANAGEMENT),
    Row("InviteAccountToOrganization", "by its email", "", "",
        {"Target": {"Id": "root+prod@example.com", "Type": "EMAIL"}}, outside, who=MANAGEMENT),
    Row("InviteAccountToOrganization", "a member", "HandshakeConstraintViolationException",
        "ALREADY_IN_AN_ORGANIZATION", {"Target": TARGET}, who=MANAGEMENT),
    Row("InviteAccountToOrganization", "twice", "DuplicateHandshakeException", "", {"Target": TARGET},
        without_an_id(invited()), who=MANAGEMENT),
    Row("InviteAccountToOrganization", "again, when the first was declined", "", "", {"Target": TARGET},
        without_an_id(invited(then="decline_handshake")), who=MANAGEMENT),
    Row("InviteAccountToOrganization", "from a member", "AccessDeniedException", "", {"Target": TARGET}, who=SECURITY),
    Row("AcceptHandshake", "by the one who was asked", "", "", {}, invited(), who=PROD),
    Row("AcceptHandshake", "by the one who asked", "AccessDeniedException", "", {}, invited(), who=MANAGEMENT),
    Row("AcceptHandshake", "by somebody else", "HandshakeNotFoundException", "", {}, invited(), who=SECURITY),
    Row("AcceptHandshake", "twice", "HandshakeAlreadyInStateException", "", {}, invited(then="accept_handshake"),
        who=PROD),
    Row("AcceptHandshake", "a cancelled one", "HandshakeAlreadyInStateException", "", {},
        invited(then="cancel_handshake"), who=PROD),
    Row("AcceptHandshake", "on the fifteenth day", "HandshakeAlreadyInStateException", "", {}, invited(days=15), who=PROD),
    Row("AcceptHandshake", "a mistyped id", "HandshakeNotFoundException", "", {"HandshakeId": "h-12345678"}, who=PROD),
    Row("DeclineHandshake", "by the one who was asked", "", "", {}, invited(), who=PROD),
    Row("CancelHandshake", "by the one who asked", "", "", {}, invited(), who=MANAGEMENT),
    Row("CancelHandshake", "by the one who was asked", "AccessDeniedException", "", {}, invited(), who=PROD),
    Row("DescribeHandshake", "by the one who was asked", "", "", {}, invited(), who=PROD),
    Row("ListHandshakesForAccount", "in no organization", "", "", {}, without_an_id(invited()), who=PROD),
    Row("ListHandshakesForOrganization", "from the management account", "", "", {}, without_an_id(invited()),
        who=MANAGEMENT),
    Row("DescribeOrganization", "in no organization", "AWSOrganizationsNotInUseException", "", {}, outside, who=PROD),
    Row("RemoveAccountFromOrganization", "a member", "", "", {"AccountId": PROD}, who=MANAGEMENT),
    Row("RemoveAccountFromOrganization", "one that is gone", "AccountNotFoundException", "", {"AccountId": PROD},
        outside, who=MANAGEMENT),
    Row("RemoveAccountFromOrganization", "the management account", "MasterCannotLeaveOrganizationException", "",
        {"AccountId": MANAGEMENT}, who=MANAGEMENT),
    Row("RemoveAccountFromOrganization", "a delegated administrator", "ConstraintViolationException",
        "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG", {"AccountId": SECURITY}, who=MANAGEMENT),
    Row("LeaveOrganization", "a member", "", "", {}, who=PROD),
    Row("LeaveOrganization", "the management account", "MasterCannotLeaveOrganizationException", "", {},
        who=MANAGEMENT),
    Row("CloseAccount", "a member", "", "", {"AccountId": PROD}, who=MANAGEMENT),
    Row("CloseAccount", "a closed one", "AccountAlreadyClosedException", "", {"AccountId": CLOSED}, who=MANAGEMENT),
    Row("CloseAccount", "the management account", "ConstraintViolationException", "management",
        {"AccountId": MANAGEMENT}, who=MANAGEMENT),
]  # fmt: skip

ACCOUNTS = [
    Row("GetPrimaryEmail", "a member", "", "", {"AccountId": PROD}, holding(TRUSTS_ACCOUNTS), who=MANAGEMENT),
    Row("GetPrimaryEmail", "no trusted access", "AccessDeniedException", "", {"AccountId": PROD}, who=MANAGEMENT),
    Row("GetPrimaryEmail", "from a member", "AccessDeniedException", "", {"AccountId": SECURITY},
        holding(TRUSTS_ACCOUNTS), who=PROD),
    Row("GetPrimaryEmail", "the management account itself", "AccessDeniedException", "", {"AccountId": MANAGEMENT},
        holding(TRUSTS_ACCOUNTS), who=MANAGEMENT),
    Row("GetPrimaryEmail", "an account of nobody", "AccessDeniedException", "", {"AccountId": "9" * 12},
        holding(TRUSTS_ACCOUNTS), who=MANAGEMENT),
    Row("GetPrimaryEmail", "an id of letters", "ValidationException", "accountId", {"AccountId": "prod"},
        who=MANAGEMENT),
    Row("StartPrimaryEmailUpdate", "a member's", "", "", {"AccountId": PROD, "PrimaryEmail": NEW_EMAIL},
        holding(TRUSTS_ACCOUNTS), who=MANAGEMENT),
    Row("StartPrimaryEmailUpdate", "no trusted access", "AccessDeniedException", "",
        {"AccountId": PROD, "PrimaryEmail": NEW_EMAIL}, who=MANAGEMENT),
    Row("StartPrimaryEmailUpdate", "the address of another account", "ConflictException", "",
        {"AccountId": PROD, "PrimaryEmail": "root@example.com"}, holding(TRUSTS_ACCOUNTS), who=MANAGEMENT),
    Row("StartPrimaryEmailUpdate", "too long an address", "ValidationException", "primaryEmail",
        {"AccountId": PROD, "PrimaryEmail": f"{'x' * 64}@example.com"}, who=MANAGEMENT),
    Row("AcceptPrimaryEmailUpdate", "with the mailed code", "", "", {"AccountId": PROD, "PrimaryEmail": NEW_EMAIL},
        email_started(NEW_EMAIL), who=MANAGEMENT),
    Row("AcceptPrimaryEmailUpdate", "with another code", "ValidationException", "",
        {"AccountId": PROD, "PrimaryEmail": NEW_EMAIL}, email_started(NEW_EMAIL, "000000"), who=MANAGEMENT),
    Row("AcceptPrimaryEmailUpdate", "five characters", "ValidationException", "otp",
        {"AccountId": PROD, "PrimaryEmail": NEW_EMAIL}, email_started(NEW_EMAIL, "00000"), who=MANAGEMENT),
    Row("AcceptPrimaryEmailUpdate", "another address", "ResourceNotFoundException", "",
        {"AccountId": PROD, "PrimaryEmail": "other@example.com"}, email_started(NEW_EMAIL), who=MANAGEMENT),
    Row("PutContactInformation", "one's own", "", "", {"ContactInformation": CONTACT}, who=MANAGEMENT),
    Row("PutContactInformation", "no city", "ValidationException", "contactInformation.city",
        {"ContactInformation": {key: value for key, value in CONTACT.items() if key != "City"}}, who=MANAGEMENT),
    Row("PutContactInformation", "a telephone number of letters", "ValidationException", "phoneNumber",
        {"ContactInformation": {**CONTACT, "PhoneNumber": "call me"}}, who=MANAGEMENT),
    Row("PutContactInformation", "no state where one is needed", "ValidationException", "StateOrRegion",
        {"ContactInformation": {key: value for key, value in CONTACT.items() if key != "StateOrRegion"}}, who=MANAGEMENT),
    Row("GetContactInformation", "the one that was put", "", "", {}, contact_put, who=MANAGEMENT),
    Row("GetAccountInformation", "one's own", "", "", {}),
    Row("GetAccountInformation", "a member", "", "", {"AccountId": PROD}, holding(TRUSTS_ACCOUNTS), who=MANAGEMENT),
    Row("GetAlternateContact", "none put", "ResourceNotFoundException", "", {"AlternateContactType": "SECURITY"}),
    Row("GetAlternateContact", "a type that is none", "ValidationException", "",
        {"AlternateContactType": "ROOT"}),
]  # fmt: skip

TABLE += [replace(row, of="organizations") for row in ORGANIZATIONS]
TABLE += [replace(row, of="account") for row in ACCOUNTS]


@pytest.mark.parametrize("row", TABLE, ids=[f"{row.operation}: {row.condition}" for row in TABLE])
def test_the_answer_is_the_documented_one(row: Row, aws: SimulatedAws, connect: Callable[..., Any]) -> None:
    who = row.who if row.with_session is None else row.with_session(connect("sts", row.who))
    call = getattr(connect(row.service, who, row.region), xform_name(row.operation))
    parameters = {
        name: found_id(connect("organizations", MANAGEMENT), value.where) if isinstance(value, IdOf) else value
        for name, value in {**row.parameters, **row.given(aws)}.items()
    }
    if not row.error:
        assert call(**parameters)["ResponseMetadata"]["HTTPStatusCode"] == 200
        return
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    answer = refused.value.response
    assert answer["Error"]["Code"] == row.error
    assert row.says in answer["Error"]["Message"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == _documented(row.service, row.operation)[row.error]


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.error], ids=lambda row: f"{row.operation}: {row.condition}"
)
def test_the_error_is_one_that_the_operation_documents(row: Row) -> None:
    assert row.error in _documented(row.service, row.operation)


@pytest.mark.parametrize("service", ["iam", "organizations"])
def test_statuses_are_those_of_the_model(service: str) -> None:
    for shape in _model(service).error_shapes:
        code, status = _modelled(shape)
        assert STATUS.get(code, status) == status, code


def test_every_status_has_a_source() -> None:
    modelled = {
        _modelled(shape)[0] for service in ("iam", "sts", "organizations") for shape in _model(service).error_shapes
    }
    # beside the models: AWS's common errors, its answer to an ended session, and our own admission
    assert set(STATUS) - modelled == {*COMMON, "ExpiredToken", NOT_SIMULATED}


def _documented(service: str, operation: str) -> dict[str, int]:
    """The error codes of an operation's model with their HTTP statuses, and the common ones."""
    return COMMON | dict(_modelled(shape) for shape in _model(service).operation_model(operation).error_shapes)


def _modelled(shape: Shape) -> tuple[str, int]:
    """Code and HTTP status; where the model has none, the shape's name and 400, as the API references say."""
    error = shape.metadata.get("error", {})
    return error.get("code", shape.name), error.get("httpStatusCode", 400)

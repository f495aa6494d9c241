"""What is asked of one account: its root user, contacts, password policy and devices; with the calls that it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mfa_binder.collect.aws_calls import AwsCalls, UnansweredCallError
from mfa_binder.observation.account_parts import (
    AccountContact,
    AccountContacts,
    AccountDevices,
    AccountSummary,
    AlternateContactType,
    DeviceType,
    ObservedDevice,
    PasswordPolicy,
    RootAudit,
    device_type,
)

SUMMARY_CALLS = ("iam:GetAccountSummary",)


def ask_summary(calls: AwsCalls, iam: Any) -> AccountSummary:
    """What GetAccountSummary says. Raises UnansweredCallError."""
    summary = calls.ask(iam, "GetAccountSummary")["SummaryMap"]
    password = summary.get("AccountPasswordPresent")
    return AccountSummary(
        root_mfa=bool(summary["AccountMFAEnabled"]),
        root_password=None if password is None else bool(password),
        root_access_keys=bool(summary["AccountAccessKeysPresent"]),
        users=summary.get("Users", 0),
        mfa_devices=summary.get("MFADevices", 0),
        mfa_devices_in_use=summary.get("MFADevicesInUse", 0),
    )


def ask_root_audit(calls: AwsCalls, iam: Any) -> RootAudit:
    """What the root user has. Raises UnansweredCallError.

    `iam` is the root user's own, in a session whose task policy allows what is asked here; no policy of ours has to.
    """
    return RootAudit(
        password=_has_root_password(calls, iam),
        access_keys=sum(1 for _ in calls.every(iam, "ListAccessKeys", "AccessKeyMetadata")),
        certificates=sum(1 for _ in calls.every(iam, "ListSigningCertificates", "Certificates")),
        devices=tuple(
            ObservedDevice(serial=device["SerialNumber"], enabled_at=device.get("EnableDate"))
            for device in calls.every(iam, "ListMFADevices", "MFADevices")
        ),
    )


def _has_root_password(calls: AwsCalls, iam: Any) -> bool:
    try:
        calls.ask(iam, "GetLoginProfile")
    except UnansweredCallError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return False
    return True


CONTACT_CALLS = ("account:GetContactInformation", "account:GetAlternateContact")


def ask_contacts(calls: AwsCalls, account: Any, number: str | None) -> AccountContacts:
    """The contacts of an account by number; None: the caller's own, which may not be named (botocore).

    Raises UnansweredCallError.
    """
    whose = {} if number is None else {"AccountId": number}
    return AccountContacts(
        primary=_primary_contact(calls, account, whose), alternate=_alternate_contacts(calls, account, whose)
    )


def _primary_contact(calls: AwsCalls, account: Any, whose: dict[str, str]) -> AccountContact | None:
    contact = _ask_contact(calls, account, "GetContactInformation", "ContactInformation", whose)
    return (
        None
        if contact is None
        else AccountContact(name=contact.get("FullName", ""), phone=contact.get("PhoneNumber", ""))
    )


def _alternate_contacts(
    calls: AwsCalls, account: Any, whose: dict[str, str]
) -> dict[AlternateContactType, AccountContact]:
    contacts: dict[AlternateContactType, AccountContact] = {}
    for kind in AlternateContactType:
        contact = _ask_contact(
            calls, account, "GetAlternateContact", "AlternateContact", {**whose, "AlternateContactType": kind.value}
        )
        if contact is not None:
            contacts[kind] = AccountContact(
                name=contact.get("Name", ""),
                title=contact.get("Title", ""),
                email=contact.get("EmailAddress", ""),
                phone=contact.get("PhoneNumber", ""),
            )
    return contacts


def _ask_contact(
    calls: AwsCalls, account: Any, operation: str, member: str, parameters: dict[str, str]
) -> dict[str, Any] | None:
    try:
        return dict(calls.ask(account, operation, **parameters)[member])
    except UnansweredCallError as refused:
        if refused.code != "ResourceNotFoundException":
            raise
        return None


PASSWORD_POLICY_CALLS = ("iam:GetAccountPasswordPolicy",)


def ask_password_policy(calls: AwsCalls, iam: Any) -> PasswordPolicy:
    """What GetAccountPasswordPolicy says. Raises UnansweredCallError.

    An account without a policy of its own has AWS's, under which passwords do not expire (IAM User Guide,
    "Set an account password policy for IAM users").
    """
    try:
        policy = calls.ask(iam, "GetAccountPasswordPolicy")["PasswordPolicy"]
    except UnansweredCallError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return PasswordPolicy()
    days = policy.get("MaxPasswordAge", 0)
    if bool(days) is not policy.get("ExpirePasswords", bool(days)):
        raise ValueError("ExpirePasswords and MaxPasswordAge of the password policy contradict each other")
    return PasswordPolicy(max_age_days=days or None, hard_expiry=bool(days and policy.get("HardExpiry")))


DEVICE_CALLS = ("iam:ListMFADevices", "iam:GetMFADevice", "iam:ListVirtualMFADevices")

ConcurrentMap = Callable[
    [Callable[[str], tuple[ObservedDevice, ...]], Sequence[str]], Iterable[tuple[ObservedDevice, ...]]
]
"""Applies a function to each name, some at a time; the results in the order of the names."""


def ask_devices(calls: AwsCalls, iam: Any, users: Sequence[str], map_concurrently: ConcurrentMap) -> AccountDevices:
    """The devices of each user. Raises UnansweredCallError."""
    devices = map_concurrently(lambda user: _ask_devices_of_user(calls, iam, user), users)
    return AccountDevices(
        of_users=dict(zip(users, devices, strict=True)), root_virtual=_ask_virtual_root_serial(calls, iam)
    )


def _ask_devices_of_user(calls: AwsCalls, iam: Any, user: str) -> tuple[ObservedDevice, ...]:
    try:
        entries = list(calls.every(iam, "ListMFADevices", "MFADevices", UserName=user))
    except UnansweredCallError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return ()  # deleted since the users were listed
    return tuple(
        _observed_device(calls, iam, user, entry) for entry in sorted(entries, key=lambda entry: entry["SerialNumber"])
    )


def _observed_device(calls: AwsCalls, iam: Any, user: str, entry: dict[str, Any]) -> ObservedDevice:
    serial = entry["SerialNumber"]
    certifications = _ask_certifications(calls, iam, user, serial) if device_type(serial) is DeviceType.FIDO2 else None
    return ObservedDevice(serial=serial, enabled_at=entry.get("EnableDate"), certifications=certifications)


def _ask_certifications(calls: AwsCalls, iam: Any, user: str, serial: str) -> dict[str, str] | None:
    try:
        answer = calls.ask(iam, "GetMFADevice", SerialNumber=serial, UserName=user)
    except UnansweredCallError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return None
    return dict(answer.get("Certifications") or {})


def _ask_virtual_root_serial(calls: AwsCalls, iam: Any) -> str | None:
    """The serial number of the root user's virtual device: its `User.Arn` ends in `:root`."""
    for device in calls.every(iam, "ListVirtualMFADevices", "VirtualMFADevices", AssignmentStatus="Assigned"):
        if str(device.get("User", {}).get("Arn", "")).endswith(":root"):
            return str(device["SerialNumber"])
    return None

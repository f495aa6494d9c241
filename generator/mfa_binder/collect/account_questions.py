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
AUDIT_CALLS = ("iam:GetLoginProfile", "iam:ListAccessKeys", "iam:ListMFADevices", "iam:ListSigningCertificates")
"""What the task policy lets such a session do; no policy of ours has to."""


def ask_summary(calls: AwsCalls, iam: Any) -> AccountSummary:
    """What GetAccountSummary says. Raises UnansweredError."""
    found = calls.ask(iam, "GetAccountSummary")["SummaryMap"]
    password = found.get("AccountPasswordPresent")
    return AccountSummary(
        root_mfa=bool(found["AccountMFAEnabled"]),
        root_password=None if password is None else bool(password),
        root_access_keys=bool(found["AccountAccessKeysPresent"]),
        users=found.get("Users", 0),
        mfa_devices=found.get("MFADevices", 0),
        mfa_devices_in_use=found.get("MFADevicesInUse", 0),
    )


def ask_root_audit(calls: AwsCalls, iam: Any) -> RootAudit:
    """What the root user has; `iam` is its own, in a session that may only look. Raises UnansweredError."""
    return RootAudit(
        password=_has_root_password(calls, iam),
        access_keys=sum(1 for _ in calls.every(iam, "ListAccessKeys", "AccessKeyMetadata")),
        certificates=sum(1 for _ in calls.every(iam, "ListSigningCertificates", "Certificates")),
        devices=tuple(
            ObservedDevice(serial=found["SerialNumber"], enabled_at=found.get("EnableDate"))
            for found in calls.every(iam, "ListMFADevices", "MFADevices")
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

    Raises UnansweredError.
    """
    whose = {} if number is None else {"AccountId": number}
    return AccountContacts(
        primary=_primary_contact(calls, account, whose), alternate=_alternate_contacts(calls, account, whose)
    )


def _primary_contact(calls: AwsCalls, account: Any, whose: dict[str, str]) -> AccountContact | None:
    found = _ask_contact(calls, account, "GetContactInformation", "ContactInformation", whose)
    return None if found is None else AccountContact(name=found.get("FullName", ""), phone=found.get("PhoneNumber", ""))


def _alternate_contacts(
    calls: AwsCalls, account: Any, whose: dict[str, str]
) -> dict[AlternateContactType, AccountContact]:
    found: dict[AlternateContactType, AccountContact] = {}
    for kind in AlternateContactType:
        entry = _ask_contact(
            calls, account, "GetAlternateContact", "AlternateContact", {**whose, "AlternateContactType": kind.value}
        )
        if entry is not None:
            found[kind] = AccountContact(
                name=entry.get("Name", ""),
                title=entry.get("Title", ""),
                email=entry.get("EmailAddress", ""),
                phone=entry.get("PhoneNumber", ""),
            )
    return found


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
    """What GetAccountPasswordPolicy says. Raises UnansweredError.

    An account without a policy of its own has AWS's, under which passwords do not expire (IAM User Guide,
    "Set an account password policy for IAM users").
    """
    try:
        found = calls.ask(iam, "GetAccountPasswordPolicy")["PasswordPolicy"]
    except UnansweredCallError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return PasswordPolicy()
    days = found.get("MaxPasswordAge", 0)
    if bool(days) is not found.get("ExpirePasswords", bool(days)):
        raise ValueError("ExpirePasswords and MaxPasswordAge of the password policy contradict each other")
    return PasswordPolicy(max_age_days=days or None, hard_expiry=bool(days and found.get("HardExpiry")))


DEVICE_CALLS = ("iam:ListMFADevices", "iam:GetMFADevice", "iam:ListVirtualMFADevices")

ConcurrentMap = Callable[
    [Callable[[str], tuple[ObservedDevice, ...]], Sequence[str]], Iterable[tuple[ObservedDevice, ...]]
]
"""Applies a function to each name, some at a time; the results in the order of the names."""


def ask_devices(calls: AwsCalls, iam: Any, users: Sequence[str], spread: ConcurrentMap) -> AccountDevices:
    """The devices of each user. Raises UnansweredError."""
    found = spread(lambda user: _ask_devices_of_user(calls, iam, user), users)
    return AccountDevices(
        of_users=dict(zip(users, found, strict=True)), root_virtual=_ask_virtual_root_serial(calls, iam)
    )


def _ask_devices_of_user(calls: AwsCalls, iam: Any, user: str) -> tuple[ObservedDevice, ...]:
    try:
        listed = list(calls.every(iam, "ListMFADevices", "MFADevices", UserName=user))
    except UnansweredCallError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return ()  # deleted since the users were listed
    return tuple(
        _observed_device(calls, iam, user, found) for found in sorted(listed, key=lambda one: one["SerialNumber"])
    )


def _observed_device(calls: AwsCalls, iam: Any, user: str, found: dict[str, Any]) -> ObservedDevice:
    serial = found["SerialNumber"]
    certifications = _ask_certifications(calls, iam, user, serial) if device_type(serial) is DeviceType.FIDO2 else None
    return ObservedDevice(serial=serial, enabled_at=found.get("EnableDate"), certifications=certifications)


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
    for found in calls.every(iam, "ListVirtualMFADevices", "VirtualMFADevices", AssignmentStatus="Assigned"):
        if str(found.get("User", {}).get("Arn", "")).endswith(":root"):
            return str(found["SerialNumber"])
    return None

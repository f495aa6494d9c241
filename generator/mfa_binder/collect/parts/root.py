"""The root user: what the account's own IAM says of it, and what an auditing root session sees."""

from __future__ import annotations

from typing import Any

from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.observation.parts import ObservedDevice, RootAudit, Summary

SUMMARY_CALLS = ("iam:GetAccountSummary",)
AUDIT_CALLS = ("iam:GetLoginProfile", "iam:ListAccessKeys", "iam:ListMFADevices", "iam:ListSigningCertificates")
"""What the task policy lets such a session do; no policy of ours has to."""


def summary(calls: Calls, iam: Any) -> Summary:
    """What GetAccountSummary says. Raises UnansweredError."""
    found = calls.ask(iam, "GetAccountSummary")["SummaryMap"]
    password = found.get("AccountPasswordPresent")
    return Summary(
        root_mfa=bool(found["AccountMFAEnabled"]),
        root_password=None if password is None else bool(password),
        root_access_keys=bool(found["AccountAccessKeysPresent"]),
        users=found.get("Users", 0),
        mfa_devices=found.get("MFADevices", 0),
        mfa_devices_in_use=found.get("MFADevicesInUse", 0),
    )


def audit(calls: Calls, iam: Any) -> RootAudit:
    """What the root user has; `iam` is its own, in a session that may only look. Raises UnansweredError."""
    return RootAudit(
        password=_has_password(calls, iam),
        access_keys=sum(1 for _ in calls.every(iam, "ListAccessKeys", "AccessKeyMetadata")),
        certificates=sum(1 for _ in calls.every(iam, "ListSigningCertificates", "Certificates")),
        devices=tuple(
            ObservedDevice(serial=found["SerialNumber"], enabled_at=found.get("EnableDate"))
            for found in calls.every(iam, "ListMFADevices", "MFADevices")
        ),
    )


def _has_password(calls: Calls, iam: Any) -> bool:
    try:
        calls.ask(iam, "GetLoginProfile")
    except UnansweredError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return False
    return True

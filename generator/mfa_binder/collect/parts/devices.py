"""The MFA devices of an account's users, and a virtual one of its root user."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.observation.parts import Devices, DeviceType, ObservedDevice, device_type

CALLS = ("iam:ListMFADevices", "iam:GetMFADevice", "iam:ListVirtualMFADevices")

Spread = Callable[[Callable[[str], tuple[ObservedDevice, ...]], Sequence[str]], Iterable[tuple[ObservedDevice, ...]]]
"""Applies a function to each name, some at a time; the results in the order of the names."""


def devices(calls: Calls, iam: Any, users: Sequence[str], spread: Spread) -> Devices:
    """The devices of each user. Raises UnansweredError."""
    found = spread(lambda user: _of(calls, iam, user), users)
    return Devices(of_users=dict(zip(users, found, strict=True)), root_virtual=_root_virtual(calls, iam))


def _of(calls: Calls, iam: Any, user: str) -> tuple[ObservedDevice, ...]:
    try:
        listed = list(calls.every(iam, "ListMFADevices", "MFADevices", UserName=user))
    except UnansweredError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return ()  # deleted since the users were listed
    return tuple(_device(calls, iam, user, found) for found in sorted(listed, key=lambda one: one["SerialNumber"]))


def _device(calls: Calls, iam: Any, user: str, found: dict[str, Any]) -> ObservedDevice:
    serial = found["SerialNumber"]
    certifications = _certifications(calls, iam, user, serial) if device_type(serial) is DeviceType.FIDO2 else None
    return ObservedDevice(serial=serial, enabled_at=found.get("EnableDate"), certifications=certifications)


def _certifications(calls: Calls, iam: Any, user: str, serial: str) -> dict[str, str] | None:
    try:
        answer = calls.ask(iam, "GetMFADevice", SerialNumber=serial, UserName=user)
    except UnansweredError as refused:
        if refused.code != "NoSuchEntity":
            raise
        return None
    return dict(answer.get("Certifications") or {})


def _root_virtual(calls: Calls, iam: Any) -> str | None:
    """The serial number of the root user's virtual device: its `User.Arn` ends in `:root`."""
    for found in calls.every(iam, "ListVirtualMFADevices", "VirtualMFADevices", AssignmentStatus="Assigned"):
        if str(found.get("User", {}).get("Arn", "")).endswith(":root"):
            return str(found["SerialNumber"])
    return None

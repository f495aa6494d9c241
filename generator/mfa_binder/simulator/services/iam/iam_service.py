"""What every IAM operation has in common, lists in parts, and the figures about an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import User
from moto.iam.responses import IamResponse

from mfa_binder.simulator.aws_errors import invalid_token, validation_error
from mfa_binder.simulator.services.parameter_limits import optional_user_name
from mfa_binder.simulator.services.simulated_service import SimulatedService
from mfa_binder.simulator.state.device_registrations import DeviceRegistrations

_PAGE = 100
"""Entries of a list where MaxItems is not given (iam API reference)."""


class IamService(SimulatedService, IamResponse):
    """Base of the IAM operations."""

    @property
    def registrations(self) -> DeviceRegistrations:
        """The MFA devices of the caller's account."""
        return DeviceRegistrations(self.simulation, self.state)

    def _check(self, action: str) -> None:
        super()._check(action)
        session = self.caller.session
        if session is not None and self.caller.role_arn is None and session.mfa_at is None:
            # GetSessionToken: no IAM operation unless an MFA code was given.
            raise invalid_token()
        if self.optional("UserName") is None and optional_user_name("iam", action):
            self.params["UserName"] = self._calling_user()

    def _calling_user(self) -> str:
        if self.caller.user is None:
            raise validation_error("Must specify userName when calling with non-User credentials")
        return self.caller.user

    def named_user(self) -> User:
        """The IAM user that the request names, or NoSuchEntity."""
        return self.registrations.user(self.text("UserName"))

    def in_parts(self, member: str, entries: Sequence[Any]) -> ActionResult:
        """A list, cut by Marker and MaxItems."""
        marker = self.optional("Marker") or "0"
        if not marker.isdecimal():
            raise validation_error("Invalid Marker.")
        start, size = int(marker), int(self.optional("MaxItems") or _PAGE)
        more = start + size < len(entries)
        result = {member: entries[start : start + size], "IsTruncated": more}
        return ActionResult({**result, "Marker": str(start + size)} if more else result)


class SummaryOperation(IamService):
    """GetAccountSummary. The method name is moto's way of finding an operation."""

    def get_account_summary(self) -> ActionResult:
        """The figures of moto, and the truth about the root user and the MFA devices."""
        state = self.state
        in_use = len(state.root.devices) + sum(len(user.mfa_devices) for user in state.iam.users.values())
        idle = sum(device.user_attribute is None for device in state.iam.virtual_mfa_devices.values())
        return ActionResult(
            {
                "SummaryMap": {
                    **state.iam.account_summary.summary_map,
                    "AccountMFAEnabled": int(bool(state.root.devices)),
                    "AccountPasswordPresent": int(state.root.password),
                    "AccountAccessKeysPresent": int(state.root.access_keys),
                    "MFADevices": in_use + idle,
                    "MFADevicesInUse": in_use,
                }
            }
        )

"""IAM's figures about an account."""

from __future__ import annotations

from moto.core.responses import ActionResult

from mfa_binder.simulator.iam.base import IamService


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

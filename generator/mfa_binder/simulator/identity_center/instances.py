"""Which instance of IAM Identity Center an organization has (sso-admin)."""

from __future__ import annotations

from moto.ssoadmin.responses import SSOAdminResponse

from mfa_binder.simulator.identity_center.directory import DirectoryService
from mfa_binder.simulator.refusals import not_simulated
from mfa_binder.simulator.stable import stable_id


class SimulatedInstances(DirectoryService, SSOAdminResponse):
    """ListInstances; no others are simulated."""

    def _check(self, action: str) -> None:
        super()._check(action)
        if action != "ListInstances":
            raise not_simulated(f"sso-admin {action}")

    def list_instances(self) -> str:
        """The instance of the caller's organization, if anybody is in its directory, and it lives where one asks."""
        partition = self.state.partition.name.value
        identity = stable_id("", "instance", self.organization.id, length=16).lower()
        instance = {
            "InstanceArn": f"arn:{partition}:sso:::instance/ssoins-{identity}",
            "IdentityStoreId": self.store,
            "OwnerAccountId": self.state.account.key,
            "CreatedDate": self.world.begins.timestamp(),
            "Status": "ACTIVE",
            "PrimaryRegion": self.home,
        }
        is_asked = self.optional("RegionScope") == "ALL_REGIONS" or self.region == self.home
        return self.in_parts("Instances", [instance] if self.users and is_asked else [])

"""The users of an organization's directory (identitystore)."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from moto.identitystore.responses import IdentityStoreResponse

from mfa_binder.organization.users_and_roles import IdentityCenterUser
from mfa_binder.simulator.identity_center.directory import DirectoryService
from mfa_binder.simulator.refusals import AwsError, not_simulated


class SimulatedStore(DirectoryService, IdentityStoreResponse):
    """ListUsers; no others are simulated."""

    def _check(self, action: str) -> None:
        super()._check(action)
        if action != "ListUsers":
            raise not_simulated(f"identitystore {action}")

    def list_users(self) -> str:
        """Everybody in the directory."""
        if self.text("IdentityStoreId") != self.store or self.region != self.home or not self.users:
            raise AwsError("ResourceNotFoundException", "The identity store was not found.", 400)
        if self.optional("Filters"):
            raise not_simulated("identitystore ListUsers with Filters")
        return self.in_parts("Users", [self._listed(user) for user in self.users])

    def _listed(self, user: IdentityCenterUser) -> dict[str, Any]:
        person = None if user.person is None else self.world.organization.people[user.person]
        found: dict[str, Any] = {
            "UserName": user.key,
            "UserId": str(uuid5(NAMESPACE_URL, f"{self.store}/{user.key}")),
            "IdentityStoreId": self.store,
            "DisplayName": user.key if person is None else person.name,
        }
        if person is not None:
            found["Emails"] = [{"Value": person.email, "Type": "work", "Primary": True}]
        return found

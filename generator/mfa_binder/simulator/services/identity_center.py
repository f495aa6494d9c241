"""IAM Identity Center as simulated: the instance of an organization, and the users of its own directory.

An organization has an instance if the inventory names users of it. What else of IAM Identity Center there
is, groups, permission sets and devices, nobody simulates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from moto.identitystore.responses import IdentityStoreResponse
from moto.ssoadmin.responses import SSOAdminResponse

from mfa_binder.organization.users_and_roles import IdentityCenterUser
from mfa_binder.simulator.aws_errors import AwsError, not_simulated
from mfa_binder.simulator.services.simulated_service import JsonService
from mfa_binder.simulator.state.deterministic_ids import stable_id

_PAGE = 100
"""The most that one answer lists (MaxResults in the models)."""


class DirectoryService(JsonService):
    """Base of the operations: JSON over HTTP, and an organization's administrator alone may ask."""

    @property
    def users(self) -> Sequence[IdentityCenterUser]:
        """The users of the organization's directory, by name."""
        key = self.organization.organization.key
        everybody = self.simulation.organization.identity_center_users.values()
        return sorted((user for user in everybody if user.organization in (None, key)), key=lambda user: user.key)

    @property
    def home(self) -> str:
        """The Region in which the instance lives: the inventory's for people's sign-in, else the organization's."""
        found = self.organization.organization
        return (found.identity.region if found.identity is not None else None) or found.region

    @property
    def store(self) -> str:
        """The id of the directory: d- and ten hexadecimal digits."""
        return f"d-{sha256(f'directory {self.organization.id}'.encode()).hexdigest()[:10]}"

    def _get_params(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body or "{}")
        return found

    def _check(self, action: str) -> None:
        try:
            super()._check(action)
        except AwsError as error:
            raise invalid(error.message) if error.code == "ValidationError" else error from None
        if self.caller.root_task is not None or not self.organization.manages(self.state.account):
            raise self._denied("You do not have sufficient access to perform this action.")

    def in_parts(self, member: str, entries: Sequence[Any]) -> str:
        """A list, cut by NextToken and MaxResults."""
        token = str(self.optional("NextToken") or "0")
        if not token.isdecimal():
            raise invalid("The NextToken is not valid.")
        start, size = int(token), int(self.optional("MaxResults") or _PAGE)
        result: dict[str, Any] = {member: entries[start : start + size]}
        more = start + size < len(entries)
        return json.dumps({**result, "NextToken": str(start + size)} if more else result)


def invalid(message: str) -> AwsError:
    """A parameter cannot be."""
    return AwsError("ValidationException", message, 400)


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
            "CreatedDate": self.simulation.begins.timestamp(),
            "Status": "ACTIVE",
            "PrimaryRegion": self.home,
        }
        is_asked = self.optional("RegionScope") == "ALL_REGIONS" or self.region == self.home
        return self.in_parts("Instances", [instance] if self.users and is_asked else [])


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
        person = None if user.person is None else self.simulation.organization.people[user.person]
        found: dict[str, Any] = {
            "UserName": user.key,
            "UserId": str(uuid5(NAMESPACE_URL, f"{self.store}/{user.key}")),
            "IdentityStoreId": self.store,
            "DisplayName": user.key if person is None else person.name,
        }
        if person is not None:
            found["Emails"] = [{"Value": person.email, "Type": "work", "Primary": True}]
        return found

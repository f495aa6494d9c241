"""Who is in an organization's directory, by the inventory, and what its operations have in common.

An organization has an instance if the inventory names users of it. What else of IAM Identity Center there
is, groups, permission sets and devices, nobody simulates.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from mfa_binder.organization.users_and_roles import IdentityCenterUser
from mfa_binder.simulator.json_service import JsonService
from mfa_binder.simulator.refusals import AwsError

_PAGE = 100
"""The most that one answer lists (MaxResults in the models)."""


class DirectoryService(JsonService):
    """Base of the operations: JSON over HTTP, and an organization's administrator alone may ask."""

    @property
    def users(self) -> Sequence[IdentityCenterUser]:
        """The users of the organization's directory, by name."""
        key = self.organization.organization.key
        everybody = self.world.organization.identity_center_users.values()
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

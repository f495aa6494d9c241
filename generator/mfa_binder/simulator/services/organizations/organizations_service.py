"""What the operations of AWS Organizations have in common: who may call them, errors, lists in parts.

Who may call what is the botocore model's word. A delegated administrator is taken to read only: what
a delegation policy might let it change the inventory does not tell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from moto.organizations.models import OrganizationsBackend
from moto.organizations.responses import OrganizationsResponse

from mfa_binder.simulator.aws_errors import AwsError
from mfa_binder.simulator.services.simulated_service import JsonService
from mfa_binder.simulator.state.organization_tree import OrganizationTree

_FROM_EVERY_MEMBER = frozenset({"DescribeOrganization", "LeaveOrganization"})
_FROM_EVERY_ACCOUNT = frozenset(
    {"AcceptHandshake", "CancelHandshake", "DeclineHandshake", "DescribeHandshake", "ListHandshakesForAccount"}
)
"""What one who is invited may do, which is a member of nothing yet."""
NOTHING = "{}"
"""The body of an answer that says nothing."""
_READING = ("Describe", "List")
_PAGE = 20
"""The most that one answer lists (MaxResults in the model)."""


class OrganizationsService(JsonService, OrganizationsResponse):
    """Base of the operations of AWS Organizations."""

    def _before_change(self) -> None:
        self.simulation.before_tree_change(self.organization)

    @property
    def tree(self) -> OrganizationTree:
        """Its root, units, accounts and policies."""
        return self.simulation.tree(self.organization)

    @property
    def organizations_backend(self) -> OrganizationsBackend:
        """Where moto keeps them."""
        return self.tree.backend

    def _get_params(self) -> dict[str, Any]:
        return self.request_params

    def _check(self, action: str) -> None:
        try:
            super()._check(action)
        except AwsError as error:
            raise invalid_input(error.message) if error.code == "ValidationError" else error from None
        account = self.state.account
        if action in _FROM_EVERY_ACCOUNT and self.caller.root_task is None:
            return
        if self.tree.member(account.key) is None:
            raise AwsError("AWSOrganizationsNotInUseException", "Your account isn't a member of an organization.")
        reader = self.caller.root_task is None and bool(self.organization.delegated.get(account.key))
        allowed = action in _FROM_EVERY_MEMBER or (reader and action.startswith(_READING))
        if self.caller.root_task is not None or not (allowed or self.organization.manages(account)):
            raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.")

    def in_parts(self, member: str, entries: Sequence[Any]) -> str:
        """A list, cut by NextToken and MaxResults."""
        token = str(self.optional("NextToken") or "0")
        if not token.isdecimal():
            raise invalid_input("You provided an invalid NextToken.")
        start, size = int(token), int(self.optional("MaxResults") or _PAGE)
        result = {member: entries[start : start + size]}
        more = start + size < len(entries)
        return json_answer({**result, "NextToken": str(start + size)} if more else result)


def json_answer(result: Mapping[str, Any]) -> str:
    """The body of an answer."""
    return json.dumps(result)


def invalid_input(message: str) -> AwsError:
    """A parameter cannot be."""
    return AwsError("InvalidInputException", message)


def not_found(what: str, message: str) -> AwsError:
    """There is none: `what` is the first part of the code, such as Account or Policy."""
    return AwsError(f"{what}NotFoundException", message)

"""IAM's list of users, groups, roles and policies with all that is in them, cut into pages, which moto does not do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import AWSManagedPolicy

from mfa_binder.simulator.aws_errors import validation_error
from mfa_binder.simulator.services.iam.iam_service import IamService

_PAGE = 100
"""Entries of a page where MaxItems is not given (iam API reference)."""
_LISTS = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}
"""What Filter names, and the list in which it stands. Of AWS's own policies those that somebody has asked for."""


class DetailOperations(IamService):
    """GetAccountAuthorizationDetails. The method name is moto's way of finding an operation."""

    def get_account_authorization_details(self) -> ActionResult:
        """A page of everything that Filter asks for."""
        wanted = self.optional("Filter") or list(_LISTS)
        marker = self.optional("Marker") or "0"
        if not marker.isdecimal():
            raise validation_error("Invalid Marker.")
        entries = list(self._entries(wanted))
        start, size = int(marker), int(self.optional("MaxItems") or _PAGE)
        page: dict[str, list[Any]] = {name: [] for name in _LISTS.values()}
        for name, entry in entries[start : start + size]:
            page[name].append(entry)
        more = start + size < len(entries)
        return ActionResult({**page, "IsTruncated": more, **({"Marker": str(start + size)} if more else {})})

    def _entries(self, wanted: list[str]) -> Iterator[tuple[str, Any]]:
        iam = self.state.iam
        policies: dict[bool, list[Any]] = {True: [], False: []}
        for policy in iam.managed_policies.values():
            policies[isinstance(policy, AWSManagedPolicy)].append(policy)
        there = {"User": iam.users.values(), "Group": iam.groups.values(), "Role": iam.roles.values()}
        for kind, entries in {
            **there,
            "LocalManagedPolicy": policies[False],
            "AWSManagedPolicy": policies[True],
        }.items():
            yield from ((_LISTS[kind], entry) for entry in entries if kind in wanted)

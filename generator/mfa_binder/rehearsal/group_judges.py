"""Conditions about groups of IAM users, asked with boto3 as the account's administrator."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botocore.exceptions import ClientError

from mfa_binder.book.conditions import Condition
from mfa_binder.rehearsal.clients import Clients


class GroupJudges:
    """`judges` say whether a condition holds, by the word that begins it."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self.judges: Mapping[str, Callable[[Condition], bool]] = {
            "in_group": lambda c: str(c["in_group"]) in self._groups(str(c["of"])),
            "not_in_group": lambda c: str(c["not_in_group"]) not in self._groups(str(c["of"])),
            "group_policy": lambda c: str(c["group_policy"]) in self._policies(str(c["on"]), str(c["in"])),
            "no_group_policy": lambda c: str(c["no_group_policy"]) not in self._policies(str(c["on"]), str(c["in"])),
        }

    def _groups(self, principal: str) -> frozenset[str]:
        match principal.split("/"):
            case [account, "user", name]:
                pages = self._clients.iam(account).get_paginator("list_groups_for_user").paginate(UserName=name)
                return frozenset(group["GroupName"] for page in pages for group in page["Groups"])
        raise ValueError(f"{principal} is in no group: only IAM users are")

    def _policies(self, group: str, account: str) -> frozenset[str]:
        """The names of a group's inline policies; of a group that does not exist: none."""
        pages = self._clients.iam(account).get_paginator("list_group_policies").paginate(GroupName=group)
        try:
            return frozenset(name for page in pages for name in page["PolicyNames"])
        except ClientError as refused:
            if refused.response["Error"].get("Code") != "NoSuchEntity":
                raise
            return frozenset()

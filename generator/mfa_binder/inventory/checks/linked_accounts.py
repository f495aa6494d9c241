"""GovCloud accounts and the commercial accounts that they are linked to."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.organization.partitions import PartitionName


def linked_accounts(draft: Draft) -> Iterator[Unplaced]:
    """Links from elsewhere than GovCloud, to elsewhere than the commercial partition, or two to one account.

    Each GovCloud account is linked to one commercial account (AWS GovCloud User Guide, "Signing up").
    """
    accounts = {account.key: account for account in draft.top.parts("accounts")}
    taken: dict[str, str] = {}
    for account in accounts.values():
        linked = account.text("linked_account")
        if linked is None or linked not in accounts:
            continue
        path = (*account.path, "linked_account")
        wrong = _wrong(draft, account, accounts[linked])
        if wrong:
            yield problem(
                "linked-account", path, wrong, "name the commercial account of a GovCloud account, or nothing"
            )
        elif taken.setdefault(linked, account.key) != account.key:
            message = f"{linked} is linked to {taken[linked]} already"
            yield problem("linked-account", path, message, "a commercial account is linked to one GovCloud account")


def _wrong(draft: Draft, account: Part, linked: Part) -> str:
    here, there = draft.partition_of(account), draft.partition_of(linked)
    if here is not None and here.name is not PartitionName.GOVCLOUD:
        return "only an account in GovCloud is linked to a commercial account"
    if there is not None and there.name is not PartitionName.AWS:
        return "the account is not in the commercial partition"
    return ""

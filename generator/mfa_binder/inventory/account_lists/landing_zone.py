"""Accounts of the Landing Zone Accelerator on AWS, `accounts-config.yaml`, and of its predecessor's `config.json`.

Keys: awslabs/landing-zone-accelerator-on-aws, config/lib/models/accounts-config.ts, read 2026-12-01. Its names are its
own: they need not be the names in AWS. Ids stand in `accountIds` only where AWS Organizations does not tell them.
"""

from __future__ import annotations

from mfa_binder.inventory.account_lists.account_entries import AccountListReader
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.lists.list_documents import cell_at, entries_of, maps_in, value_at
from mfa_binder.inventory.yaml_nodes import Node

_LISTS = ("mandatoryAccounts", "workloadAccounts")
_EARLIER = ("mandatory-account-configs", "workload-account-configs")
"""Maps in aws-samples/aws-secure-environment-accelerator, reference-artifacts: `account-name`, `email`, `ou`."""

_KEYS = {"name": "name", "email": "email", "ou": "organizationalUnit"}


def recognizes(nodes: list[Node]) -> bool:
    """Whether this is the configuration of accounts."""
    return any(value_at(node, name) is not None for node in nodes for name in (*_LISTS, *_EARLIER, "accountIds"))


def read(nodes: list[Node], reader: AccountListReader) -> None:
    """All accounts."""
    for node in nodes:
        ids = _ids_by_email(node, reader)
        for name in _LISTS:
            for record in maps_in(value_at(node, name)):
                cells_or_none = {field: cell_at(record, key) for field, key in _KEYS.items()}
                cells = {field: cell for field, cell in cells_or_none.items() if cell is not None}
                email = cells.get("email")
                if email is not None and email.text.casefold() in ids:
                    cells["id"] = ids.pop(email.text.casefold())
                reader.take(cells, record.line)
        for name in _EARLIER:
            for _, account in entries_of(value_at(node, name)):
                reader.take_map(account)
        for cell in ids.values():
            reader.say(cell, "list-reference", "no account of the file has the email address of this id", "correct it")


def _ids_by_email(node: Node, reader: AccountListReader) -> dict[str, ListCell]:
    ids: dict[str, ListCell] = {}
    for record in maps_in(value_at(node, "accountIds")):
        email, account = (
            cell_at(record, "email"),
            cell_at(record, "accountId"),
        )
        if email is None or account is None:
            continue
        before = ids.setdefault(email.text.casefold(), account)
        if before.text != account.text:
            message = f"line {before.line} gives this address another id: {before.text}"
            reader.say(account, "list-conflict", message, "keep one of the two")
    return ids

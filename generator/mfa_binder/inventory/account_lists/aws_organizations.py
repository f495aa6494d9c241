"""What the AWS CLI prints of accounts, as JSON or YAML, one page or several behind each other.

`aws organizations list-accounts`, `list-accounts-for-parent` and `describe-account`, and `aws sso list-accounts`.
Shapes: botocore's models organizations/2016-11-28 and sso/2019-06-10, read 2026-12-01.
"""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.inventory.account_lists.account_entries import AccountListReader
from mfa_binder.inventory.lists.list_documents import cell_at, cell_of, maps_in, pages_of, value_at
from mfa_binder.inventory.yaml_nodes import ListNode, Node

_LISTS = ("accountList", "accounts")


def recognizes(nodes: list[Node]) -> bool:
    """Whether these are accounts as AWS prints them."""
    return any(value_at(node, "Accounts") is not None or any(True for _ in _records(node)) for node in nodes)


def read(nodes: list[Node], reader: AccountListReader) -> None:
    """All accounts."""
    for node in nodes:
        for record in _records(node):
            reader.take_map(record)
    token = cell_at(nodes[-1], "NextToken") or cell_of(value_at(nodes[-1], "nextToken"), "nextToken")
    if token is not None:
        message = "the list goes on: it ends with a token for the next page"
        hint = "leave --max-items and --no-paginate out, and list the accounts again"
        reader.say(token, "list-incomplete", message, hint, Severity.WARNING)


def _records(node: Node) -> Iterator[Node]:
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _records(item)
        return
    candidates = [*pages_of(node, "Accounts"), value_at(node, "Account"), *(value_at(node, name) for name in _LISTS)]
    lists = [part for part in candidates if part is not None]
    for part in lists:
        yield from maps_in(part)
    if not lists and _is_record(node):
        yield node


def _is_record(node: Node) -> bool:
    """An account itself: `--query "Accounts[]"` leaves the name of the list out."""
    has_id = any(cell_at(node, name) is not None for name in ("Id", "id", "AccountId", "accountId"))
    return has_id and any(value_at(node, name) is not None for name in ("Email", "email", "Arn", "arn", "emailAddress"))

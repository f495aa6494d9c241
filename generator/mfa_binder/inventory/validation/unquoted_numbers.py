"""Account ids and keys without quotes, which readers of YAML take for numbers, days or truth values.

YAML 1.1 reads 444455556666 as a number, 012345670123 as an octal one and 012345678901 as text;
other readers drop the leading zero of each. Only quotes are read the same way by all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.message_words import quote_word
from mfa_binder.inventory.raw_inventory import find_matches, path_form
from mfa_binder.inventory.validation.problem_ids import inventory_error
from mfa_binder.inventory.yaml_nodes import KeyPath, ListNode, MapNode, Node, ScalarNode, child_of

_DIGITS = re.compile(r"[0-9][0-9_ -]*", re.ASCII)
_ACCOUNT_IDS = tuple(
    path_form(text)
    for text in (
        "accounts.*.roles.*.trusts.*",
        "organizations.*.management_account",
        "organizations.*.delegated_iam_admin",
    )
)
"""Where the format has account ids, besides the keys of `accounts`."""


def find_unquoted_ids(root: MapNode) -> Iterator[UnplacedFinding]:
    """A finding for each account id that stands without quotes, where the format has one."""
    for path, node in _account_ids(root):
        if isinstance(node, ScalarNode) and node.bare and _DIGITS.fullmatch(node.text):
            digits = re.sub(r"[^0-9]", "", node.text)
            hint = f'write it in quotes: "{digits}"' if len(digits) == 12 else "write all twelve digits in quotes"
            message = "the account id is not in quotes, so YAML may read it as a number"
            yield inventory_error("unquoted-account-id", path, message, hint)


def _account_ids(root: MapNode) -> Iterator[tuple[KeyPath, Node]]:
    accounts = child_of(root, "accounts")
    if isinstance(accounts, MapNode):
        for account, (key, _) in accounts.entries.items():
            yield ("accounts", account), key
    for form in _ACCOUNT_IDS:
        yield from find_matches(root, form)


def find_unquoted_keys(root: MapNode) -> Iterator[UnplacedFinding]:
    """A finding for each key, other than an account's, that YAML reads as something else than text."""
    for path, key in _keys_not_text((), root):
        if path[:-1] == ("accounts",) and _DIGITS.fullmatch(key.text):
            continue
        if key.value is None or not key.text:
            yield inventory_error("key-not-text", path, "a key is empty", "write a name before the colon")
        else:
            hint = f"write it in quotes: {quote_word(key.text)}"
            message = "this key is not read as text but as a number, a day or a truth value"
            yield inventory_error("key-not-text", path, message, hint)


def _keys_not_text(path: KeyPath, node: Node) -> Iterator[tuple[KeyPath, ScalarNode]]:
    if isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            if not isinstance(item, ScalarNode):
                yield from _keys_not_text((*path, index), item)
    elif isinstance(node, MapNode):
        for text, (key, value) in node.entries.items():
            key_path = (*path, text)
            if not isinstance(key.value, str) or not key.text:
                yield key_path, key
            if not isinstance(value, ScalarNode):
                yield from _keys_not_text(key_path, value)

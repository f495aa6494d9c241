"""Account ids and keys without quotes, which readers of YAML take for numbers, days or truth values.

YAML 1.1 reads 444455556666 as a number, 012345670123 as an octal one and 012345678901 as text;
other readers drop the leading zero of each. Only quotes are read the same way by all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.findings import Severity, UnplacedFinding
from mfa_binder.inventory.message_words import quote_word
from mfa_binder.inventory.yaml_nodes import KeyPath, ListNode, MapNode, Node, ScalarNode

_DIGITS = re.compile(r"[0-9][0-9_ -]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnquotedScalar:
    """A scalar that needs quotes, by its path."""

    path: KeyPath
    node: ScalarNode


def find_unquoted_ids(root: MapNode) -> Iterator[UnplacedFinding]:
    """A finding for each account id that stands without quotes, where the format has one."""
    for found in _account_ids(root):
        text = found.node.text
        if found.node.bare and _DIGITS.fullmatch(text):
            yield _unquoted_id(found.path, text)


def _unquoted_id(path: KeyPath, text: str) -> UnplacedFinding:
    digits = re.sub(r"[^0-9]", "", text)
    hint = f'write it in quotes: "{digits}"' if len(digits) == 12 else "write all twelve digits in quotes"
    message = "the account id is not in quotes, so YAML may read it as a number"
    return UnplacedFinding("unquoted-account-id", Severity.ERROR, path, message, hint)


def _account_ids(root: MapNode) -> Iterator[UnquotedScalar]:
    for account, (key, node) in _entries(_child(root, "accounts")):
        yield UnquotedScalar(("accounts", account), key)
        for role, (_, role_node) in _entries(_child(node, "roles")):
            trusts = _child(role_node, "trusts")
            for index, item in enumerate(trusts.items if isinstance(trusts, ListNode) else ()):
                yield from _scalar(("accounts", account, "roles", role, "trusts", index), item)
    for organization, (_, node) in _entries(_child(root, "organizations")):
        for name in ("management_account", "delegated_iam_admin"):
            yield from _scalar(("organizations", organization, name), _child(node, name))


def _scalar(path: KeyPath, node: Node | None) -> Iterator[UnquotedScalar]:
    if isinstance(node, ScalarNode):
        yield UnquotedScalar(path, node)


def _child(node: Node | None, name: str) -> Node | None:
    entry = node.entries.get(name) if isinstance(node, MapNode) else None
    return entry[1] if entry is not None else None


def _entries(node: Node | None) -> Iterator[tuple[str, tuple[ScalarNode, Node]]]:
    yield from node.entries.items() if isinstance(node, MapNode) else ()


def find_unquoted_keys(root: MapNode) -> Iterator[UnplacedFinding]:
    """A finding for each key, other than an account's, that YAML reads as something else than text."""
    for path, key in _odd_keys((), root):
        if path[:-1] == ("accounts",) and _DIGITS.fullmatch(key.text):
            continue
        if key.value is None or not key.text:
            yield UnplacedFinding(
                "key-not-text", Severity.ERROR, path, "a key is empty", "write a name before the colon"
            )
        else:
            hint = f"write it in quotes: {quote_word(key.text)}"
            message = "this key is not read as text but as a number, a day or a truth value"
            yield UnplacedFinding("key-not-text", Severity.ERROR, path, message, hint)


def _odd_keys(path: KeyPath, node: Node) -> Iterator[tuple[KeyPath, ScalarNode]]:
    if isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            if not isinstance(item, ScalarNode):
                yield from _odd_keys((*path, index), item)
    elif isinstance(node, MapNode):
        for text, (key, value) in node.entries.items():
            here = (*path, text)
            if not isinstance(key.value, str) or not key.text:
                yield here, key
            if not isinstance(value, ScalarNode):
                yield from _odd_keys(here, value)

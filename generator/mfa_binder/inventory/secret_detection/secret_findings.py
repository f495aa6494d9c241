"""What must not stand in an inventory: secrets, found by their key or by their form.

A finding names the place and never the value. What is found here silences every other finding
about the same place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mfa_binder.findings import Severity, UnplacedFinding
from mfa_binder.inventory.file_format import INVENTORY_FORMAT
from mfa_binder.inventory.secret_detection.secret_forms import ACCESS_KEY, SECRET_ACCESS_KEY, SEED, find_certain_secrets
from mfa_binder.inventory.secret_detection.secret_sentences import (
    find_secrets_in_text,
    kind_of_lone_secret,
    kind_of_secret,
)
from mfa_binder.inventory.yaml_nodes import KeyPath, ListNode, MapNode, Node, ScalarNode

_SECRET_WORDS = frozenset(
    {
        *("pin", "pins", "puk", "seed", "seeds", "secret", "secrets", "otp", "codes", "passcode", "passcodes"),
        *("password", "passwords", "passwd", "pwd", "passphrase", "combination", "combinations"),
    }
)
"""Words that tell of a secret wherever they stand in a key."""

_WHOLE_KEYS = frozenset(
    ("value", "values", "code", "token", "mnemonic", "secret_key", "session_token", "privatekey", "accesskey")
)
"""Keys that tell of a secret as a whole, and are harmless as a part of others."""

_IDENTIFIERS = frozenset({"serial", "aws_serial", "id", "external_id", "firmware", "dated"})
"""Keys whose values are made by makers and by AWS, in forms that seeds have too."""

_EXPLANATIONS = frozenset({"vault", "reason", "exempt_with", "remove"})
"""Keys whose values are a name or a sentence, never a number alone."""

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_HINT = "remove it, change it where it is used, and write only where it is kept"


def find_secrets(root: MapNode) -> Iterator[UnplacedFinding]:
    """A finding for each value that is a secret or looks like one."""
    yield from _find_in_map((), root)


def _find_in_map(path: KeyPath, node: MapNode) -> Iterator[UnplacedFinding]:
    beside_key = any(
        isinstance(value_node, ScalarNode) and _has_access_key(value_node.text)
        for _, value_node in node.entries.values()
    )
    for text, (_, value) in node.entries.items():
        key_path = (*path, text)
        if kind_of_secret(text) is not None:
            yield _secret_at(key_path, "a key of this map looks like a secret")
        elif _is_named_secret(path, text, value):
            yield _secret_at(key_path, "a secret is written here")
        elif beside_key and isinstance(value, ScalarNode) and SECRET_ACCESS_KEY.search(value.text):
            yield _secret_at(key_path, "this looks like an AWS secret access key")
        else:
            yield from _find_in_node(key_path, value)
    for repeated in node.repeated:
        yield from _find_in_node(path, repeated)


def _find_in_node(path: KeyPath, node: Node) -> Iterator[UnplacedFinding]:
    if isinstance(node, ScalarNode):
        kind = _kind_of_secret_at(path, node.text)
        if kind is not None:
            yield _secret_at(path, f"this looks like {kind}")
    elif isinstance(node, MapNode):
        yield from _find_in_map(path, node)
    else:
        yield from _find_in_list(path, node)


def _find_in_list(path: KeyPath, node: ListNode) -> Iterator[UnplacedFinding]:
    for index, item in enumerate(node.items):
        yield from _find_in_node((*path, index), item)


def _has_access_key(text: str) -> bool:
    return len(text) >= 20 and ACCESS_KEY.search(text) is not None


def _kind_of_secret_at(path: KeyPath, text: str) -> str | None:
    """What a text is by its form and its words; None if it looks harmless."""
    key = path[-1] if path else ""
    if key in _IDENTIFIERS:
        return next((kind for _, kind in find_certain_secrets(text)), None)
    if path[:1] == ("secrets",) and SEED.fullmatch(text):
        return "the seed of a TOTP token"
    return kind_of_secret(text) or (kind_of_lone_secret(text) if key in _EXPLANATIONS else None)


def _is_named_secret(path: KeyPath, key: str, value: Node) -> bool:
    """Whether a key says that its value is a secret. An id may be any word, but then its value is a map."""
    if isinstance(value, ScalarNode) and (value.value is None or isinstance(value.value, bool)):
        return False
    if path == ("secrets",):
        return isinstance(value, ScalarNode)
    if not is_secret_key(key) or key in INVENTORY_FORMAT.known_keys(path):
        return False
    return not (isinstance(value, MapNode) and INVENTORY_FORMAT.holds_ids(path))


@lru_cache(maxsize=4096)
def is_secret_key(key: str) -> bool:
    """Whether a key is one of those under which people write secrets: pin, seed, backup_codes, access_key."""
    words = [word for word in _SEPARATORS.split(key.lower()) if word]
    return (
        not _SECRET_WORDS.isdisjoint(words)
        or "_".join(words) in _WHOLE_KEYS
        or ("key" in words and _is_key_of_secret(words))
    )


def _is_key_of_secret(words: list[str]) -> bool:
    return not {"access", "private", "secret", "api"}.isdisjoint(words)


def _secret_at(path: KeyPath, message: str) -> UnplacedFinding:
    return UnplacedFinding("secret-in-inventory", Severity.ERROR, path, message, _HINT)


def find_secrets_by_line(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and kind of what is a secret by its form anywhere in the file, or by its words in a comment."""
    places = [*find_certain_secrets(text)]
    for comment in _COMMENT.finditer(text):
        places += [(comment.start(), kind) for _, kind in find_secrets_in_text(comment[0])]
    line, begin = 1, 0
    for start, kind in sorted(places):
        line += text.count("\n", begin, start)
        begin = max(begin, text.rfind("\n", begin, start) + 1)
        yield line, start - begin + 1, kind

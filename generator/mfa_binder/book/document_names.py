"""Addresses: a page's path under runbooks/, the name of a file, and the document id on every sheet.

Each name that is made of what stands in an inventory goes through here. It then consists of a-z, 0-9 and
hyphens, so no system folds two of them together or refuses one, and none leads out of its folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

_LONGEST = 60
_LONGEST_ID = 80
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""Names that Windows keeps for devices, whatever their ending (learn.microsoft.com, Naming Files, 2026-11-24)."""
_DIGITS = 6
"""Hexadecimal digits of a digest in a name."""

SIDECAR = "runbooks.json"
"""The sidecar's name in the working folder."""


def slug(text: str) -> str:
    """`text` as a file name: lower case, only a-z, 0-9 and hyphens; with a digest if it is cut short or reserved."""
    plain = _plain_slug(text)
    if len(plain) > _LONGEST:
        return f"{plain[:_LONGEST].strip('-')}-{_short_digest(text)}"
    if not plain or _RESERVED.fullmatch(plain):
        return f"{plain}-{_short_digest(text)}".lstrip("-")
    return plain


def distinct_slugs(keys: Iterable[str]) -> Mapping[str, str]:
    """A slug for each key, none twice: where two collide, each gets a digest of its key."""
    names = {key: slug(key) for key in keys}
    digits = _DIGITS
    while shared := _keys_with_shared_name(names):
        names |= {key: f"{_plain_slug(key)[:_LONGEST]}-{_short_digest(key, digits)}".lstrip("-") for key in shared}
        digits += _DIGITS
    return names


def file_name(key: str) -> str:
    """A key as a part of a file name that does not depend on what other keys there are.

    It is the key where that is a slug of its own, else a slug with a digest: `person-ben`, `person-ben-8f31c2` of
    `person-Ben`.
    """
    name = slug(key)
    return name if name == key else f"{_plain_slug(key)[:_LONGEST].strip('-')}-{_short_digest(key)}".lstrip("-")


def document_id(prefix: str, key: str) -> str:
    """The id on the sheet: `LD-YK-001`. Characters that could not be read aloud or typed become hyphens."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")
    if plain == key and len(plain) <= _LONGEST_ID:
        return f"{prefix}-{plain}"
    return f"{prefix}-{plain[:40]}-{_short_digest(key)}".replace("--", "-")


def _plain_slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _keys_with_shared_name(names: Mapping[str, str]) -> list[str]:
    """The keys whose name another one has too."""
    keys: dict[str, list[str]] = {}
    for key, name in names.items():
        keys.setdefault(name, []).append(key)
    return [key for same in keys.values() if len(same) > 1 for key in same]


def _short_digest(text: str, digits: int = _DIGITS) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:digits]


def profile_name(*parts: str) -> str:
    """A name for a profile of the AWS CLI, made of what it is for: only a-z, 0-9 and hyphens."""
    return slug("-".join(parts))

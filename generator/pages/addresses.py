"""Addresses: a page's path under runbooks/ and the document id on every sheet."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping


def slug(text: str) -> str:
    """`text` as a file name: lower case, only a-z, 0-9 and hyphens; a digest if nothing is left."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
    return plain or _digest(text)


def slugs(keys: Iterable[str]) -> Mapping[str, str]:
    """A slug for each key, none twice: where two collide, each gets a digest of its key."""
    wanted = {key: slug(key) for key in keys}
    taken = Counter(wanted.values())
    return {key: name if taken[name] == 1 else f"{name}-{_digest(key)}" for key, name in wanted.items()}


def document_id(prefix: str, key: str) -> str:
    """The id on the sheet: `LD-YK-001`. Characters that could not be read aloud or typed become hyphens."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")
    return f"{prefix}-{plain}" if plain == key else f"{prefix}-{plain[:40]}-{_digest(key)}".replace("--", "-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]

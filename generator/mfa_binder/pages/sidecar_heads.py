"""The sidecar without its blocks: sections, binders, facts, front, read in a fraction of the time."""

from __future__ import annotations

import re
from pathlib import Path

from mfa_binder.pages.sidecar import Sidecar, parse_sidecar, sidecar_bytes

_BLOCK = re.compile(rb"\n  [^\n]*")
"""`Sidecar.dumps` writes each block on a line of its own, and only blocks on lines that begin with spaces."""


def read_heads(path: Path) -> Sidecar:
    """Read `runbooks.json`, each section without its blocks. Raises OutputError if it is missing or not ours."""
    return heads(sidecar_bytes(path), path.name)


def heads(written: bytes, name: str) -> Sidecar:
    """The same of the file's content; `name` is for the error."""
    return parse_sidecar(_BLOCK.sub(b"", written), name)

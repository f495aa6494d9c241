"""The sidecar without its blocks: sections, binders, facts, front, read in a fraction of the time."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import ValidationError

from generator.errors import OutputError
from generator.pages.sidecar import Sidecar

_BLOCK = re.compile(rb"\n  [^\n]*")
"""`Sidecar.dumps` writes each block on a line of its own, and only blocks on lines that begin with spaces."""


def read_heads(path: Path) -> Sidecar:
    """Read `runbooks.json`, each section without its blocks. Raises OutputError if it is missing or not ours."""
    return heads(_bytes(path), path.name)


def heads(written: bytes, name: str) -> Sidecar:
    """The same of the file's content; `name` is for the error."""
    try:
        return Sidecar.model_validate_json(_BLOCK.sub(b"", written))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise OutputError(f"{name} cannot be read: {problem['msg']} @ {where}", "run mfa-binder build") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise OutputError(f"{path.name} is missing", "run mfa-binder build first") from None

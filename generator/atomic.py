"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from generator.errors import OutputError


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all, with the rights of `mode`. Raises OutputError if it cannot be written."""
    write_bytes(path, text.encode("utf-8"), mode)


def write_bytes(path: Path, contents: bytes, mode: int = 0o644) -> None:
    """The same, of bytes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(contents)
            temporary.chmod(mode)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path.name} cannot be written: {reason}", "check the folder and its rights") from error

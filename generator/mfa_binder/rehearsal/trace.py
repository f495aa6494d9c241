"""The trace: a JSON record a line for every block that was executed, page after page as they finish."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from mfa_binder.errors import OutputError
from mfa_binder.files.writing import require_free_or_own
from mfa_binder.rehearsal.calls import Call
from mfa_binder.rehearsal.report import BlockResult

_LONGEST_RECORD = 32 * 1024 * 1024
_KEYS = frozenset({"page", "id", "line", "status", "reason", "exit_status", "seconds", "calls", "stdout", "stderr"})
"""Of a record, as `_record` makes it."""

Record = Callable[[tuple[BlockResult, ...]], None]


@contextmanager
def tracing(path: Path | None) -> Iterator[Record]:
    """Give what writes a page's blocks down. The file appears whole when the context ends, however it does.

    None: nothing is written. Raises OutputError if the file cannot be, or if something else stands there.
    """
    if path is None:
        yield lambda blocks: None
        return
    require_free_or_own(path, own=_is_trace(path), option="--trace")
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        file = beside.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}", "check the folder and its rights") from error
    try:
        with file:
            yield lambda blocks: _write(file, blocks)
    finally:
        beside.replace(path)


def _is_trace(path: Path) -> bool:
    """Whether an earlier run wrote a file: it is empty, or its first line is a record of ours."""
    try:
        with path.open("rb") as file:
            first = file.readline(_LONGEST_RECORD)
        record = json.loads(first) if first else dict.fromkeys(_KEYS)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and record.keys() == _KEYS


def _write(file: IO[str], blocks: tuple[BlockResult, ...]) -> None:
    for block in blocks:
        if block.evidence is not None:
            file.write(json.dumps(_record(block), ensure_ascii=False) + "\n")


def _record(block: BlockResult) -> dict[str, object]:
    evidence = block.evidence
    assert evidence is not None
    return {
        "page": block.page,
        "id": block.id,
        "line": block.line,
        "status": block.status.value,
        "reason": block.reason,
        "exit_status": evidence.exit_status,
        "seconds": round(block.seconds, 3),
        "calls": [_call(call) for call in evidence.calls],
        "stdout": evidence.stdout,
        "stderr": evidence.stderr,
    }


def _call(call: Call) -> dict[str, object]:
    return {"argv": ["aws", *call.argv], "exit_status": call.exit_status, "seconds": call.seconds}

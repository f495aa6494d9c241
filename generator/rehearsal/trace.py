"""The trace: a JSON record a line for every block that was executed, page after page as they finish."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from generator.errors import OutputError
from generator.rehearsal.calls import Call
from generator.rehearsal.report import BlockResult

Record = Callable[[tuple[BlockResult, ...]], None]


@contextmanager
def tracing(path: Path | None) -> Iterator[Record]:
    """Give what writes a page's blocks down. The file appears whole when the context ends, however it does.

    None: nothing is written. Raises OutputError if the file cannot be.
    """
    if path is None:
        yield lambda blocks: None
        return
    beside = path.with_name(f".{path.name}.part")
    try:
        file = beside.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}", "check the folder and its rights") from error
    try:
        with file:
            yield lambda blocks: _write(file, blocks)
    finally:
        beside.replace(path)


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

"""One bash block as one process: run exactly as printed, its prompts answered, its time limited."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

TIMEOUT_SECONDS = 60.0
"""How long a block may take before its process group is killed."""

_BEYOND = b"NO-FURTHER-ANSWER\n"
"""Stands after the last answer: where the block's reading ends tells a question too many from none."""

_KEPT_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """What a block did. `exit_status` is None if it was killed for taking too long.

    `unread` counts the answers that nothing read; `overread` is True if something read on after the last.
    `script` is the path that error messages of bash begin with.
    """

    script: str
    exit_status: int | None
    stdout: str
    stderr: str
    unread: int
    overread: bool
    seconds: float


def run_block(
    text: str,
    answers: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    timeout: float = TIMEOUT_SECONDS,
    prefix: Sequence[str] = (),
) -> Run:
    """Run a block in `folder`, its working directory, with one line of standard input per answer.

    `prefix` stands before the command: the words of a program that confines it.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        script = Path(beside) / "block"
        script.write_text(text, encoding="utf-8")
        typed = "".join(f"{answer}\n" for answer in answers).encode()
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            stdin.write(typed + _BEYOND)
            stdin.seek(0)
            began = time.monotonic()
            status = _execute(script, environment, folder, (stdin, out, err), timeout, prefix)
            seconds = time.monotonic() - began
            # The block shares the file's offset, and bash puts it back to the end of the line it read.
            read = os.lseek(stdin.fileno(), 0, os.SEEK_CUR)
            unread = typed[read:].count(b"\n")
            return Run(str(script), status, _content(out), _content(err), unread, read > len(typed), seconds)


def _execute(
    script: Path,
    environment: Mapping[str, str],
    folder: Path,
    streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
    timeout: float,
    prefix: Sequence[str],
) -> int | None:
    stdin, out, err = streams
    bash = Path(environment["PATH"]) / "bash"
    process = subprocess.Popen(
        [*prefix, bash, "--norc", "--noprofile", "-euo", "pipefail", script],
        stdin=stdin,
        stdout=out,
        stderr=err,
        env=environment,
        cwd=folder,
        umask=0o077,
        start_new_session=True,
    )
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        # Also what the block left running in the background.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _content(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read(_KEPT_BYTES).decode("utf-8", errors="replace")

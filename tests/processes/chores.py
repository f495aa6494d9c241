"""What other processes do in the tests of them: in a file of its own, since a fresh process must be able to import it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from mfa_binder.errors import OutputError


def count_up(most: int) -> Iterator[int]:
    yield from range(most)


def do(what: str) -> Iterator[str]:
    yield "begun"
    match what:
        case "refuse":
            raise OutputError("the disk is full", "free it")
        case "fail":
            raise FileNotFoundError(2, "No such file", "page.md")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(7)
    yield "done"


def wait_for_ever(place: Path) -> Iterator[int]:
    (place / f"{os.getpid()}").touch()
    while True:
        time.sleep(1)
    yield 0

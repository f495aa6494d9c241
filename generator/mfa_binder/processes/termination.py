"""What SIGTERM does: a system that shuts down, or a CI that gives up, ends what is at work with it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sigterm_as_exit() -> Iterator[None]:
    """While the context lasts, SIGTERM ends the program as Ctrl-C does: what is at work is put in order first."""
    before = signal.signal(signal.SIGTERM, _exit_in_order)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _exit_in_order(number: int, _frame: object) -> None:
    sys.exit(128 + number)

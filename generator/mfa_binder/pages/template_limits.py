"""Bounds on what a template may take: time, memory, and the length of the page.

Time is that of the processor, so a loaded machine refuses no page. A clock of the operating system looks at both
several times a second; where memory can be limited (Linux), one huge value is refused before it is made.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import PAGESIZE
from pathlib import Path
from time import process_time
from types import FrameType
from typing import NoReturn

MIB = 1024 * 1024


class TemplateLimitError(BaseException):
    """A template takes more than it may: the message says of what.

    Not an Exception: Jinja2 swallows those while it folds constants, and the clock asks once.
    """


@dataclass(frozen=True, slots=True)
class TemplateLimits:
    """What one page may take."""

    seconds: float = 20.0
    """Of the processor. The largest register of 10,000 accounts takes about two."""
    memory: int = 512 * MIB
    """Bytes more than before."""
    length: int = 16 * MIB
    """Characters of its Markdown."""

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While the context lasts, raise TemplateLimitError or MemoryError in it if a bound is passed.

        Only in the main thread of a process, where the operating system's clock can interrupt.
        """
        if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
            yield
            return
        with self._looked_at(), _address_space(2 * self.memory):
            yield

    def check_length(self, text: str) -> None:
        """Raises TemplateLimitError if a page is longer than it may be."""
        if len(text) > self.length:
            raise TemplateLimitError(f"the page has more than {self.length:,} characters")

    @contextmanager
    def _looked_at(self) -> Iterator[None]:
        began, before = process_time(), _address_space_used()

        def look(_number: int, _frame: FrameType | None) -> None:
            if process_time() - began > self.seconds:
                _stop_template(f"this takes more than {self.seconds:g} seconds")
            if _address_space_used() - before > self.memory:
                _stop_template(f"this takes more than {self.memory // MIB} MiB of memory")

        handler = signal.signal(signal.SIGPROF, look)
        signal.setitimer(signal.ITIMER_PROF, _CHECK_SECONDS, _CHECK_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, handler)


_CHECK_SECONDS = 0.1
"""Seconds of the processor between two looks."""

_STATUS = Path("/proc/self/statm")


def _stop_template(why: str) -> NoReturn:
    signal.setitimer(signal.ITIMER_PROF, 0)
    raise TemplateLimitError(why)


def _address_space_used() -> int:
    """Bytes of address space of this process; 0 where the operating system does not say."""
    try:
        return int(_STATUS.read_text(encoding="ascii").split(" ", 1)[0]) * PAGESIZE
    except OSError:
        return 0


if sys.platform == "linux":
    import resource

    @contextmanager
    def _address_space(more: int) -> Iterator[None]:
        """While the context lasts, this process cannot get so many bytes `more`."""
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _address_space_used() + more
        limits = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *limits]), hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

else:

    @contextmanager
    def _address_space(more: int) -> Iterator[None]:
        """Nothing is limited here."""
        yield

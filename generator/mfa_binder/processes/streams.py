"""The standard streams of the program: always three, each for every character, and what cannot be written is told."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TextIO, TypeVar

BROKEN_PIPE = 141
"""The exit code when whoever reads our output has gone: what a shell tells of a program that SIGPIPE has ended."""

_CANNOT_GO_ON = 1
_STREAMS = (0, 1, 2)

Answer = TypeVar("Answer")


def open_streams() -> None:
    """Have all three streams, each in an encoding that takes every character.

    One that was closed leads nowhere: its number must not become that of a file of ours.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) in _STREAMS:
        os.set_inheritable(number, True)
    os.close(number)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = _checked(sys.stdout, 1)
    sys.stderr = _checked(sys.stderr, 2)


class _Stream(io.TextIOWrapper):
    """Standard output or error. What cannot be written ends the program, in a word: not in a traceback."""

    def write(self, text: str) -> int:
        return self._tried(lambda: super(_Stream, self).write(text))

    def flush(self) -> None:
        self._tried(super().flush)

    def _tried(self, act: Callable[[], Answer]) -> Answer:
        try:
            return act()
        except OSError as error:
            number = self.fileno()
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, number)  # the rest goes there
            os.close(nothing)
            if isinstance(error, BrokenPipeError):
                raise SystemExit(BROKEN_PIPE) from None
            if number != sys.stderr.fileno():
                sys.stderr.write(f"ERROR standard output cannot be written: {error.strerror}\n")
                sys.stderr.write("  Next: free some space, or write to another place\n")
            raise SystemExit(_CANNOT_GO_ON) from None


def _checked(stream: TextIO | None, number: int) -> TextIO:
    if stream is None:
        return os.fdopen(number, "w", encoding="utf-8", closefd=False)
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    encoding, buffered = stream.encoding, stream.line_buffering
    unable = encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968") and "PYTHONIOENCODING" not in os.environ
    return _Stream(
        stream.detach(), "utf-8" if unable else encoding, "backslashreplace", line_buffering=buffered or number == 2
    )

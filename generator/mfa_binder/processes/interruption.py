"""What Ctrl-C does: nothing is left to be put in order before a command begins, and much may be afterwards.

It ends the program with the exit code 130 and without a traceback, whatever is at work.
"""

from __future__ import annotations

# Not `signal`, which first makes its enumerations: a few milliseconds in which Ctrl-C would still end in a traceback.
import _signal as signal  # type: ignore[import-not-found] # the half of it in C, which typeshed leaves out
import os
import sys

EXIT_CODE = 130
_PATIENCE_SECONDS = 10
"""How long putting things in order may take."""


class _Program:
    """Whether the program is ours: the handlers of somebody who only imports us are left alone."""

    is_ours = False


def leave_at_once() -> None:
    """From now on Ctrl-C ends the program on the spot: the program's first step."""
    _Program.is_ours = True
    signal.signal(signal.SIGINT, _leave)


def leave_in_order() -> None:
    """From now on Ctrl-C raises KeyboardInterrupt; a second one, or ten seconds, end the program on the spot."""
    if _Program.is_ours:
        signal.signal(signal.SIGINT, _interrupt)


def _leave(*_: object) -> None:
    os._exit(EXIT_CODE)


def _interrupt(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGINT, _leave)
    # Where the exception ends in a destructor, or becomes another one, it is still the end.
    sys.unraisablehook = sys.excepthook = _leave
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, _leave)
        signal.alarm(_PATIENCE_SECONDS)
    raise KeyboardInterrupt

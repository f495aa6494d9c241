"""A worker ends with the rehearsal that started it, even if that was killed and could tell nobody."""

from __future__ import annotations

import signal
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread, main_thread


def end_with_the_caller() -> None:
    """Have the main thread of this process receive SIGTERM as soon as the process that asked for it is gone.

    The fork server, which is the parent by the system's count, lives on as long as its children do.
    """
    Thread(target=_watch, name="end-with-the-caller", daemon=True).start()


def _watch() -> None:
    caller = parent_process()
    number = main_thread().ident
    if caller is not None and number is not None:
        wait([caller.sentinel])
        signal.pthread_kill(number, signal.SIGTERM)

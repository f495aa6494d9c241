"""Processes of our own that work beside this one. They end with it, whatever ends it; Ctrl-C is its business alone.

Each begins in a process that has run nothing yet (multiprocessing's fork server), or where that suits better as a
copy of this one. What it is to do comes over a pipe, not with its start: a start that is interrupted must have
nothing to complain of.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import forkserver, get_all_start_methods, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread, main_thread
from typing import Any, TypeVar

from mfa_binder.errors import MfaBinderError, UnavailableError
from mfa_binder.files.temporary import share_temporary_folder, temporary_folder

_PATIENCE_SECONDS = 10.0
"""How long a process may take to end in order before it is killed."""

BUILD_PROCESSES = 2
"""So many processes of a build render or typeset at a time, where there is enough to do."""

Share = TypeVar("Share")
Result = TypeVar("Result")
Work = Callable[[Connection], None]


@dataclass(frozen=True, slots=True)
class Worker:
    """A process at work and our end of the pipe to it."""

    process: BaseProcess
    connection: Connection

    def end(self, patience: float = _PATIENCE_SECONDS) -> None:
        """Close the pipe, which tells the process to end, and kill it if it does not in `patience` seconds."""
        self.connection.close()
        self.process.join(patience)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(patience)

    def how_it_ended(self) -> str:
        """`was ended by SIGKILL`, `ended with exit status 1`, of a process that has closed its pipe."""
        self.process.join(_PATIENCE_SECONDS)
        status = self.process.exitcode
        if status is not None and status < 0:
            return f"was ended by {signal.Signals(-status).name}"
        return f"ended with exit status {status}"


def start_worker(work: Work, context: BaseContext) -> Worker:
    """Start a process that does `work` with its end of a pipe; with the fork server `work` must be importable.

    The work calls `end_with_the_caller` as soon as it may have a second thread.
    """
    ours, theirs = context.Pipe()
    process = _process(context, work, theirs)
    if context.get_start_method() == "fork":
        with _uninterrupted():
            process.start()
    else:
        process.start()
    theirs.close()
    return Worker(process, ours)


def _process(context: BaseContext, work: Work, theirs: Connection) -> BaseProcess:
    made: BaseProcess = context.Process(target=_begin, args=(work, theirs, temporary_folder()), daemon=True)  # type: ignore[attr-defined] # typeshed has it on the concrete contexts only
    return made


def fresh_context(preload: str) -> BaseContext:
    """New processes begin with the module `preload` loaded; never as a copy of this one, in which threads may run."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([preload])
    # The tracker's start lets Ctrl-C through again, so it comes before; what the server loads takes a second.
    resource_tracker.ensure_running()
    with _uninterrupted(), _sockets_in(temporary_folder()):
        forkserver.ensure_running()
    return context


def fork_context() -> BaseContext | None:
    """New processes begin as a copy of this one with its memory; None where the platform has no such thing."""
    return get_context("fork") if "fork" in get_all_start_methods() else None


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What is started meanwhile never hears of Ctrl-C, unless it asks to; we hear of it a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _sockets_in(folder: Path) -> Iterator[None]:
    """Where multiprocessing makes its folder for sockets, if it has none yet."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def _begin(work: Work, pipe: Connection, folder: Path) -> None:
    """The life of a process that we have started."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    share_temporary_folder(folder)
    work(pipe)


def end_with_the_caller() -> None:
    """Have the main thread receive SIGTERM as soon as the process that asked for this one is gone; later SIGKILL.

    The fork server, which is the parent by the system's count, lives on as long as its children do.
    """
    Thread(target=_watch, name="end-with-the-caller", daemon=True).start()


def _watch() -> None:
    caller, number = parent_process(), main_thread().ident
    if caller is not None and number is not None:
        wait([caller.sentinel])
        signal.pthread_kill(number, signal.SIGTERM)
        time.sleep(_PATIENCE_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)


# -- work that falls into shares


class _Done:
    """Says that a share is done."""


def work_through(
    shares: Sequence[Share], work: Callable[[Share], Iterator[Result]], context: BaseContext, most: int
) -> Generator[tuple[int, Result], None, None]:
    """Every result of every share, with the position of its share, as it comes; each share in a process of its own.

    `most` processes at a time. Raises the MfaBinderError or OSError that `work` raises, and UnavailableError if a
    process ends otherwise. When the caller stops, for whatever reason, all are killed.
    """
    waiting = iter(enumerate(shares))
    at_work: dict[Connection, tuple[int, Worker]] = {}

    def begin_next() -> None:
        for position, share in islice(waiting, 1):
            worker = start_worker(_Sharing(work), context)
            at_work[worker.connection] = position, worker
            _hand_over(worker, share)

    try:
        for _ in range(most):
            begin_next()
        while at_work:
            for ready in wait(list(at_work)):
                position, worker = at_work[ready]  # type: ignore[index] # typeshed knows more kinds of things to wait for
                answer = _answer(worker)
                if isinstance(answer, _Done):
                    del at_work[worker.connection]
                    worker.end()
                    begin_next()
                else:
                    yield position, answer
    finally:
        for _, worker in at_work.values():
            worker.process.kill()
            worker.end()


@dataclass(frozen=True, slots=True)
class _Sharing:
    """What a process does with the share that it gets."""

    work: Callable[[Any], Iterator[Any]]

    def __call__(self, pipe: Connection) -> None:
        end_with_the_caller()
        try:
            share = pipe.recv()
        except (EOFError, OSError):
            return  # the caller was interrupted meanwhile
        try:
            for result in self.work(share):
                pipe.send(result)
            pipe.send(_Done())
        except (MfaBinderError, OSError) as error:
            pipe.send(error)


def _hand_over(worker: Worker, share: object) -> None:
    try:
        worker.connection.send(share)
    except (BrokenPipeError, ConnectionResetError):
        raise _ended(worker) from None


def _answer(worker: Worker) -> Any:
    try:
        answer = worker.connection.recv()
    except (EOFError, OSError):
        raise _ended(worker) from None
    if isinstance(answer, (MfaBinderError, OSError)):
        raise answer
    return answer


def _ended(worker: Worker) -> UnavailableError:
    return UnavailableError(
        f"a process that worked for this run {worker.how_it_ended()}", "see whether memory ran out, and run again"
    )

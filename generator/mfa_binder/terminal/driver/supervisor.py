"""Terminals, calls and executors of one driver: one event at a time, nothing waits for anything else."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from mfa_binder.terminal.confinement.resource_limits import end_descendants
from mfa_binder.terminal.driver import aws_call, aws_shim, socket_messages
from mfa_binder.terminal.driver.aws_call import AwsCall
from mfa_binder.terminal.driver.call_executor import CallRules, CliProgram, serve_calls

_PATIENCE_SECONDS = 5.0
"""How long a caller may take to say who it is; it is a shim of ours, or it is shut out."""

_BEYOND_CALLS = 300
"""An executor's own files have higher numbers, since it has a call's files under the call's numbers."""

_MOST_CALLS = 2_000
"""After so many an executor gives way to a new fork, so that what calls leave in memory does not pile up."""

_GARBAGE_OBJECTS = 20_000
"""So many new objects are looked through at once; a call makes about as many, and most go by themselves."""

_TERMINAL = Path(__file__).with_name("terminal.bash")


@dataclass(frozen=True, slots=True)
class DriverPaths:
    """Where the driver finds what it needs."""

    bash: str
    """The path of bash."""
    python: str
    """The path of the interpreter, for the shim that is written in Python."""
    log: Path
    """The path of the log of calls."""
    address: str
    """The path of the Unix socket that calls come in by, where there is one."""
    call_socket: int
    """The number of that socket, listening; -1 where callers are inspected, and come to a port on loopback."""


@dataclass(slots=True)
class _ExecutorProcess:
    """A fork that carries out one call after the other."""

    process: int
    calls: socket.socket
    """Where calls go in and statuses come out."""
    caller: socket.socket | None = None
    """Who waits for the end of `call`; None: it is free."""
    call: AwsCall | None = None
    answered: int = 0
    """How many calls it has carried out."""


class DriverSupervisor:
    """One driver's life. `control` is the worker's socket: when it closes, everything ends."""

    def __init__(
        self, control: socket.socket, paths: DriverPaths, rules: CallRules, program: CliProgram | None
    ) -> None:
        self._control = control
        self._paths = paths
        self._rules = rules
        self._program = program
        self._events = selectors.DefaultSelector()
        self._terminals: dict[int, subprocess.Popen[bytes]] = {}
        self._executors: list[_ExecutorProcess] = []
        self._shim = ""
        self._token = ""
        self._call_socket = self._open_endpoint()

    def serve(self) -> None:
        """Until the worker closes its end."""
        ends = self._watch_ends()
        self._watch(self._control, self._obey)
        self._watch(ends, lambda: self._report_ends(ends))
        # Everything is loaded by now: what the executors share with this process is never looked through, nor copied.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_GARBAGE_OBJECTS)
        try:
            # The word that all is ready: the worker waits for it before it opens a terminal.
            socket_messages.send_message(self._control, {"shim": self._shim})
            while True:
                for key, _ in self._events.select():
                    key.data()
        except socket_messages.SocketClosedError:
            self._end_all()

    # -- what the worker wants

    def _obey(self) -> None:
        command, files = socket_messages.receive_message(self._control)
        match command["do"]:
            case "open":
                self._open_terminal(command, files)
            case "answer":
                socket_messages.send_message(self._control, {"answer": True})
            case "end":
                self._end_all()
                socket_messages.send_message(self._control, {"ended": "all", "kept": sorted(self._own_processes)})

    def _open_terminal(self, command: dict[str, Any], files: tuple[int, ...]) -> None:
        """Start a terminal on the five files: its 0, 1 and 2, where blocks come from, where statuses go."""
        stdin, stdout, stderr = files[:3]
        # The terminal moves these to its files 8 and 9, which they must not be already.
        blocks, statuses = (fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _BEYOND_CALLS) for file in files[3:])
        opened = subprocess.Popen(
            [
                self._paths.bash,
                "--norc",
                "--noprofile",
                str(_TERMINAL),
                str(blocks),
                str(statuses),
            ],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=(blocks, statuses),
            env=command["environment"],
            cwd=command["folder"],
            start_new_session=True,
        )
        for file in (*files, blocks, statuses):
            os.close(file)
        self._terminals[opened.pid] = opened
        socket_messages.send_message(self._control, {"opened": opened.pid})

    def _watch_ends(self) -> socket.socket:
        """A socket that becomes readable whenever a child ends."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        ours.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(theirs.detach(), warn_on_full_buffer=False)
        return ours

    def _report_ends(self, ends: socket.socket) -> None:
        with suppress(BlockingIOError):
            ends.recv(1024)
        for process, terminal in list(self._terminals.items()):
            if terminal.poll() is not None:
                del self._terminals[process]
                _kill_group(process)
                socket_messages.send_message(self._control, {"ended": process, "status": terminal.returncode})
        self._reap_orphans()

    def _reap_orphans(self) -> None:
        """Let go of processes that have ended and were left to us by what started them."""
        own = {*self._terminals, *(executor.process for executor in self._executors)}
        with suppress(ChildProcessError, AttributeError):  # no child; a system without waitid(2)
            while (gone := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and gone.si_pid not in own:
                os.waitpid(gone.si_pid, 0)

    def _end_all(self) -> None:
        for process, terminal in self._terminals.items():
            _kill_group(process)
            terminal.wait()
        self._terminals.clear()
        for executor in [executor for executor in self._executors if executor.caller is not None]:
            self._retire(executor)
        # What has left the groups of its terminal; where a confinement hides /proc, the worker does this.
        end_descendants(os.getpid(), self._own_processes, self._reap_orphans)

    @property
    def _own_processes(self) -> frozenset[int]:
        """Those that outlive a page: this one and its executors."""
        return frozenset((os.getpid(), *(executor.process for executor in self._executors)))

    # -- calls

    def _open_endpoint(self) -> socket.socket:
        if self._paths.call_socket < 0:
            call_socket = socket.create_server(("127.0.0.1", 0))
            self._token = secrets.token_hex(16)
            endpoint = aws_shim.ShimEndpoint(port=call_socket.getsockname()[1], token=self._token)
        else:
            call_socket = socket.socket(fileno=self._paths.call_socket)
            endpoint = aws_shim.ShimEndpoint(address=self._paths.address)
        self._shim = aws_shim.shim_script(endpoint, self._paths.bash, self._paths.python)
        self._watch(call_socket, self._accept_call)
        return call_socket

    def _accept_call(self) -> None:
        caller, _ = self._call_socket.accept()
        caller.settimeout(_PATIENCE_SECONDS)
        try:
            call = self._read_call(caller)
        except (aws_call.CallerGoneError, OSError, ValueError):
            caller.close()
            return
        free = next((executor for executor in self._executors if executor.caller is None), None)
        executor = free or self._fork_executor()
        executor.caller, executor.call = caller, call
        socket_messages.send_message(executor.calls, call.as_record(), call.files)
        # The executor has copies now. While ours were open, a reader at the end of a pipe would wait for ever.
        call.close()

    def _read_call(self, caller: socket.socket) -> AwsCall:
        if not self._token:
            return aws_call.receive_call(caller)
        line = b""
        while not line.endswith(b"\n"):
            part = caller.recv(256)
            if not part:
                raise aws_call.CallerGoneError
            line += part
        token, _, process = line.decode("ascii").strip().partition(" ")
        if not secrets.compare_digest(token, self._token):
            raise aws_call.CallerGoneError
        return aws_call.inspect_caller(int(process), aws_shim.LEADING_WORDS, aws_shim.OUTPUT_FILE)

    def _fork_executor(self) -> _ExecutorProcess:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            self._become_executor(theirs)
        theirs.close()
        executor = _ExecutorProcess(process, ours)
        self._executors.append(executor)
        self._watch(ours, lambda: self._pass_status_on(executor))
        return executor

    def _become_executor(self, mine: socket.socket) -> None:
        """The life of the fork, which keeps no other file of ours open but the one for its own errors."""
        status = 1
        errors = fcntl.fcntl(2, fcntl.F_DUPFD_CLOEXEC, _BEYOND_CALLS)
        try:
            # A signal must not wake the parent's loop, nor a file of the parent's be in the way of a call's.
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            mine = _move_socket(mine)
            _close_all_but(mine.fileno(), errors)
            serve_calls(mine, self._program, self._rules)
            status = 0
        except BaseException:
            os.write(errors, traceback.format_exc().encode())
            raise
        finally:
            os._exit(status)

    def _pass_status_on(self, executor: _ExecutorProcess) -> None:
        try:
            answer, _ = socket_messages.receive_message(executor.calls)
        except socket_messages.SocketClosedError:
            answer = {"status": self._retire(executor), "seconds": 0.0, "refused": False}
        caller, call = executor.caller, executor.call
        executor.caller = executor.call = None
        executor.answered += 1
        if executor in self._executors and executor.answered == _MOST_CALLS:
            self._retire(executor)
        if caller is None or call is None:
            return
        # Before its caller goes on: who reads the log after a block finds all of the block's calls.
        if not answer["refused"]:
            self._log_call(call, answer)
        with suppress(OSError):
            caller.sendall(b"%d\n" % answer["status"])
        caller.close()

    def _retire(self, executor: _ExecutorProcess) -> int:
        """End an executor; its exit status as a shell tells it."""
        self._executors.remove(executor)
        self._events.unregister(executor.calls)
        executor.calls.close()
        with suppress(ProcessLookupError):
            os.kill(executor.process, signal.SIGKILL)
        _, status = os.waitpid(executor.process, 0)
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code

    def _log_call(self, call: AwsCall, answer: dict[str, Any]) -> None:
        """Add a line to the log of calls."""
        record = {"argv": list(call.words), "exit_status": answer["status"], "seconds": round(answer["seconds"], 6)}
        with self._paths.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(record) + "\n")

    def _watch(self, source: socket.socket, act: Callable[[], None]) -> None:
        self._events.register(source, selectors.EVENT_READ, act)


def _kill_group(process: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


def _move_socket(own: socket.socket) -> socket.socket:
    """The same socket under a number that no file of a call has."""
    return socket.socket(fileno=fcntl.fcntl(own.detach(), fcntl.F_DUPFD_CLOEXEC, _BEYOND_CALLS))


def _close_all_but(*kept: int) -> None:
    beyond = os.sysconf("SC_OPEN_MAX")
    for low, high in pairwise([2, *sorted(kept), beyond]):
        os.closerange(low + 1, high)

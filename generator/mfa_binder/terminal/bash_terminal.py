"""A driver and its terminals, as the worker sees them: blocks go in, what they did comes out.

A terminal is one bash for as long as a reader would keep one window open: variables, folder and session
credentials of one block are there for the next. Its prompts are answered, its time is limited.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from mfa_binder.terminal.confinement.confiner_selection import CommandConfiner
from mfa_binder.terminal.confinement.resource_limits import LEFT_RUNNING, LEFT_TOO_MANY, ResourceUsage, end_descendants
from mfa_binder.terminal.driver import socket_messages
from mfa_binder.terminal.driver.aws_call import can_inspect_callers
from mfa_binder.terminal.run_evidence import NoEvidenceError
from mfa_binder.terminal.sandbox import Sandbox

BLOCK_TIMEOUT_SECONDS = 60.0
"""How long a block may take before everything that its page started is killed."""

_END_OF_ANSWERS = b"NO-FURTHER-ANSWER\n"
"""Stands after the last answer: where the block's reading ends tells a question too many from none."""

_START_SECONDS = 60.0
_ANSWER_SECONDS = 20.0
"""How long the driver may take to answer, which it does at once if nothing has stopped it."""
_CLOSING_SECONDS = 10.0
_POLL_SECONDS = 0.25
_SETTLING_SECONDS = 1.0
"""How long it is watched whether what a block leaves running becomes more."""
_SETTLING_STEP = 0.1


@dataclass(frozen=True, slots=True)
class BlockRun:
    """What a block did."""

    script: str
    """The path that error messages of bash begin with."""
    exit_status: int | None
    """None if it was killed: for taking too long, or for what `excess` says."""
    stdout: str
    stderr: str
    unread: int
    """How many answers nothing read."""
    overread: bool
    """Whether something read on after the last answer."""
    seconds: float
    """The time that its shell took."""
    excess: str = ""
    """What it used too much of, in words; empty if it did not."""


class TerminalDriver:
    """A running driver; see `mfa_binder.terminal.driver`. Made by `running`."""

    def __init__(
        self, control: socket.socket, process: subprocess.Popen[bytes], usage: ResourceUsage, *, is_blind: bool = False
    ) -> None:
        self.control = control
        self.usage = usage
        self.is_alive = True
        self.known_processes = 0
        """How many were left running by any block so far, at most."""
        self.ended_terminals: dict[int, int] = {}
        """The exit statuses of terminals that have ended, by process: told whenever it happens, in between too."""
        self._process = process
        self._is_blind = is_blind
        """Whether it cannot see what has left the process groups of its terminals, so that we end that."""

    @classmethod
    @contextmanager
    def running(
        cls, sandbox: Sandbox, confiner: CommandConfiner | None = None, *, preload: bool
    ) -> Iterator[TerminalDriver]:
        """Start a driver for a sandbox while the context lasts, and write the `aws` that calls it on the PATH.

        `confiner` keeps the driver, and all that terminals start, from the rest of the machine.
        With `preload` the AWS CLI installed beside us runs inside it; else every call starts the sandbox's
        `aws_program`. Raises RuntimeError if it does not start.
        """
        ours, theirs = socket.socketpair()
        inspects = can_inspect_callers() and (confiner is None or confiner.can_inspect_children)
        # Made here, since what is confined makes no name in this folder; and before the words of the confinement,
        # which allow only what exists.
        call_socket = None if inspects else _open_call_socket(sandbox.call_socket)
        files = {"control": theirs.fileno(), "call_socket": call_socket.fileno() if call_socket else -1}
        settings = json.dumps(sandbox.driver_settings() | files | {"preload": preload})
        prefix = confiner.prefix(sandbox.writable, sandbox.readable) if confiner is not None else []
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "mfa_binder.terminal.driver", settings],
            env=sandbox.driver_environment(),
            stdin=subprocess.DEVNULL,
            cwd=sandbox.work,
            pass_fds=(theirs.fileno(), *([call_socket.fileno()] if call_socket else [])),
            start_new_session=True,
        )
        # Only the driver holds these from here on: its end is seen by the socket's being closed.
        for passed_on in filter(None, (theirs, call_socket)):
            passed_on.close()
        try:
            sandbox.install_aws(_receive_shim(ours))
            ours.settimeout(_ANSWER_SECONDS)
            usage = ResourceUsage(process.pid, (sandbox.work, sandbox.home))
            yield cls(ours, process, usage, is_blind=confiner is not None and confiner.order.landlock)
        finally:
            # The driver ends everything once the worker's end is closed; killed at once, it could not.
            ours.close()
            try:
                process.wait(_CLOSING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextmanager
    def terminal(self, environment: Mapping[str, str], folder: Path, script: Path) -> Iterator[BashTerminal]:
        """Open a terminal in `folder`; blocks are written to the file `script` before they run."""
        with ExitStack() as files:
            stdin, stdout, stderr = (files.enter_context(tempfile.TemporaryFile()) for _ in range(3))
            blocks_out, blocks_in = os.pipe()
            statuses_out, statuses_in = os.pipe()
            streams = [stdin.fileno(), stdout.fileno(), stderr.fileno()]
            files.callback(os.close, blocks_in)
            files.callback(os.close, statuses_out)
            opening = {"do": "open", "environment": dict(environment), "folder": str(folder)}
            try:
                self._send(opening, [*streams, blocks_out, statuses_in])
            finally:
                os.close(blocks_out)
                os.close(statuses_in)
            while "opened" not in (answer := self.receive()):
                continue
            yield BashTerminal(self, answer["opened"], script, (stdin, stdout, stderr), blocks_in, statuses_out)

    def end_all(self) -> None:
        """Kill every terminal, everything that they started, and everything that answers calls."""
        if not self.is_alive:
            return
        with suppress(NoEvidenceError):
            self._send({"do": "end"})
            while (answer := self.receive()).get("ended") != "all":
                continue
            if self._is_blind:
                end_descendants(self._process.pid, answer["kept"])
        self.ended_terminals.clear()

    def require_alive(self) -> None:
        """Raise NoEvidenceError if a block has ended or stopped it: a shell may go on after `kill -9 -1`."""
        self._send({"do": "answer"})
        while "answer" not in self.receive():
            continue

    def receive(self) -> dict[str, Any]:
        """What the driver says next. Raises NoEvidenceError."""
        try:
            record, _ = socket_messages.receive_message(self.control)
        except (socket_messages.SocketClosedError, TimeoutError):
            raise self._lost() from None
        if isinstance(record.get("ended"), int):
            self.ended_terminals[record["ended"]] = record["status"]
        return record

    def _send(self, record: Mapping[str, Any], files: Sequence[int] = ()) -> None:
        try:
            socket_messages.send_message(self.control, record, files)
        except (socket_messages.SocketClosedError, TimeoutError):
            raise self._lost() from None

    def _lost(self) -> NoEvidenceError:
        """It is of no more use: kill what may be left of it."""
        self.is_alive = False
        self._process.kill()
        return NoEvidenceError("it ended or stopped the process that carries out the calls of aws")


class BashTerminal:
    """One bash. `is_open` is False once it has ended: a block failed, or took too long."""

    def __init__(
        self,
        driver: TerminalDriver,
        process: int,
        script: Path,
        streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
        blocks: int,
        statuses: int,
    ) -> None:
        self.is_open = True
        self._driver = driver
        self._process = process
        self._script = script
        self._streams = streams
        self._blocks = blocks
        self._statuses = statuses

    def run(
        self, text: str, answers: Sequence[str], timeout: float = BLOCK_TIMEOUT_SECONDS, *, apart: bool = False
    ) -> BlockRun:
        """Run a block with one line of standard input per answer; `apart`: in a copy that leaves no trace here."""
        self._script.write_text(text, encoding="utf-8")
        typed = "".join(f"{answer}\n" for answer in answers).encode()
        stdin, _, _ = self._streams
        for stream, content in zip(self._streams, (typed + _END_OF_ANSWERS, b"", b""), strict=True):
            _refill_stream(stream, content)
        began = time.monotonic()
        # Bash waits for this line: the files must be filled by now.
        with suppress(BrokenPipeError):  # it has ended meanwhile, which the driver tells
            os.write(self._blocks, f"{'apart ' if apart else ''}{self._script}\n".encode())
        status, excess = self._await_status(timeout)
        seconds = time.monotonic() - began
        # The block shares the file's offset, and bash puts it back to the end of the line it read.
        read_bytes = os.lseek(stdin.fileno(), 0, os.SEEK_CUR)
        unread = typed[read_bytes:].count(b"\n")
        stdout, stderr = (_read_stream(stream) for stream in self._streams[1:])
        return BlockRun(str(self._script), status, stdout, stderr, unread, read_bytes > len(typed), seconds, excess)

    def _await_status(self, timeout: float) -> tuple[int | None, str]:
        """The block's exit status, None if it is killed now, and what it used too much of, if so."""
        control = self._driver.control.fileno()
        deadline = time.monotonic() + timeout
        while True:
            if self._process in self._driver.ended_terminals:
                self.is_open = False
                return self._driver.ended_terminals.pop(self._process), self._driver.usage.excess_written()
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._statuses, control], [], [], min(max(left, 0), _POLL_SECONDS))
            if self._statuses in ready:
                status = os.read(self._statuses, 16)
                if status:
                    # Asked before the status is believed: a shell that has ended the driver may say 0.
                    self._driver.require_alive()
                    return int(status), self._driver.usage.excess_written() or self._excess_left_running()
            if control in ready:
                self._driver.receive()
            elif not ready:
                excess = self._driver.usage.excess()
                if excess or left <= 0:
                    self.is_open = False
                    self._driver.end_all()
                    return None, excess

    def _excess_left_running(self) -> str:
        """What is wrong with the processes that a block leaves running: that they become more and more."""
        usage, known = self._driver.usage, self._driver.known_processes
        until = time.monotonic() + _SETTLING_SECONDS
        count = usage.processes()
        while count > known and count <= LEFT_RUNNING and time.monotonic() < until:
            known = count
            time.sleep(_SETTLING_STEP)
            count = usage.processes()
        self._driver.known_processes = max(count, self._driver.known_processes)
        return LEFT_TOO_MANY if count > LEFT_RUNNING else ""


def _refill_stream(stream: IO[bytes], content: bytes) -> None:
    """Empty a file that a terminal has open too, and fill it anew; both stand at its beginning."""
    number = stream.fileno()
    os.lseek(number, 0, os.SEEK_SET)
    os.ftruncate(number, 0)
    if content:
        os.write(number, content)
        os.lseek(number, 0, os.SEEK_SET)


def _read_stream(stream: IO[bytes]) -> str:
    number = stream.fileno()
    return os.pread(number, os.fstat(number).st_size, 0).decode("utf-8", errors="replace")


def _open_call_socket(address: Path) -> socket.socket:
    """Where calls come in from callers that the driver cannot inspect."""
    address.unlink(missing_ok=True)
    call_socket = socket.socket(socket.AF_UNIX)
    call_socket.bind(str(address))
    call_socket.listen()
    return call_socket


def _receive_shim(control: socket.socket) -> str:
    """The text of the `aws` that calls the driver, which tells it when it is ready."""
    control.settimeout(_START_SECONDS)
    try:
        record, _ = socket_messages.receive_message(control)
    except (socket_messages.SocketClosedError, TimeoutError):
        raise RuntimeError("the driver of the rehearsal did not start; what it said is above") from None
    control.settimeout(None)
    return str(record["shim"])

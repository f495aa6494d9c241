"""A fork of the driver that carries out calls, one after the other, until its socket is closed."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mfa_binder.terminal.driver import socket_messages
from mfa_binder.terminal.driver.aws_call import AwsCall


def run_program(program: str, words: Sequence[str], environment: Mapping[str, str], files: Sequence[int]) -> int:
    """Run the program on those open files of this process; its exit status as a shell tells it."""
    status = subprocess.run([program, *words], env=environment, pass_fds=files, check=False).returncode
    return status if status >= 0 else 128 - status


REFUSED_STATUS = 90
"""The exit status of a call that names its own endpoint."""

_ENDPOINT = "--endpoint-url"
_SHORTEST = len("--e")
_ASIDE = 400

CliProgram = Callable[[Sequence[str], Mapping[str, str]], int]
"""Carries out the words of a call in an environment, on the files 0, 1 and 2; gives the exit status."""


class NeedsOwnProcess(Exception):  # noqa: N818 - an answer, not an error
    """A program's answer to a call that it must not carry out in this process."""


@dataclass(frozen=True, slots=True)
class CallRules:
    """What holds for every call."""

    endpoint: str
    """Where it goes: the simulator's URL."""
    program: str
    """The file of the program, for calls that need a process of their own."""


def serve_calls(calls: socket.socket, program: CliProgram | None, rules: CallRules) -> None:
    """Carry out calls; `program` is the one inside this process, None if each call starts the file."""
    while True:
        try:
            record, files = socket_messages.receive_message(calls)
        except socket_messages.SocketClosedError:
            return
        began = time.monotonic()
        call = AwsCall.of_record(record, files)
        refused = _own_endpoint(call.words)
        status = _carry_out(call, program, rules, refused)
        answer = {"status": status, "seconds": time.monotonic() - began, "refused": bool(refused)}
        socket_messages.send_message(calls, answer)


def _carry_out(call: AwsCall, program: CliProgram | None, rules: CallRules, refused: str) -> int:
    # The files come first and go last: whatever is written in between is the call's own output.
    _take_files(call)
    os.umask(call.umask)
    try:
        if refused:
            return _refuse(refused)
        os.chdir(call.folder)
        return _run_call(call, program, rules)
    finally:
        _release_files(call)


def _run_call(call: AwsCall, program: CliProgram | None, rules: CallRules) -> int:
    words = (_ENDPOINT, rules.endpoint, *call.words)
    environment = {name: value for name, value in call.environment.items() if not name.lower().endswith("_proxy")}
    if program is None:
        return run_program(rules.program, words, environment, call.numbers)
    try:
        return program(words, environment)
    except NeedsOwnProcess:
        return run_program(rules.program, words, environment, call.numbers)


def _refuse(option: str) -> int:
    os.write(2, f"rehearsal: {option} is refused: commands go to the simulator only\n".encode())
    return REFUSED_STATUS


def _own_endpoint(words: Sequence[str]) -> str:
    """The option by which a call chooses its own endpoint, also abbreviated; empty if it does not."""
    for word in words:
        option = word.partition("=")[0]
        if len(option) >= _SHORTEST and _ENDPOINT.startswith(option):
            return option
    return ""


def _take_files(call: AwsCall) -> None:
    """Have the call's files under their own numbers, and nowhere else."""
    # By way of high numbers: a copy may have come under a number that another file of the call must get.
    high = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _ASIDE) for file in call.files]
    call.close()
    for number, file in zip(call.numbers, high, strict=True):
        os.dup2(file, number)
        os.close(file)


def _release_files(call: AwsCall) -> None:
    """Keep no file of the call open: a reader at the end of a pipe waits for it to be closed."""
    for number in call.numbers:
        if number > 2:
            os.close(number)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    os.chdir("/")

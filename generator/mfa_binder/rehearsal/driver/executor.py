"""A fork of the driver that carries out calls, one after the other, until its socket is closed."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mfa_binder.rehearsal.driver import messages, spawned
from mfa_binder.rehearsal.driver.calls import Call

REFUSED = 90
"""The exit status of a call that names its own endpoint."""

_ENDPOINT = "--endpoint-url"
_SHORTEST = len("--e")
_ASIDE = 400

Program = Callable[[Sequence[str], Mapping[str, str]], int]
"""Carries out the words of a call in an environment, on the files 0, 1 and 2; gives the exit status."""


class OwnProcess(Exception):  # noqa: N818 - an answer, not an error
    """A program's answer to a call that it must not carry out in this process."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Where every call goes, and the file of the program for calls that need a process of their own."""

    endpoint: str
    program: str


def serve(calls: socket.socket, program: Program | None, rules: Rules) -> None:
    """Carry out calls; `program` is the one inside this process, None if each call starts the file."""
    while True:
        try:
            record, files = messages.receive(calls)
        except messages.ClosedError:
            return
        began = time.monotonic()
        call = Call.of_record(record, files)
        refused = _own_endpoint(call.words)
        status = _carried_out(call, program, rules, refused)
        answer = {"status": status, "seconds": time.monotonic() - began, "refused": bool(refused)}
        messages.send(calls, answer)


def _carried_out(call: Call, program: Program | None, rules: Rules, refused: str) -> int:
    _take(call)
    os.umask(call.umask)
    try:
        if refused:
            return _refuse(refused)
        os.chdir(call.folder)
        return _run(call, program, rules)
    finally:
        _let_go(call)


def _run(call: Call, program: Program | None, rules: Rules) -> int:
    words = (_ENDPOINT, rules.endpoint, *call.words)
    environment = {name: value for name, value in call.environment.items() if not name.lower().endswith("_proxy")}
    if program is None:
        return spawned.run(rules.program, words, environment, call.numbers)
    try:
        return program(words, environment)
    except OwnProcess:
        return spawned.run(rules.program, words, environment, call.numbers)


def _refuse(option: str) -> int:
    os.write(2, f"rehearsal: {option} is refused: commands go to the simulator only\n".encode())
    return REFUSED


def _own_endpoint(words: Sequence[str]) -> str:
    """The option by which a call chooses its own endpoint, also abbreviated; empty if it does not."""
    for word in words:
        option = word.partition("=")[0]
        if len(option) >= _SHORTEST and _ENDPOINT.startswith(option):
            return option
    return ""


def _take(call: Call) -> None:
    """Have the call's files under their own numbers, and nowhere else."""
    high = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _ASIDE) for file in call.files]
    call.close()
    for number, file in zip(call.numbers, high, strict=True):
        os.dup2(file, number)
        os.close(file)


def _let_go(call: Call) -> None:
    """Keep no file of the call open: a reader at the end of a pipe waits for it to be closed."""
    for number in call.numbers:
        if number > 2:
            os.close(number)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    os.chdir("/")

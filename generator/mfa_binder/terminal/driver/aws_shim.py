"""The `aws` on a block's PATH: it hands the call to the driver, waits, and ends with the call's exit status.

Two of them, since one needs a kernel that lets the driver look at its own children, and the other
needs a second start of Python's interpreter for each call.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

LOST_STATUS = 97
"""The exit status of a call that found no driver."""

_INSPECTED_SHIM = """\
#!{bash} -p
exec {output}>&1 {door}<>/dev/tcp/127.0.0.1/{port} || exit {lost}
printf '%s %s\\n' {token} "$$" >&{door}
read -r -u {door} status
exit "${{status:-{lost}}}"
"""
LEADING_WORDS = 3
"""What stands before a call's words on the stand-in's command line: bash, -p, the script."""

OUTPUT_FILE = 250
"""Where the stand-in keeps the call's standard output: its own printf borrows file 1 for a moment."""

_ENDPOINT_FILE = 251

_SENDING_SHIM = """\
#!{python} -IS
import os, sys
import _socket
from array import array
from json import dumps
def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
numbers = [number for number in range(64) if is_open(number)]
umask = os.umask(0o77)
place = {{"folder": os.getcwd(), "umask": umask, "numbers": numbers}}
body = dumps({{"words": sys.argv[1:], "environment": dict(os.environ), **place}}).encode()
driver = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
driver.connect({address!r})
driver.sendmsg([len(body).to_bytes(4, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array("i", numbers))])
while body:
    body = body[driver.send(body):]
sys.exit(int(driver.recv(16) or {lost}))
"""


@dataclass(frozen=True, slots=True)
class ShimEndpoint:
    """Where calls come in: the port on 127.0.0.1 and the word that opens it, or a Unix socket's path."""

    port: int = 0
    token: str = ""
    address: str = ""


def shim_script(door: ShimEndpoint, bash: str, python: str) -> str:
    """The text of the stand-in for a door."""
    if door.port:
        return _INSPECTED_SHIM.format(
            bash=bash,
            port=door.port,
            token=shlex.quote(door.token),
            lost=LOST_STATUS,
            output=OUTPUT_FILE,
            door=_ENDPOINT_FILE,
        )
    return _SENDING_SHIM.format(python=python, address=door.address, lost=LOST_STATUS)

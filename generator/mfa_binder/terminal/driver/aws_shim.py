"""The `aws` on a block's PATH: it hands the call to the driver, waits, and ends with the call's exit status.

There are two. One tells its process number alone: the driver reads the rest from that process, which needs a
kernel and a confinement that let it. The other sends everything by itself, at the price of a start of Python's
interpreter for each call.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

LOST_STATUS = 97
"""The exit status of a call that found no driver."""

# The call's standard output is put aside first: while the driver reads which files are open, printf has file 1.
_INSPECTED_SHIM = """\
#!{bash} -p
exec {output}>&1 {endpoint}<>/dev/tcp/127.0.0.1/{port} || exit {lost}
printf '%s %s\\n' {token} "$$" >&{endpoint}
read -r -u {endpoint} status
exit "${{status:-{lost}}}"
"""
LEADING_WORDS = 3
"""How many words stand before a call's own on the shim's command line: bash, -p, the script."""

OUTPUT_FILE = 250
"""The number of the file that holds the call's standard output in the shim."""

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
    """Where the shim brings a call: a port for the one that is inspected, a socket's path for the other."""

    port: int = 0
    """On 127.0.0.1; 0 where there is a path."""
    token: str = ""
    """The word that a caller at the port must say."""
    address: str = ""
    """The path of a Unix socket."""


def shim_script(endpoint: ShimEndpoint, bash: str, python: str) -> str:
    """The text of the `aws` that brings its calls to an endpoint."""
    if endpoint.port:
        return _INSPECTED_SHIM.format(
            bash=bash,
            port=endpoint.port,
            token=shlex.quote(endpoint.token),
            lost=LOST_STATUS,
            output=OUTPUT_FILE,
            endpoint=_ENDPOINT_FILE,
        )
    return _SENDING_SHIM.format(python=python, address=endpoint.address, lost=LOST_STATUS)

"""Records (JSON) and open files over a Unix socket between processes that trust each other."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from typing import Any

_LENGTH_BYTES = 4
_MOST_FILES = 64


class SocketClosedError(Exception):
    """The other side is gone."""


def send_message(to: socket.socket, record: Mapping[str, Any], files: Sequence[int] = ()) -> None:
    """Send one record and copies of open files. Raises SocketClosedError."""
    body = json.dumps(record).encode()
    # The files go with the length: they come out with the first bytes that are received, whatever the body's size.
    try:
        socket.send_fds(to, [len(body).to_bytes(_LENGTH_BYTES, "big")], list(files))
        to.sendall(body)
    except (BrokenPipeError, ConnectionResetError):
        raise SocketClosedError from None


def receive_message(source: socket.socket) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Wait for one record; the files that came with it are the caller's to close. Raises SocketClosedError."""
    try:
        head, files, _, _ = socket.recv_fds(source, _LENGTH_BYTES, _MOST_FILES)
        length = int.from_bytes(head + _receive_exactly(source, _LENGTH_BYTES - len(head)), "big") if head else 0
        body = _receive_exactly(source, length)
    except ConnectionResetError:
        raise SocketClosedError from None
    if not head:
        raise SocketClosedError
    for file in files:
        os.set_inheritable(file, False)
    record: dict[str, Any] = json.loads(body)
    return record, tuple(files)


def _receive_exactly(source: socket.socket, count: int) -> bytes:
    parts = []
    while count:
        part = source.recv(min(count, 1 << 16))
        if not part:
            raise SocketClosedError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)

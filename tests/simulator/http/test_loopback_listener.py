"""The simulator's door: one request a connection, on loopback, and nobody who keeps silent holds the others up."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
from werkzeug.wrappers import Request, Response

from mfa_binder.simulator.http import loopback_listener
from mfa_binder.simulator.http.loopback_listener import Answering, LoopbackListener


@dataclass(frozen=True)
class Door:
    port: int

    def ask(self, sent: bytes) -> bytes:
        with socket.create_connection((loopback_listener.LOOPBACK, self.port), timeout=5) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))


@contextmanager
def listening(answering: Answering) -> Iterator[Door]:
    listener = LoopbackListener(0, answering)
    thread = Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Door(listener.port)
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def told(environ: dict[str, object]) -> Response:
    """The request, as it was understood."""
    request = Request(environ)
    said = (request.method, request.path, request.query_string, request.headers.get("X-One"), request.get_data())
    return Response(repr(said), 418, {"X-Two": "2"})


def test_a_request_is_understood_and_answered() -> None:
    with listening(told) as door:
        answer = door.ask(b"POST /a%20b?c=d HTTP/1.1\r\nHost: x\r\nX-One:  1 \r\nContent-Length: 4\r\n\r\nbody")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"HTTP/1.1 418 I'm a Teapot"
    assert b"X-Two: 2" in head and f"Content-Length: {len(body)}".encode() in head
    assert body == rb"""('POST', '/a b', b'c=d', '1', b'body')"""


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200])
def test_what_is_no_request_gets_no_answer(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with listening(told) as door:
        assert door.ask(sent) == b""
        assert door.ask(b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 418")
    assert caplog.records == []


def test_a_fault_of_ours_is_logged_and_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(environ: dict[str, object]) -> Response:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR), listening(broken) as door:
        assert door.ask(b"GET / HTTP/1.1\r\n\r\n") == door.ask(b"GET / HTTP/1.1\r\n\r\n") == b""
    assert len(caplog.records) == 2


def test_a_silent_client_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback_listener._Connection, "timeout", 0.1)
    with listening(told) as door, socket.create_connection((loopback_listener.LOOPBACK, door.port)) as silent:
        began = time.monotonic()
        assert door.ask(b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 418")
        assert time.monotonic() - began < 2
        assert silent.recv(1) == b""

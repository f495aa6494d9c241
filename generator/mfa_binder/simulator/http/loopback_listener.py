"""HTTP/1.1 as far as clients of AWS speak it: one request a connection, its body announced by a length.

Not a server for the simulation: it listens on loopback and answers one request after the other, as a simulation
is not shared; a client that keeps silent is cut off. It costs a sixth of a WSGI server's time, which
would be half of what a simulated call costs.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from socketserver import StreamRequestHandler, TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LOOPBACK = "127.0.0.1"

_SILENT_SECONDS = 3.0
"""How long a client may keep silent, and all others waiting, before it is cut off."""
_LONGEST_LINE = 65_536
_MOST_HEADERS = 100

Answering = Callable[["WSGIEnvironment"], Response]


class LoopbackListener(TCPServer):
    """Answers requests at a port of 127.0.0.1; port 0 takes a free one."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, answering: Answering) -> None:
        self.answering = answering
        super().__init__((LOOPBACK, port), _Connection)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log a fault of ours; a client that went away is none."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            logging.getLogger(__name__).error("a request was not answered", exc_info=error)


class _Connection(StreamRequestHandler):
    timeout = _SILENT_SECONDS
    server: LoopbackListener

    def handle(self) -> None:
        """Read one request and answer it."""
        method, target = self._request_line()
        headers = self._headers()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        response = self.server.answering(wsgi_environment(method, target, headers, body))
        self.wfile.write(_head(response) + response.get_data())

    def _request_line(self) -> tuple[str, str]:
        words = self._line().split(" ")
        if len(words) != 3:
            raise ConnectionError("the client does not speak HTTP")
        return words[0], words[1]

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for _ in range(_MOST_HEADERS):
            line = self._line()
            if not line:
                return found
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        raise ConnectionError("the client sends too many headers")

    def _line(self) -> str:
        return self.rfile.readline(_LONGEST_LINE).decode("latin-1").rstrip("\r\n")


def wsgi_environment(method: str, target: str, headers: Mapping[str, str], body: bytes) -> WSGIEnvironment:
    """A request as werkzeug reads it; the names of its headers are in small letters."""
    path, _, query = target.partition("?")
    host, _, port = headers.get("host", LOOPBACK).partition(":")
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {
        **named,
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }


def _head(response: Response) -> bytes:
    status = response.status_code
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    return ("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode("latin-1")

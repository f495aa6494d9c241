"""An HTTP proxy of ours between boto3 and the simulator that answers some requests wrongly, slowly or not at all.

What goes wrong is decided by a plan: a function of the request and of how often the very same request came
before. `some` is one that strikes a share of all requests, the same ones for the same seed.
"""

from __future__ import annotations

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit


class Fault(StrEnum):
    """What may happen to a request."""

    THROTTLED = "400 Throttling"
    TOO_MANY = "429 TooManyRequestsException"
    BROKEN_DOWN = "500 InternalFailure"
    UNAVAILABLE = "503 with a page of HTML"
    SLOW = "no answer for so long that nobody waits"
    TRUNCATED = "half of the body"
    DROPPED = "a closed connection"
    EXPIRED = "ExpiredToken"
    DENIED = "AccessDenied"
    EXPIRED_SIGNATURE = "SignatureDoesNotMatch, by the clock"
    SKEWED = "RequestTimeTooSkewed"
    WRONG_REGION = "SignatureDoesNotMatch, by the Region"
    GARBLED = "neither XML nor JSON"
    EMPTY = "an answer without members"
    NO_CAPACITY = "no more capacity for a credential report"
    IN_PROGRESS = "a credential report that is being made"
    NOT_PRESENT = "no credential report"
    REPORT_EXPIRED = "a credential report that is too old"
    NO_SUCH_PARAMETER = "a parameter that the endpoint does not know"


TRANSIENT = (
    Fault.THROTTLED,
    Fault.TOO_MANY,
    Fault.BROKEN_DOWN,
    Fault.UNAVAILABLE,
    Fault.TRUNCATED,
    Fault.DROPPED,
    Fault.GARBLED,
    Fault.EMPTY,
)
"""What another attempt may mend; SLOW would, too, and takes the patience of a client each time."""


@dataclass(frozen=True)
class Asked:
    """A request: service, operation, the account whose keys signed it as far as the proxy has seen, and its body.

    `times` is how often the same was asked before; `account` of AssumeRole is the one to be entered.
    """

    service: str
    operation: str
    account: str
    body: str
    times: int
    number: int

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"


Sent = tuple[int, str, bytes, int | None]
"""Status, content type, the body, and how much of it is sent; None: all."""
_JSON = "application/x-amz-json-1.1"
Plan = Callable[[Asked], Fault | None]

_REFUSALS = {
    Fault.THROTTLED: (400, "Throttling", "Rate exceeded"),
    Fault.TOO_MANY: (429, "TooManyRequestsException", "Too many requests"),
    Fault.BROKEN_DOWN: (500, "InternalFailure", "An internal error has occurred"),
    Fault.EXPIRED: (403, "ExpiredToken", "The security token included in the request is expired"),
    Fault.DENIED: (403, "AccessDenied", "You are not authorized to perform this operation"),
    Fault.EXPIRED_SIGNATURE: (
        403,
        "SignatureDoesNotMatch",
        "Signature expired: 20261124T080000Z is now earlier than 20261124T085500Z",
    ),
    Fault.SKEWED: (403, "RequestTimeTooSkewed", "The difference between the request time and the time is too large"),
    Fault.NO_CAPACITY: (409, "LimitExceeded", "No more capacity to launch new report generation tasks"),
    Fault.IN_PROGRESS: (404, "ReportInProgress", "The report is being generated"),
    Fault.NOT_PRESENT: (410, "ReportNotPresent", "No report exists"),
    Fault.REPORT_EXPIRED: (410, "ReportExpired", "The report has expired"),
    Fault.NO_SUCH_PARAMETER: (400, "ValidationException", "Unknown parameter"),
    Fault.WRONG_REGION: (403, "SignatureDoesNotMatch", "Credential should be scoped to a valid Region, not us-east-1."),
}
_SIGNED = re.compile(r"Credential=([^/]+)/[^/]+/[^/]+/([^/]+)/aws4_request")


def nothing(_: Asked) -> None:
    """The plan of a proxy that only looks."""


def some(share: float, seed: int, faults: tuple[Fault, ...] = TRANSIENT) -> Plan:
    """Strike a share of the requests, each time anew: what fails once may be answered the next time."""

    def plan(asked: Asked) -> Fault | None:
        text = f"{seed} {asked.name} {asked.account} {asked.body} {asked.times}"
        drawn = int.from_bytes(sha256(text.encode()).digest()[:8], "big")
        return faults[drawn % len(faults)] if (drawn >> 16) % 1000 < share * 1000 else None

    return plan


def always(fault: Fault, name: str, account: str = "") -> Plan:
    """Strike every request of an operation (`iam:ListMFADevices`), in one account or all."""
    return lambda asked: fault if asked.name == name and account in ("", asked.account) else None


class Proxy:
    """A proxy while it works; `asked` are all the requests that came."""

    def __init__(self, upstream: str, plan: Plan, slow_seconds: float, latency: float) -> None:
        self.plan = plan
        self.upstream = urlsplit(upstream).netloc
        self.slow_seconds = slow_seconds
        self.latency = latency
        self.asked: list[Asked] = []
        self.struck: Counter[Fault] = Counter()
        self.at_once = 0
        """How many requests were at work at the same time, at most."""
        self._at_work = 0
        self._lock = Lock()
        self._accounts: dict[str, str] = {}
        self._times: Counter[tuple[str, str, str]] = Counter()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.proxy = self
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self) -> None:
        self._server.serve_forever(0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def names(self) -> Counter[str]:
        """How often each operation was asked for."""
        return Counter(one.name for one in self.asked)

    def understood(self, headers: dict[str, str], path: str, body: str) -> Asked:
        signed = _SIGNED.search(headers.get("authorization", ""))
        key, service = signed.groups() if signed else ("", "")
        operation = headers.get("x-amz-target", "").rpartition(".")[2] or path.strip("/")
        form = parse_qs(body)
        operation = operation or form.get("Action", [""])[0]
        operation = operation[:1].upper() + operation[1:]
        entered = form.get("RoleArn", [""])[0].split(":")[4:5] or form.get("TargetPrincipal", [])
        with self._lock:
            account = entered[0] if entered else self._accounts.get(key, "")
            self._times[operation, account, body] += 1
            asked = Asked(service, operation, account, body, self._times[operation, account, body] - 1, len(self.asked))
            self.asked.append(asked)
        return asked

    def struck_by(self, asked: Asked) -> Fault | None:
        fault = self.plan(asked)
        if fault is not None:
            with self._lock:
                self.struck[fault] += 1
        return fault

    @contextmanager
    def working(self) -> Iterator[None]:
        with self._lock:
            self._at_work += 1
            self.at_once = max(self.at_once, self._at_work)
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1

    def forwarded(self, asked: Asked, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        connection = HTTPConnection(self.upstream, timeout=30)
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if asked.operation in ("AssumeRole", "AssumeRoot"):
            given = re.search(rb"<AccessKeyId>(\w+)<", content)
            if given:
                self._accounts[given[1].decode()] = asked.account
        return answer.status, answer.headers.get("Content-Type", ""), content


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what tests are about."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        proxy = self.server.proxy
        self.close_connection = True
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        with proxy.working():
            asked = proxy.understood(headers, self.path, body.decode())
            time.sleep(proxy.latency)
            answer = self._answer(proxy, asked, headers, body)
        if answer is not None:
            self._send(*answer)

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def _answer(self, proxy: Proxy, asked: Asked, headers: dict[str, str], body: bytes) -> Sent | None:
        fault = proxy.struck_by(asked)
        if fault in _REFUSALS:
            return _refusal(asked, *_REFUSALS[fault])
        if fault is Fault.UNAVAILABLE:
            return 503, "text/html", b"<html><body>Service Unavailable</body></html>", None
        if fault is Fault.GARBLED:
            return 200, "text/xml", b"<Nobody<<closes this", None
        if fault is Fault.EMPTY:
            return _empty(asked)
        if fault is Fault.DROPPED:
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        if fault is Fault.SLOW:
            time.sleep(proxy.slow_seconds)
        status, kind, content = proxy.forwarded(asked, self.path, headers, body)
        return status, kind, content, len(content) // 2 if fault is Fault.TRUNCATED else None

    def _send(self, status: int, kind: str, content: bytes, sent: int | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content[:sent])


def _refusal(asked: Asked, status: int, code: str, message: str) -> Sent:
    if asked.service in ("iam", "sts"):
        text = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
        return status, "text/xml", text.encode(), None
    return status, _JSON, f'{{"__type": "{code}", "message": "{message}"}}'.encode(), None


def _empty(asked: Asked) -> Sent:
    name = asked.operation
    if asked.service in ("iam", "sts"):
        text = f"<{name}Response><{name}Result></{name}Result></{name}Response>"
        return 200, "text/xml", text.encode(), None
    return 200, _JSON, b"{}", None


@contextmanager
def between(upstream: str, plan: Plan = nothing, *, slow_seconds: float = 2.0, latency: float = 0.0) -> Iterator[Proxy]:
    """A proxy before `upstream` (http://HOST:PORT) while the context lasts."""
    proxy = Proxy(upstream, plan, slow_seconds, latency)
    thread = Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join()

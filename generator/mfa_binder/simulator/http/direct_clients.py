"""boto3 clients of this very process: their requests, complete and signed, are answered without a socket."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from urllib3.response import HTTPResponse
from werkzeug.wrappers import Response

from mfa_binder.simulator.http.loopback_listener import wsgi_environment

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def reach_directly(client: Any, answering: Callable[[WSGIEnvironment], Response]) -> None:
    """Have every request of a client answered by `answering`; it takes half of what the way over HTTP does.

    By botocore's event `before-send`, whose handlers may answer in the network's place.
    """

    def answered(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        response = answering(_request_environment(request))
        body = HTTPResponse(BytesIO(response.get_data()), preload_content=False)
        return AWSResponse(request.url, response.status_code, HTTPHeaders.from_dict(dict(response.headers)), body)

    client.meta.events.register("before-send", answered)


def _request_environment(request: AWSPreparedRequest) -> WSGIEnvironment:
    _, _, after = request.url.partition("://")
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    return wsgi_environment(request.method, f"/{after.partition('/')[2]}", headers, _bytes(request.body))


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _bytes(body: object) -> bytes:
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    if isinstance(body, str | None):
        return (body or "").encode()
    raise TypeError("no service of the simulator takes a stream")

"""HTTP on loopback: hands each request to the simulated service that it was signed for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from moto.core.request import Request
from werkzeug.wrappers import Response

from mfa_binder.simulator.aws_errors import not_simulated
from mfa_binder.simulator.http.loopback_listener import LOOPBACK, LoopbackListener
from mfa_binder.simulator.services.account_management import SimulatedAccount
from mfa_binder.simulator.services.iam.simulated_iam import SimulatedIam
from mfa_binder.simulator.services.identity_center import SimulatedInstances, SimulatedStore
from mfa_binder.simulator.services.organizations.simulated_organizations import SimulatedOrganizations
from mfa_binder.simulator.services.simulated_service import RequestScope, SimulatedService
from mfa_binder.simulator.services.sts import SimulatedSts
from mfa_binder.simulator.state.simulation_state import SimulationState

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

SERVICES: Mapping[str, type[SimulatedService]] = {
    "account": SimulatedAccount,
    "iam": SimulatedIam,
    "identitystore": SimulatedStore,
    "organizations": SimulatedOrganizations,
    "sso": SimulatedInstances,
    "sts": SimulatedSts,
}
"""By the name that stands in the signature's scope."""

_POLL_SECONDS = 0.005
"""How long stopping may take."""


class _SignedRequest(Request):
    from_wsgi_server = True


class LoopbackServer:
    """A simulation on a port of 127.0.0.1, which stays the same one while the server is away."""

    def __init__(self, simulation: SimulationState) -> None:
        self._simulation = simulation
        self._port = 0
        self._start()

    @property
    def endpoint(self) -> str:
        """The URL of every simulated service."""
        return f"http://{LOOPBACK}:{self._port}"

    def answer(self, environment: WSGIEnvironment) -> Response:
        """Answer one request, from whichever way it comes."""
        return answer_request(self._simulation, _SignedRequest(environment))

    @contextmanager
    def away(self) -> Iterator[None]:
        """While the context lasts, connections are refused."""
        self.stop()
        try:
            yield
        finally:
            self._start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _start(self) -> None:
        self._server = LoopbackListener(self._port, self.answer)
        self._port = self._server.port
        serve = self._server.serve_forever
        self._thread = Thread(target=serve, args=(_POLL_SECONDS,), name="simulated AWS", daemon=True)
        self._thread.start()


@contextmanager
def serve_state(simulation: SimulationState) -> Iterator[LoopbackServer]:
    """Serve a simulation on a free port of 127.0.0.1 while the context lasts."""
    server = LoopbackServer(simulation)
    try:
        yield server
    finally:
        server.stop()


def answer_request(simulation: SimulationState, request: Request) -> Response:
    """Answer one request. One at a time: a simulation is not shared."""
    scope = RequestScope.of(request)
    if scope is None or scope.service not in SERVICES:
        return _unknown_service(scope.service if scope is not None else "an unsigned request", request)
    with simulation.lock:
        status, headers, body = SERVICES[scope.service]().answer(simulation, request, scope)
    return Response(body, status, headers)


def _unknown_service(name: str, request: Request) -> Response:
    error = not_simulated(name)
    if _speaks_xml(name, request):
        return Response(error.as_xml(), error.status, {"Content-Type": "text/xml"})
    headers = {"X-Amzn-ErrorType": error.code, "Content-Type": "application/json"}
    return Response(error.as_json(), error.status, headers)


def _speaks_xml(name: str, request: Request) -> bool:
    """Whether clients of a service read errors as XML: by its model, else by what was sent."""
    try:
        protocol = Loader().load_service_model(name, "service-2")["metadata"]["protocol"]
    except UnknownServiceError:
        return request.mimetype == "application/x-www-form-urlencoded"
    return protocol in ("query", "ec2", "rest-xml")

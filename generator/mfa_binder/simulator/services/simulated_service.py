"""What all simulated services have in common: who calls, whether the parameters can be, how a refusal looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from botocore.model import OperationNotFoundError
from moto.core.request import Request
from moto.core.responses import BaseResponse
from moto.utilities.utils import get_partition

from mfa_binder.policies.request_context import PolicyNotUnderstoodError
from mfa_binder.simulator.aws_errors import AwsError, access_denied, invalid_token, not_simulated
from mfa_binder.simulator.moto_patches import seed_ids
from mfa_binder.simulator.policy.authorization import find_denial
from mfa_binder.simulator.policy.resource_arns import resource_of
from mfa_binder.simulator.services.parameter_limits import check_parameters
from mfa_binder.simulator.state.organization_settings import OrganizationSettings
from mfa_binder.simulator.state.request_signers import RequestSigner
from mfa_binder.simulator.state.simulation_state import AccountState, SimulationState
from mfa_binder.simulator.state.snapshot import changes_something

ServiceAnswer = tuple[int, dict[str, str], str]
"""HTTP status, headers, body."""


@dataclass(frozen=True, slots=True)
class RequestScope:
    """What a signature says: the access key, and the region and service that it was made for."""

    key: str
    region: str
    service: str

    @classmethod
    def of(cls, request: Request) -> RequestScope | None:
        """Read the Authorization header; None if the request is not signed."""
        found = _SCOPE.search(request.headers.get("Authorization", ""))
        return None if found is None else cls(*found.groups())


_SCOPE = re.compile(r"Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/aws4_request")


class SimulatedService(BaseResponse):
    """Base of a service: one instance answers one request."""

    simulation: SimulationState
    caller: RequestSigner

    def answer(self, simulation: SimulationState, request: Request, scope: RequestScope) -> ServiceAnswer:
        """Answer a request; what AWS would refuse and what nobody simulates come as errors in AWS's form."""
        self.simulation = simulation
        try:
            self.caller = self._identify(request, scope)
            return self._serving()._dispatched(request)
        except AwsError as error:
            return self._refused(error)

    def _serving(self) -> SimulatedService:
        """The service that answers this caller."""
        return self

    def _action(self, request: Request) -> str:
        """The operation's name, where the query protocol puts it."""
        return str(request.values.get("Action", ""))

    def _refused(self, error: AwsError) -> ServiceAnswer:
        """The error as the query protocol carries it."""
        return error.status, {"Content-Type": "text/xml"}, error.as_xml()

    def _dispatched(self, request: Request) -> ServiceAnswer:
        action = self._action(request)
        if action in self.simulation.refuses or ("*" in self.simulation.refuses and action != "GetCallerIdentity"):
            raise self._not_allowed(action)
        seed_ids(self.simulation.changes, self.caller.account, self.service_name, action)
        try:
            self.setup_class(request)
            self._check(action)
            self._authorize(action)
            status, headers, body = self._performed(action)
        except (NotImplementedError, OperationNotFoundError):
            raise not_simulated(f"{self.service_name} {action}") from None
        except PolicyNotUnderstoodError as unknown:
            raise not_simulated(str(unknown)) from None
        return int(status), {str(name): str(value) for name, value in headers.items()}, str(body)

    def _performed(self, action: str) -> tuple[Any, Any, Any]:
        """The operation itself; whether it changes something is written down."""
        changing = changes_something(str(self.service_name), action)
        if changing:
            self._before_change()
        status, headers, body = self.call_action()
        self.simulation.changes += changing and int(status) < 400
        return status, headers, body

    def _before_change(self) -> None:
        """The caller's account is about to be changed."""
        self.simulation.before_change(self.caller.account)

    def _check(self, action: str) -> None:
        """What holds for every operation of the service; services add their own."""
        check_parameters(str(self.service_name), action, self._get_params())

    def _authorize(self, action: str) -> None:
        """Refuse what a policy explicitly denies."""
        service, parameters = str(self.service_name), self._get_params()
        message = find_denial(
            self.simulation,
            self.caller,
            f"{service}:{action}",
            lambda: resource_of(service, parameters, self.state),
            parameters,
        )
        if message is not None:
            raise self._denied(message)

    def _denied(self, message: str) -> AwsError:
        """How the service says that the caller may not."""
        return access_denied(message)

    def _not_allowed(self, action: str) -> AwsError:
        """What AWS answers a caller whose policies do not allow an operation, in its own words."""
        wanted = f"{self.service_name}:{action}"
        return self._denied(
            f"User: {self.caller.arn} is not authorized to perform: {wanted} "
            f"because no identity-based policy allows the {wanted} action"
        )

    def _identify(self, request: Request, scope: RequestScope) -> RequestSigner:
        caller = self._caller(scope.key, request.headers.get("X-Amz-Security-Token"))
        if self.simulation.account(caller.account).partition.name != get_partition(scope.region):
            raise invalid_token()
        return caller

    def _caller(self, key: str, token: str | None) -> RequestSigner:
        session = self.simulation.sessions.get(key)
        if session is None:
            return self._long_term_caller(key)
        if session.session_token != token:
            raise invalid_token()
        if session.expiration <= self.simulation.clock.now:
            raise AwsError("ExpiredToken", "The security token included in the request is expired")
        return session.caller

    def _long_term_caller(self, key: str) -> RequestSigner:
        owner = self.simulation.keys.get(key)
        if owner is None or owner.user is None:
            raise invalid_token()
        user = self.simulation.account(owner.account).iam.users.get(owner.user)
        active = user is not None and any(k.access_key_id == key and k.status == "Active" for k in user.access_keys)
        if user is None or not active:
            raise invalid_token()
        return RequestSigner(owner.account, user.arn, user.id, user.name)

    @property
    def state(self) -> AccountState:
        """The caller's account."""
        return self.simulation.account(self.caller.account)

    def get_current_account(self) -> str:
        """The account that the credentials belong to; moto would search every account for the key."""
        return self.caller.account

    def text(self, name: str) -> str:
        """A parameter that the model requires."""
        return str(self._get_param(name))

    def optional(self, name: str) -> Any:
        """A parameter, or None."""
        return self._get_param(name)


class JsonService(SimulatedService):
    """Base of the services that belong to an organization: AWS Organizations, IAM Identity Center."""

    @property
    def organization(self) -> OrganizationSettings:
        """The caller's organization."""
        return self.simulation.organization_of(self.state.account)

    def _action(self, request: Request) -> str:
        return request.headers.get("X-Amz-Target", "").rpartition(".")[2]

    def _refused(self, error: AwsError) -> ServiceAnswer:
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amzn-ErrorType": error.code}
        return error.status, headers, error.as_json()

    def _denied(self, message: str) -> AwsError:
        return AwsError("AccessDeniedException", message)

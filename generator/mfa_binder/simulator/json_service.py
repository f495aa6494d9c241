"""Services that speak AWS's JSON protocol: the operation stands in a header, errors are JSON."""

from __future__ import annotations

from moto.core.request import Request

from mfa_binder.simulator.organizations.state import OrganizationState
from mfa_binder.simulator.refusals import AwsError
from mfa_binder.simulator.service import Answer, SimulatedService


class JsonService(SimulatedService):
    """Base of the services that belong to an organization: AWS Organizations, IAM Identity Center."""

    @property
    def organization(self) -> OrganizationState:
        """The caller's organization."""
        return self.world.organization_of(self.state.account)

    def _action(self, request: Request) -> str:
        return request.headers.get("X-Amz-Target", "").rpartition(".")[2]

    def _refused(self, error: AwsError) -> Answer:
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amzn-ErrorType": error.code}
        return error.status, headers, error.as_json()

    def _denied(self, message: str) -> AwsError:
        return AwsError("AccessDeniedException", message)

"""IAM as simulated: moto's, with the operations that are done anew here."""

from __future__ import annotations

from mfa_binder.simulator.services.iam.authorization_details import DetailOperations
from mfa_binder.simulator.services.iam.central_root import CentralRootOperations
from mfa_binder.simulator.services.iam.credential_report import ReportOperations
from mfa_binder.simulator.services.iam.iam_service import IamService, SummaryOperation
from mfa_binder.simulator.services.iam.managed_policies import ManagedPolicyOperations
from mfa_binder.simulator.services.iam.mfa_devices import MfaOperations
from mfa_binder.simulator.services.iam.policy_simulator import SimulationOperations
from mfa_binder.simulator.services.iam.root_session import RootSessionIam
from mfa_binder.simulator.services.iam.users import ServiceCredentialOperations, UserOperations


class SimulatedIam(
    MfaOperations,
    UserOperations,
    ManagedPolicyOperations,
    SimulationOperations,
    SummaryOperation,
    ReportOperations,
    CentralRootOperations,
    DetailOperations,
    ServiceCredentialOperations,
):
    """Every IAM operation that moto or this room implements."""

    def _serving(self) -> IamService:
        """A privileged root session has an IAM of its own."""
        return self if self.caller.root_task is None else RootSessionIam.taking_over(self)

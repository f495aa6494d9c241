"""IAM as simulated: moto's, with the operations that are done anew here."""

from __future__ import annotations

from mfa_binder.simulator.iam.base import IamService
from mfa_binder.simulator.iam.central_root import CentralRootOperations
from mfa_binder.simulator.iam.credential_report import ReportOperations
from mfa_binder.simulator.iam.details import DetailOperations
from mfa_binder.simulator.iam.managed_policies import ManagedPolicyOperations
from mfa_binder.simulator.iam.mfa import MfaOperations
from mfa_binder.simulator.iam.policy_simulation import SimulationOperations
from mfa_binder.simulator.iam.root_session import RootSessionIam
from mfa_binder.simulator.iam.service_credentials import ServiceCredentialOperations
from mfa_binder.simulator.iam.summary import SummaryOperation
from mfa_binder.simulator.iam.users import UserOperations


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

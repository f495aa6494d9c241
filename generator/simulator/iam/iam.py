"""IAM as simulated: moto's, with the operations that are done anew here."""

from __future__ import annotations

from generator.simulator.iam.base import IamService
from generator.simulator.iam.central_root import CentralRootOperations
from generator.simulator.iam.credential_report import ReportOperations
from generator.simulator.iam.details import DetailOperations
from generator.simulator.iam.managed_policies import ManagedPolicyOperations
from generator.simulator.iam.mfa import MfaOperations
from generator.simulator.iam.policy_simulation import SimulationOperations
from generator.simulator.iam.root_session import RootSessionIam
from generator.simulator.iam.service_credentials import ServiceCredentialOperations
from generator.simulator.iam.summary import SummaryOperation
from generator.simulator.iam.users import UserOperations


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

"""IAM's operations on centralized root access, for the management account and its delegate.

Who may call what, and the errors, are those of the botocore model; the order of the checks is ours.
"""

from __future__ import annotations

from moto.core.responses import ActionResult

from mfa_binder.simulator.aws_errors import AwsError
from mfa_binder.simulator.services.iam.iam_service import IamService
from mfa_binder.simulator.state.organization_settings import CREDENTIALS, IAM_SERVICE, SESSIONS, OrganizationSettings


class CentralRootOperations(IamService):
    """ListOrganizationsFeatures and its neighbours. The method names are moto's way of finding an operation."""

    def list_organizations_features(self) -> ActionResult:
        """Which features are on."""
        return _features(self._administered())

    def enable_organizations_root_credentials_management(self) -> ActionResult:
        """Let members' root credentials be managed centrally; removes none."""
        return self._enabled(CREDENTIALS)

    def enable_organizations_root_sessions(self) -> ActionResult:
        """Let AssumeRoot be called."""
        return self._enabled(SESSIONS)

    def disable_organizations_root_credentials_management(self) -> ActionResult:
        """The opposite."""
        return self._disabled(CREDENTIALS)

    def disable_organizations_root_sessions(self) -> ActionResult:
        """The opposite."""
        return self._disabled(SESSIONS)

    def _enabled(self, feature: str) -> ActionResult:
        organization = self._administered()
        if not organization.manages(self.state.account):
            raise AwsError(
                "CallerIsNotManagementAccountException", "The account making the request is not the management account."
            )
        organization.features.add(feature)
        return _features(organization)

    def _disabled(self, feature: str) -> ActionResult:
        organization = self._administered()
        organization.features.discard(feature)
        return _features(organization)

    def _administered(self) -> OrganizationSettings:
        organization = self.simulation.organization_of(self.state.account)
        if not organization.administers(self.state.account, IAM_SERVICE):
            raise AwsError(
                "AccountNotManagementOrDelegatedAdministratorException",
                "The account making the request is not the management account or delegated administrator account "
                "for centralized root access.",
            )
        if IAM_SERVICE not in organization.trusted:
            raise AwsError(
                "ServiceAccessNotEnabledException", "Trusted access is not enabled for IAM in AWS Organizations."
            )
        return organization


def _features(organization: OrganizationSettings) -> ActionResult:
    return ActionResult({"OrganizationId": organization.id, "EnabledFeatures": sorted(organization.features)})

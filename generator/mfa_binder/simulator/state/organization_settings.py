"""What an AWS organization has switched on: trusted services, delegated administrators, central root access.

The start is the inventory's: with `central_root_access` both features and IAM's trusted access are on;
a `delegated_iam_admin` is one for IAM. Which services else are trusted the inventory does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.identifiers import AccountId
from mfa_binder.simulator.state.deterministic_ids import stable_id

CREDENTIALS, SESSIONS = "RootCredentialsManagement", "RootSessions"
"""The two features of central root access (botocore, ListOrganizationsFeatures)."""
IAM_SERVICE = "iam.amazonaws.com"


@dataclass
class OrganizationSettings:
    """What one AWS organization has switched on."""

    organization: AwsOrganization
    id: str
    features: set[str]
    trusted: dict[str, datetime]
    """When each trusted service was enabled."""
    delegated: dict[AccountId, dict[str, datetime]]
    """When each administrator was registered, by account, then by service."""

    @classmethod
    def of(cls, organization: AwsOrganization, begins: datetime) -> OrganizationSettings:
        """The state that the inventory tells of."""
        delegate = organization.delegated_iam_admin
        central = organization.central_root_access
        return cls(
            organization,
            organization.id or f"o-{stable_id('', organization.key, length=10).lower()}",
            {CREDENTIALS, SESSIONS} if central else set(),
            {IAM_SERVICE: begins} if central or delegate is not None else {},
            {delegate: {IAM_SERVICE: begins}} if delegate is not None else {},
        )

    def copied(self) -> OrganizationSettings:
        """A copy that later changes do not reach."""
        delegated = {account: dict(services) for account, services in self.delegated.items()}
        return replace(self, features=set(self.features), trusted=dict(self.trusted), delegated=delegated)

    def manages(self, account: Account) -> bool:
        """Whether an account is the management account."""
        return account.key == self.organization.management_account

    def administers(self, account: Account, service: str) -> bool:
        """Whether an account is the management account or a service's delegated administrator."""
        return self.manages(account) or service in self.delegated.get(account.key, ())

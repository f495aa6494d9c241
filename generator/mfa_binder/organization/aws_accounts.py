"""AWS accounts and the AWS organizations they belong to.

Emergency access is what was prepared for the day on which IAM Identity Center is down. AWS describes it as direct
federation: the identity provider signs people in to an IAM role of an emergency account, past Identity Center (AWS IAM
Identity Center User Guide, "Set up emergency access to the AWS Management Console", checked 2026-11-24).

AWS describes it as direct federation: the identity provider signs people in to an IAM role of an
emergency account, past Identity Center (AWS IAM Identity Center User Guide, "Set up emergency
access to the AWS Management Console", checked 2026-11-24).
"""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field

from mfa_binder.organization.identifiers import AccountId, ApiCall, UserName, spaced_account_id
from mfa_binder.organization.partitions import PartitionName, partition
from mfa_binder.organization.strict_records import Date, KeyedRecord, Keys, StrictRecord, Text, Tuple, WordEnum
from mfa_binder.organization.users_and_roles import Role, Root, User


class EmergencyAccess(StrictRecord):
    """Direct federation from the identity provider to a role of an emergency account."""

    account: AccountId
    """The emergency account: people arrive there first."""
    role: UserName
    """The IAM role in it that the provider signs people in to."""
    application: Text
    """The application in the provider, switched off until it is needed."""
    group: Text
    """The group in the provider that may use it, empty until it is needed."""
    administrators: Tuple[Text] = ()
    """Who can switch on the application and fill the group."""


REOPENS_FOR = timedelta(days=90)
"""How long a closed account can be reopened (AWS documentation, checked 2026-11-24)."""


class AccountStatus(WordEnum):
    """Whether an account can be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Account(KeyedRecord):
    """What holds users, roles and data in AWS, known by its id of twelve digits.

    The id is its key.
    """

    key: AccountId
    name: Text
    """The name as printed and as AWS Organizations lists it."""
    organization: Text | None = None
    """Needed only where the inventory has several organizations."""
    ou: Text | None = None
    """The organizational unit's path, from the root."""
    status: AccountStatus = AccountStatus.ACTIVE
    """Whether it can be used."""
    closed_on: Date | None = None
    """A closed account can be reopened for 90 days."""
    linked_account: AccountId | None = None
    """The commercial account that an account in GovCloud is linked to: its root user and its bills are there."""
    data: Tuple[Text] = ()
    """What sensitive data it holds, such as pii."""
    root: Root
    """Its root user."""
    users: Keys[User] = {}
    """Its IAM users, by name."""
    roles: Keys[Role] = {}
    """The roles in it that people assume, by name."""

    @property
    def is_active(self) -> bool:
        """Whether it can be worked in: it is neither suspended nor closed."""
        return self.status is AccountStatus.ACTIVE

    @property
    def reopens_until(self) -> date | None:
        """The last day on which a closed account can be reopened; None if it is not closed."""
        return self.closed_on + REOPENS_FOR if self.closed_on is not None else None

    @property
    def label(self) -> str:
        """Name and id as printed: `prod (4444 5555 6666)`."""
        return f"{self.name} ({spaced_account_id(self.key)})"


class RootScp(StrictRecord):
    """A service control policy that denies root in member accounts, and how one is exempted."""

    denies_root: bool
    """Whether it denies root everything."""
    denied_calls: Tuple[ApiCall] = ()
    """What it denies root where that is not everything, such as `iam:DeactivateMFADevice`: the sheets then exempt an
    account before they need its root user."""
    exempt_with: Text | None = None
    """How an account is exempted: by whom, and where it is moved."""

    @property
    def binds_root(self) -> bool:
        """Whether an account is exempted from it before its root user is needed."""
        return self.denies_root or bool(self.denied_calls)


class RootAlarm(StrictRecord):
    """What rings when a root user signs in."""

    where: Text
    """Where it rings: a channel, a mailbox, a console."""
    notifies: Text
    """Who hears it, and must know of a sign-in beforehand."""


class IdentitySource(WordEnum):
    """Where people's identities live."""

    EXTERNAL = "external"
    IDENTITY_CENTER = "identity-center"
    ACTIVE_DIRECTORY = "active-directory"
    NONE = "none"


class Identity(StrictRecord):
    """How people normally sign in."""

    source: IdentitySource
    """Where people's identities live."""
    provider: Text | None = None
    """The name of the identity provider."""
    start_url: Text | None = None
    """The address of the AWS access portal."""
    region: Text | None = None
    """The region that IAM Identity Center lives in."""
    emergency_access: EmergencyAccess | None = None
    """What was prepared for the day on which IAM Identity Center is down; empty: nothing."""


class AwsOrganization(KeyedRecord):
    """One AWS organization: a management account and its members."""

    name: Text
    """The name as printed."""
    id: Text | None = None
    """The id that AWS gives: `o-` and 10 to 32 letters and digits."""
    partition: PartitionName = PartitionName.AWS
    """The partition that all of its accounts lie in."""
    management_account: AccountId
    """The account from which the organization is managed."""
    region: Text = Field(default_factory=lambda known: partition(known["partition"]).region)
    """Used where an endpoint must be regional; by default the partition's first."""
    central_root_access: bool = False
    """Whether member accounts' root credentials are managed from the management account."""
    delegated_iam_admin: AccountId | None = None
    """The member account to which IAM's root tasks are delegated."""
    root_scp: RootScp | None = None
    """The policy that denies root in member accounts; empty: none does."""
    root_alarm: RootAlarm | None = None
    """What rings when a root user signs in; empty: nothing."""
    identity: Identity | None = None
    """How people normally sign in; empty: the inventory does not say."""

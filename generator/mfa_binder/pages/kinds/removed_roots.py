"""What the sheet on member accounts without root credentials needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.aws_accounts import Account, AccountStatus, AwsOrganization
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import partition
from mfa_binder.organization.users_and_roles import RootIntent
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part

_LISTED = 40
"""Up to this many account numbers are written out in a command; beyond, those that it refuses are."""


@dataclass(frozen=True)
class RemovedRoots:
    """The view of the sheet. `accounts` are meant to have no root credentials, whatever their status.

    `active` are those that can be worked on. `refused` is written into the commands where `active` is
    too long for it: the accounts that keep their root. `administrator` is the account from which all
    is done; `self_administered`, if there is one, is itself among `active`.
    """

    aws_organization: AwsOrganization
    management: Account
    administrator: Account
    accounts: tuple[Account, ...]
    active: tuple[Account, ...]
    refused: tuple[Account, ...]
    spares: tuple[Device, ...]

    @property
    def listed(self) -> bool:
        """Whether the commands name the accounts that they may touch."""
        return len(self.active) <= _LISTED

    @property
    def self_administered(self) -> bool:
        """Whether the account from which all is done is to have no root credentials itself."""
        return self.administrator in self.active

    @property
    def example(self) -> Account:
        """The account with which the commands are rehearsed."""
        return next((account for account in self.active if account != self.administrator), self.active[0])


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each organization that has such accounts; why there is none for another."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, reason = f"organization:{aws.key}", why_none(organization, aws)
        title = f"Member accounts without root: {aws.name}"
        if reason is not None:
            yield Absence("removed-roots", title, subject, reason)
            continue
        path, view = f"organizations/{names[aws.key]}/removed-roots.md", removed_roots(organization, aws)
        yield Page(document_id("MR", aws.key), "removed-roots", title, subject, path, Part.ROOT, view, ceremony=True)


def why_none(organization: Organization, aws: AwsOrganization) -> str | None:
    """Why an organization needs no such sheet; None if it needs one."""
    if not partition(aws.partition).root_user:
        return "this partition has no root user"
    if not any(account.status is AccountStatus.ACTIVE for account in _removed(organization, aws)):
        return "no active member account of it is meant to have its root credentials removed"
    return None


def removed_roots(organization: Organization, aws: AwsOrganization) -> RemovedRoots:
    """Everything that the sheet prints of an organization that has such accounts."""
    accounts = _removed(organization, aws)
    active = tuple(account for account in accounts if account.status is AccountStatus.ACTIVE)
    members = organization.accounts_of(aws)
    return RemovedRoots(
        aws,
        organization.accounts[aws.management_account],
        _administrator(organization, aws, active),
        accounts,
        active,
        tuple(account for account in members if account.root.intended is RootIntent.KEPT),
        tuple(s for s in organization.spares if organization.kind(s) is DeviceKind.FIDO2)[:3],
    )


def _removed(organization: Organization, aws: AwsOrganization) -> tuple[Account, ...]:
    return tuple(
        account
        for account in organization.accounts_of(aws)
        if account.root.intended is RootIntent.REMOVED and not organization.is_management(account)
    )


def _administrator(organization: Organization, aws: AwsOrganization, active: tuple[Account, ...]) -> Account:
    """The delegated administrator for IAM if it has another account to look at, else the management account."""
    delegated = organization.accounts.get(aws.delegated_iam_admin or "")
    if delegated is not None and any(account != delegated for account in active):
        return delegated
    return organization.accounts[aws.management_account]

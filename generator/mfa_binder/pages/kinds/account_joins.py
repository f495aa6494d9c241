"""What the sheet for an account that joins an organization needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.aws_accounts import Account, AccountStatus, AwsOrganization
from mfa_binder.organization.credentials import Mailbox
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class AccountJoins:
    """The view of the sheet. `spares` fit into the partition; `mailboxes` already receive root mail here.

    `stand_in` is the account with which commands on the account that joins are rehearsed.
    """

    aws_organization: AwsOrganization
    partition: Partition
    management: Account
    stand_in: Account
    spares: tuple[Device, ...]
    mailboxes: tuple[Mailbox, ...]

    @property
    def root_denied(self) -> bool:
        """Whether a service control policy stops the root user from the moment the account joins."""
        scp = self.aws_organization.root_scp
        return self.partition.root_user and scp is not None and scp.denies_root


def pages(organization: Organization) -> Iterator[Page]:
    """A sheet for each organization: any may take in an account."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        path, title = f"organizations/{names[aws.key]}/account-joins.md", f"An account joins {aws.name}"
        view = account_joins(organization, aws)
        subject = f"organization:{aws.key}"
        yield Page(document_id("AJ", aws.key), "account-joins", title, subject, path, Part.JOINING_LEAVING, view)


def account_joins(organization: Organization, aws: AwsOrganization) -> AccountJoins:
    """Everything that the sheet prints of an organization."""
    here = partition(aws.partition)
    fitting = {"fido2": here.fido2, "totp": here.hardware_totp}
    used = {account.root.mailbox for account in organization.accounts_of(aws)}
    management = organization.accounts[aws.management_account]
    members = [a for a in organization.accounts_of(aws) if a.status is AccountStatus.ACTIVE]
    return AccountJoins(
        aws,
        here,
        management,
        next((account for account in members if account != management), management),
        tuple(spare for spare in organization.spares if fitting[organization.kind(spare)])[:3],
        tuple(mailbox for mailbox in organization.mailboxes.values() if mailbox.key in used),
    )

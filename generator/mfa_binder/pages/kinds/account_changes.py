"""An account joins an AWS organization, or closes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account, AccountStatus, AwsOrganization
from mfa_binder.organization.credentials import Mailbox
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition, partition
from mfa_binder.organization.users_and_roles import Access, Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class AccountJoins:
    """The view of the sheet."""

    aws_organization: AwsOrganization
    partition: Partition
    management: Account
    stand_in: Account
    """The account with which commands on the account that joins are rehearsed."""
    spares: tuple[Device, ...]
    """Those that fit into the partition."""
    mailboxes: tuple[Mailbox, ...]
    """Those that already receive root mail here."""

    @property
    def root_denied(self) -> bool:
        """Whether a service control policy stops the root user from the moment the account joins."""
        scp = self.aws_organization.root_scp
        return self.partition.root_user and scp is not None and scp.denies_root


def account_joins_pages(organization: Organization) -> Iterator[RunbookPage]:
    """A sheet for each organization: any may take in an account."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        path, title = f"organizations/{names[aws.key]}/account-joins.md", f"An account joins {aws.name}"
        view = account_joins(organization, aws)
        subject = f"organization:{aws.key}"
        yield RunbookPage(
            document_id("AJ", aws.key), "account-joins", title, subject, path, BinderTab.JOINING_LEAVING, view
        )


def account_joins(organization: Organization, aws: AwsOrganization) -> AccountJoins:
    """Everything that the sheet prints of an organization."""
    here = partition(aws.partition)
    used = {account.root.mailbox for account in organization.accounts_of(aws)}
    management = organization.accounts[aws.management_account]
    active = organization.active_accounts_of(aws)
    return AccountJoins(
        aws,
        here,
        management,
        next((account for account in active if account != management), management),
        tuple(spare for spare in organization.spares if here.takes(organization.kind(spare)))[:3],
        tuple(mailbox for mailbox in organization.mailboxes.values() if mailbox.key in used),
    )


@dataclass(frozen=True)
class AccountClosing:
    """One account, open or closed, and what hangs on it."""

    account: Account
    only: tuple[Device, ...]
    """The devices that open nothing else, in AWS or elsewhere."""
    shared: tuple[Device, ...]
    """The devices that open something else too, so they are never destroyed for this account."""
    trusting: tuple[tuple[Account, Role], ...]
    """The roles of other accounts that can be assumed from this one, each with its account."""

    @property
    def kept_until(self) -> date | None:
        """The last day on which the account can be reopened; None if it is not closed."""
        return self.account.reopens_until

    @property
    def bound(self) -> bool:
        """Whether anything hangs on it."""
        return bool(self.only or self.shared or self.trusting)


@dataclass(frozen=True)
class CrossAccountTrust:
    """A GovCloud account and the commercial account that is linked to it: closing the second closes both.

    Source: botocore 1.44.5 service model of AWS Organizations, CloseAccount, checked 2026-11-24.
    """

    govcloud: Account
    commercial: Account
    organization: AwsOrganization
    """The one of the commercial account: its sheet closes both."""
    management: bool
    """Whether the commercial account is its management account, which no sheet closes."""


@dataclass(frozen=True)
class AccountCloses:
    """The view of the sheet."""

    aws_organization: AwsOrganization
    partition: Partition
    management: Account
    bound: tuple[AccountClosing, ...]
    """The open member accounts on which something hangs."""
    free: int
    """How many other member accounts are open."""
    closed: tuple[AccountClosing, ...]
    """The closed accounts, with what hangs on them."""
    example: Account | None
    """The account with which the commands are rehearsed; None if none is active."""
    links: tuple[CrossAccountTrust, ...] = ()
    """The open member accounts that close together with an account of the other partition."""

    @property
    def sealed_users(self) -> tuple[tuple[str, Account], ...]:
        """The break-glass users of member accounts that are open, each with its account."""
        return tuple(
            (user.key, found.account)
            for found in self.bound
            for user in found.account.users.values()
            if Access.BREAK_GLASS in user.access
        )

    @property
    def due(self) -> tuple[tuple[AccountClosing, Device], ...]:
        """Each device that opens only an account that is closed: to be destroyed with a certificate."""
        return tuple((closing, device) for closing in self.closed for device in closing.only)


def account_closes_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each organization with member accounts; why there is none for another."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, title = f"organization:{aws.key}", f"An account of {aws.name} closes"
        if not _member_accounts(organization, aws):
            reason = "the organization has no member account, and a management account is closed in another way"
            yield PageAbsence("account-closes", title, subject, reason)
            continue
        path, view = f"organizations/{names[aws.key]}/account-closes.md", account_closes(organization, aws)
        yield RunbookPage(
            document_id("AX", aws.key), "account-closes", title, subject, path, BinderTab.JOINING_LEAVING, view
        )


def account_closes(organization: Organization, aws: AwsOrganization) -> AccountCloses:
    """Everything that the sheet prints of an organization."""
    closings = tuple(account_closing(organization, account) for account in _member_accounts(organization, aws))
    still_open = [found for found in closings if found.account.status is not AccountStatus.CLOSED]
    return AccountCloses(
        aws,
        partition(aws.partition),
        organization.accounts[aws.management_account],
        tuple(found for found in still_open if found.bound),
        sum(1 for found in still_open if not found.bound),
        tuple(found for found in closings if found.account.status is AccountStatus.CLOSED),
        _example_account(aws, closings),
        tuple(
            link for link in _cross_account_trusts(organization) if aws.key in _accounts_of_trust(organization, link)
        ),
    )


def _cross_account_trusts(organization: Organization) -> Iterator[CrossAccountTrust]:
    for account in organization.accounts.values():
        if account.linked_account is not None and account.status is not AccountStatus.CLOSED:
            linked = organization.accounts[account.linked_account]
            yield CrossAccountTrust(
                account, linked, organization.aws_organization(linked), organization.is_management(linked)
            )


def _accounts_of_trust(organization: Organization, link: CrossAccountTrust) -> tuple[str, str]:
    return organization.aws_organization(link.govcloud).key, link.organization.key


def _example_account(aws: AwsOrganization, closings: tuple[AccountClosing, ...]) -> Account | None:
    """An active account to rehearse on; the delegated administrator only where there is no other."""
    active = [found.account for found in closings if found.account.is_active]
    return min(active, key=lambda account: account.key == aws.delegated_iam_admin, default=None)


def account_closing(organization: Organization, account: Account) -> AccountClosing:
    """What hangs on an account."""
    devices = organization.devices_of(*organization.principals_of(account))
    shared = tuple(device for device in devices if _opens_more(organization, device, account))
    return AccountClosing(
        account,
        tuple(device for device in devices if device not in shared),
        shared,
        tuple((owner, role) for owner, role in organization.roles_trusting(account) if owner != account),
    )


def _opens_more(organization: Organization, device: Device, account: Account) -> bool:
    elsewhere = organization.opens_elsewhere(device)
    return bool(elsewhere) or any(opening.principal.account != account for opening in organization.opens(device))


def _member_accounts(organization: Organization, aws: AwsOrganization) -> tuple[Account, ...]:
    return tuple(account for account in organization.accounts_of(aws) if account.key != aws.management_account)

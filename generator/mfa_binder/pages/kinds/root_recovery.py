"""Root users: recovery after a loss, and accounts whose root credentials are removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import SparePool
from mfa_binder.access.hardware_requirements import no_root_because, root_elsewhere
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import partition
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import RootIntent
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class RootRecovery:
    """The view of a recovery sheet."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principal: Principal
    password: Secret | None
    mailbox: Mailbox | None
    readers: tuple[Person, ...]
    """Those who read the mailbox."""
    phone: Phone | None
    holders: tuple[Person, ...]
    """Those who have the phone."""
    registered: tuple[Device, ...]
    """The devices that the root user has on paper."""
    spares: tuple[Device, ...]
    """Those that take their place, the best first."""
    central: bool
    """Whether its credentials can be reset from outside."""
    administrators: tuple[Account, ...]
    """The accounts whose principals can do that."""

    @property
    def both(self) -> tuple[Person, ...]:
        """Who could read the mailbox and answer the phone."""
        return tuple(person for person in self.readers if person in self.holders)

    @property
    def deputies(self) -> tuple[tuple[Person, str], ...]:
        """Who stands in for those at mailbox and phone: the person, and the key of a deputy who is not named before."""
        found: dict[str, Person] = {}
        for person in (*self.readers, *self.holders):
            if person.deputy is not None:
                found.setdefault(person.deputy, person)
        return tuple((person, deputy) for deputy, person in found.items())

    @property
    def alone(self) -> bool:
        """Whether mailbox and phone cannot be shared between two people that the inventory names."""
        return not any(reader != holder for reader in self.readers for holder in self.holders)


def root_recovery_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each account that keeps its root user; why there is none for another."""
    reserve = SparePool(organization)
    for account in organization.accounts.values():
        subject, reason = f"account:{account.key}", no_root_because(organization, account)
        if reason is not None:
            yield PageAbsence("root-recovery", "Root recovery", subject, reason, root_elsewhere(organization, account))
            continue
        path, title = f"accounts/{account.key}/root-recovery.md", f"Root recovery, all devices lost: {account.name}"
        view = root_recovery(organization, account, reserve)
        yield RunbookPage(
            f"RR-{account.key}", "root-recovery", title, subject, path, BinderTab.ROOT, view, ceremony=True
        )


def root_recovery(organization: Organization, account: Account, reserve: SparePool | None = None) -> RootRecovery:
    """Everything that the recovery sheet prints of an account; `reserve` saves work where many are asked for."""
    aws, root = organization.aws_organization(account), account.root
    principal = organization.principals_of(account)[0]
    registered = organization.devices_of(principal)
    mailbox = organization.mailboxes[root.mailbox] if root.mailbox is not None else None
    phone = organization.phones[root.phone] if root.phone is not None else None
    wanted = organization.standards.devices_per_principal
    return RootRecovery(
        account,
        aws,
        organization.is_management(account),
        principal,
        organization.secrets[root.password] if root.password is not None else None,
        mailbox,
        tuple(organization.people[key] for key in mailbox.readers) if mailbox is not None else (),
        phone,
        tuple(organization.people[key] for key in phone.holders) if phone is not None else (),
        registered,
        (reserve or SparePool(organization)).for_principal(principal, registered)[:wanted],
        aws.central_root_access and not organization.is_management(account),
        tuple(found for found in central_administrators(organization, aws) if found != account),
    )


def central_administrators(organization: Organization, aws: AwsOrganization) -> tuple[Account, ...]:
    """The accounts whose principals may call AssumeRoot: the delegated administrator for IAM, then management."""
    keys = (aws.delegated_iam_admin, aws.management_account)
    return tuple(organization.accounts[key] for key in keys if key is not None and key in organization.accounts)


_MOST_LISTED = 40
"""Up to this many account numbers are written out in a command; beyond, those that it refuses are."""


@dataclass(frozen=True)
class RemovedRoots:
    """The view of the sheet."""

    aws_organization: AwsOrganization
    management: Account
    administrator: Account
    """The account from which all is done."""
    accounts: tuple[Account, ...]
    """Those that are meant to have no root credentials, whatever their status."""
    active: tuple[Account, ...]
    """Those of `accounts` that can be worked on."""
    refused: tuple[Account, ...]
    """The accounts that keep their root: written into the commands where `active` is too long for it."""
    spares: tuple[Device, ...]

    @property
    def listed(self) -> bool:
        """Whether the commands name the accounts that they may touch."""
        return len(self.active) <= _MOST_LISTED

    @property
    def contradicted(self) -> tuple[Account, ...]:
        """Accounts of whose root user the inventory names a device or a password all the same."""
        return tuple(account for account in self.accounts if account.root.mfa or account.root.password)

    @property
    def self_administered(self) -> bool:
        """Whether the account from which all is done is to have no root credentials itself."""
        return self.administrator in self.active

    @property
    def example(self) -> Account:
        """The account with which the commands are rehearsed."""
        return next((account for account in self.active if account != self.administrator), self.active[0])


def removed_roots_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each organization that has such accounts; why there is none for another."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, reason = f"organization:{aws.key}", no_removed_roots_because(organization, aws)
        title = f"Member accounts without root: {aws.name}"
        if reason is not None:
            yield PageAbsence("removed-roots", title, subject, reason)
            continue
        path, view = f"organizations/{names[aws.key]}/removed-roots.md", removed_roots(organization, aws)
        yield RunbookPage(
            document_id("MR", aws.key), "removed-roots", title, subject, path, BinderTab.ROOT, view, ceremony=True
        )


def no_removed_roots_because(organization: Organization, aws: AwsOrganization) -> str | None:
    """Why an organization needs no such sheet; None if it needs one."""
    if not partition(aws.partition).root_user:
        return "this partition has no root user"
    if not any(account.is_active for account in _accounts_without_root(organization, aws)):
        return "no active member account of it is meant to have its root credentials removed"
    return None


def removed_roots(organization: Organization, aws: AwsOrganization) -> RemovedRoots:
    """Everything that the sheet prints of an organization that has such accounts."""
    accounts = _accounts_without_root(organization, aws)
    active = tuple(account for account in accounts if account.is_active)
    members = organization.accounts_of(aws)
    return RemovedRoots(
        aws,
        organization.accounts[aws.management_account],
        _administrator_account(organization, aws, active),
        accounts,
        active,
        tuple(account for account in members if account.root.intended is RootIntent.KEPT),
        tuple(s for s in organization.spares if organization.kind(s) is DeviceKind.FIDO2)[:3],
    )


def _accounts_without_root(organization: Organization, aws: AwsOrganization) -> tuple[Account, ...]:
    return tuple(
        account
        for account in organization.accounts_of(aws)
        if account.root.intended is RootIntent.REMOVED and not organization.is_management(account)
    )


def _administrator_account(organization: Organization, aws: AwsOrganization, active: tuple[Account, ...]) -> Account:
    """The delegated administrator for IAM if it has another account to look at, else the management account."""
    delegated = organization.accounts.get(aws.delegated_iam_admin or "")
    if delegated is not None and any(account != delegated for account in active):
        return delegated
    return organization.accounts[aws.management_account]

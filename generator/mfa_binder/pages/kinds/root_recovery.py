"""What the recovery sheet of a root user needs to know: who can open it when every device is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import SparePool
from mfa_binder.access.hardware_requirements import no_root_because, root_elsewhere
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.credentials import Mailbox, Phone, Secret
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class RootRecovery:
    """The view of a recovery sheet.

    `readers` read the mailbox, `holders` have the phone; who is in both is in `both`. `registered` are
    the devices that the root user has on paper, `spares` those that take their place, the best first.
    `central`: its credentials can be reset from outside, by a principal of one of `administrators`.
    """

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principal: Principal
    password: Secret | None
    mailbox: Mailbox | None
    readers: tuple[Person, ...]
    phone: Phone | None
    holders: tuple[Person, ...]
    registered: tuple[Device, ...]
    spares: tuple[Device, ...]
    central: bool
    administrators: tuple[Account, ...]

    @property
    def both(self) -> tuple[Person, ...]:
        """Who could read the mailbox and answer the phone."""
        return tuple(person for person in self.readers if person in self.holders)

    @property
    def alone(self) -> bool:
        """Whether mailbox and phone cannot be shared between two people that the inventory names."""
        return not any(reader != holder for reader in self.readers for holder in self.holders)


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each account that keeps its root user; why there is none for another."""
    reserve = SparePool(organization)
    for account in organization.accounts.values():
        subject, reason = f"account:{account.key}", no_root_because(organization, account)
        if reason is not None:
            yield Absence("root-recovery", "Root recovery", subject, reason, root_elsewhere(organization, account))
            continue
        path, title = f"accounts/{account.key}/root-recovery.md", f"Root recovery, all devices lost: {account.name}"
        view = root_recovery(organization, account, reserve)
        yield Page(f"RR-{account.key}", "root-recovery", title, subject, path, Part.ROOT, view, ceremony=True)


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

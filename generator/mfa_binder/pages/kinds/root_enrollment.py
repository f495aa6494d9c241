"""What the root key ceremony of an account needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mfa_binder.access.hardware_requirements import no_root_because, root_elsewhere
from mfa_binder.access.retrieval import Retrieval, retrieval_of
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Registration
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class RootKey:
    """One key of the ceremony: the device, the name it gets in AWS, where it and its PIN are kept."""

    device: Device
    kind: DeviceKind
    registration: Registration
    access: Retrieval
    pin: Secret | None
    pin_access: Retrieval | None

    @property
    def name(self) -> str:
        """The device name typed in the console: the declared one, else the device's id."""
        return self.registration.name or self.device.key


@dataclass(frozen=True)
class RootEnrollment:
    """The view of a root key ceremony."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principal: Principal
    keys: tuple[RootKey, ...]
    password: Secret | None
    password_access: Retrieval | None
    readers: tuple[Person, ...]
    phone_holders: tuple[Person, ...]
    unusable: tuple[Device, ...]
    """Devices that stand under its root user and are lost, stolen, damaged or retired: never registered anew."""

    @property
    def typists(self) -> tuple[Person, ...]:
        """Who may type the password: those who reach no key; empty if everybody who could reaches one."""
        people = self.password_access.people if self.password_access is not None else ()
        reaching = {person.key for key in self.keys for person in key.access.people}
        return tuple(person for person in people if person.key not in reaching)

    @property
    def bearers(self) -> tuple[tuple[Retrieval, tuple[Device, ...]], ...]:
        """Who brings which keys: those that the same people reach in the same place stand together."""
        found: dict[Retrieval, list[Device]] = {}
        for key in self.keys:
            found.setdefault(replace(key.access, bag=None), []).append(key.device)
        return tuple((access, tuple(devices)) for access, devices in found.items())

    @property
    def sites(self) -> int:
        """At how many sites keys and PINs lie: the ceremony starts with the way to them."""
        accesses = [access for key in self.keys for access in (key.access, key.pin_access) if access is not None]
        return len({access.location.site for access in accesses if access.location is not None})


def pages(organization: Organization) -> Iterator[Entry]:
    """A ceremony for each account that keeps its root user; why there is none for another."""
    for account in organization.accounts.values():
        subject, reason = f"account:{account.key}", no_root_because(organization, account)
        if reason is not None:
            yield Absence(
                "root-enrollment", "Root key enrollment", subject, reason, root_elsewhere(organization, account)
            )
            continue
        path, title = f"accounts/{account.key}/enrollment.md", f"Root key enrollment: {account.name}"
        view = root_enrollment(organization, account)
        yield Page(f"RE-{account.key}", "root-enrollment", title, subject, path, Part.ROOT, view, ceremony=True)


def root_enrollment(organization: Organization, account: Account) -> RootEnrollment:
    """Everything that the ceremony sheet prints of an account that keeps its root."""
    principal = organization.principals_of(account)[0]
    keys = tuple(_key(organization, registration) for registration in principal.mfa if registration.virtual is None)
    password = organization.secrets[account.root.password] if account.root.password is not None else None
    mailbox = organization.mailboxes[account.root.mailbox] if account.root.mailbox is not None else None
    phone = organization.phones[account.root.phone] if account.root.phone is not None else None
    return RootEnrollment(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        principal,
        tuple(key for key in keys if key.device.usable),
        password,
        retrieval_of(organization, password) if password is not None else None,
        tuple(organization.people[key] for key in mailbox.readers) if mailbox is not None else (),
        tuple(organization.people[key] for key in phone.holders) if phone is not None else (),
        tuple(key.device for key in keys if not key.device.usable),
    )


def _key(organization: Organization, registration: Registration) -> RootKey:
    device = organization.devices[registration.device]
    pin = organization.pin_of(device)
    return RootKey(
        device,
        organization.kind(device),
        registration,
        retrieval_of(organization, device),
        pin,
        retrieval_of(organization, pin) if pin is not None else None,
    )

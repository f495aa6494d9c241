"""Enrollment of devices: of a root user, of an IAM user, of a user of IAM Identity Center."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mfa_binder.access.break_glass_cast import BreakGlassCast, cast_for
from mfa_binder.access.devices_and_spares import UserDevices, registered_devices
from mfa_binder.access.hardware_requirements import (
    must_resist_phishing,
    no_hardware_because,
    no_root_because,
    root_elsewhere,
)
from mfa_binder.access.retrieval import Retrieval, retrieval_of
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import Account, AwsOrganization, IdentitySource
from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Registration
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage
from mfa_binder.plain_text import join_words


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
    cast: BreakGlassCast
    """Who brings the password and the keys together."""
    readers: tuple[Person, ...]
    phone_holders: tuple[Person, ...]
    unusable: tuple[Device, ...]
    """Devices that stand under its root user and are lost, stolen, damaged or retired: never registered anew."""

    @property
    def bearers(self) -> tuple[tuple[Retrieval, tuple[Device, ...]], ...]:
        """Who brings which keys: those that the same people reach in the same place stand together."""
        found: dict[Retrieval, list[Device]] = {}
        for key in self.keys:
            found.setdefault(replace(key.access, bag=None), []).append(key.device)
        return tuple((access, tuple(devices)) for access, devices in found.items())

    @property
    def roles(self) -> tuple[tuple[str, tuple[Person, ...]], ...]:
        """Who takes part: what they bring, and how many of them where not all need to come; then those who may."""
        typists = self.cast.only_typists
        password = typists or (self.cast.password.people if self.cast.password is not None else ())
        bearers = (
            (_role(join_words([device.key for device in devices]), access.people, access.quorum), access.people)
            for access, devices in self.bearers
        )
        number = 1 if typists else len(password)
        return ((_role("Password", password, number), password), *bearers, ("Witness", ()))


def _role(what: str, people: tuple[Person, ...], number: int) -> str:
    return f"{what} ({number} of {len(people)})" if number < len(people) else what


def root_enrollment_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A ceremony for each account that keeps its root user; why there is none for another."""
    for account in organization.accounts.values():
        subject, reason = f"account:{account.key}", no_root_because(organization, account)
        if reason is not None:
            yield PageAbsence(
                "root-enrollment", "Root key enrollment", subject, reason, root_elsewhere(organization, account)
            )
            continue
        path, title = f"accounts/{account.key}/enrollment.md", f"Root key enrollment: {account.name}"
        view = root_enrollment(organization, account)
        yield RunbookPage(
            f"RE-{account.key}", "root-enrollment", title, subject, path, BinderTab.ROOT, view, ceremony=True
        )


def root_enrollment(organization: Organization, account: Account) -> RootEnrollment:
    """Everything that the ceremony sheet prints of an account that keeps its root."""
    principal = organization.principals_of(account)[0]
    keys = tuple(
        _root_key(organization, registration) for registration in principal.mfa if registration.virtual is None
    )
    usable = tuple(key for key in keys if key.device.usable)
    password = organization.secrets[account.root.password] if account.root.password is not None else None
    mailbox = organization.mailboxes[account.root.mailbox] if account.root.mailbox is not None else None
    phone = organization.phones[account.root.phone] if account.root.phone is not None else None
    return RootEnrollment(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        principal,
        usable,
        password,
        cast_for(organization, password, [key.device for key in usable]),
        tuple(organization.people[key] for key in mailbox.readers) if mailbox is not None else (),
        tuple(organization.people[key] for key in phone.holders) if phone is not None else (),
        tuple(key.device for key in keys if not key.device.usable),
    )


def _root_key(organization: Organization, registration: Registration) -> RootKey:
    device = organization.device_of(registration)
    pin = organization.pin_of(device)
    return RootKey(
        device,
        organization.kind(device),
        registration,
        retrieval_of(organization, device),
        pin,
        retrieval_of(organization, pin) if pin is not None else None,
    )


@dataclass(frozen=True)
class UserEnrollment:
    """The view of an enrollment sheet."""

    account: Account
    aws_organization: AwsOrganization
    partition: Partition
    principal: Principal
    person: Person | None
    """Whose user it is; None for a shared user, such as break-glass."""
    devices: UserDevices
    cast: BreakGlassCast
    """Who brings the password and the devices of a shared user together."""
    wanted: int
    """How many devices our own standard asks for."""
    only_keys: bool
    """Whether our own standard asks for phishing resistance, so that a token will not do."""

    @property
    def address(self) -> str:
        """The account's sign-in page."""
        return self.partition.sign_in.replace("{account}", self.account.key)


def user_enrollment_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each IAM user of an active account; why there is none for another."""
    for account in organization.accounts.values():
        names, reason = distinct_slugs(account.users), no_hardware_because(organization, account)
        for principal in organization.principals_of(account)[1:]:
            title = f"Enrollment: {principal.name} in {account.name}"
            if reason is not None:
                yield PageAbsence("user-enrollment", title, principal.ref, reason)
                continue
            path = f"accounts/{account.key}/users/{names[principal.name]}/enrollment.md"
            view = user_enrollment(organization, account, principal)
            id_ = document_id("UE", f"{account.key}-{principal.name}")
            yield RunbookPage(id_, "user-enrollment", title, principal.ref, path, BinderTab.USERS, view)


def user_enrollment(organization: Organization, account: Account, principal: Principal) -> UserEnrollment:
    """Everything that the enrollment sheet prints of an IAM user."""
    password = organization.secrets[principal.password] if principal.password is not None else None
    return UserEnrollment(
        account,
        organization.aws_organization(account),
        organization.partition(account),
        principal,
        organization.people[principal.person] if principal.person is not None else None,
        registered_devices(organization, principal),
        cast_for(organization, password, organization.usable_devices_of(principal)),
        organization.standards.devices_per_principal,
        must_resist_phishing(organization, principal),
    )


@dataclass(frozen=True)
class IdentityCenterEnrollment:
    """The view of an enrollment sheet of an Identity Center user."""

    aws_organization: AwsOrganization
    principal: Principal
    person: Person | None
    devices: UserDevices
    wanted: int
    """How many devices our own standard asks for."""

    @property
    def start_url(self) -> str | None:
        """The address of the AWS access portal."""
        return self.aws_organization.identity.start_url if self.aws_organization.identity is not None else None

    @property
    def has_tokens(self) -> bool:
        """Whether a TOTP token is planned, which the portal does not know as such."""
        return any(device.kind is DeviceKind.TOTP for device in self.devices.all)


def identity_center_enrollment_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each Identity Center user with a device; why another, or an organization, has none."""
    for aws_organization in organization.organizations.values():
        reason = no_enrollment_because(organization, aws_organization)
        if reason is not None:
            subject = f"organization:{aws_organization.key}"
            yield PageAbsence("identity-center-enrollment", "Identity Center enrollment", subject, reason)
    names = distinct_slugs(organization.identity_center_users)
    for principal in organization.principals:
        if principal.kind == "identity-center":
            path = f"identity-center/{names[principal.name]}/enrollment.md"
            title, id_ = f"Identity Center enrollment: {principal.name}", document_id("IE", principal.name)
            view = identity_center_enrollment(organization, principal)
            if not view.devices.usable:
                reason = "the inventory plans no device that works for this user"
                yield PageAbsence("identity-center-enrollment", title, principal.ref, reason)
                continue
            yield RunbookPage(id_, "identity-center-enrollment", title, principal.ref, path, BinderTab.USERS, view)


def no_enrollment_because(organization: Organization, aws_organization: AwsOrganization) -> str | None:
    """Why nobody registers devices in IAM Identity Center itself; None if its users do.

    MFA in IAM Identity Center is not supported for external identity providers (AWS IAM Identity
    Center User Guide, checked 2026-11-24).
    """
    identity = aws_organization.identity
    if identity is None or identity.source is IdentitySource.NONE:
        return "the inventory names no IAM Identity Center for this organization"
    if identity.source is IdentitySource.EXTERNAL:
        return f"devices are registered with {identity.provider or 'the identity provider'}, not in IAM Identity Center"
    only = next(iter(organization.organizations))
    users = organization.identity_center_users.values()
    listed = any((user.organization or only) == aws_organization.key for user in users)
    return None if listed else "the inventory lists no user of its IAM Identity Center"


def identity_center_enrollment(organization: Organization, principal: Principal) -> IdentityCenterEnrollment:
    """Everything that the enrollment sheet prints of an Identity Center user."""
    user = organization.identity_center_users[principal.name]
    key = user.organization or next(iter(organization.organizations))
    return IdentityCenterEnrollment(
        organization.organizations[key],
        principal,
        organization.people[user.person] if user.person is not None else None,
        registered_devices(organization, principal),
        organization.standards.devices_per_principal,
    )

"""The sealed ways into an account: its break-glass users and its root user, with what each needs.

A way is a password and a device, and for a FIDO2 key its PIN; each may lie behind a lock, opening
hours, a road, or an identity provider. Break-glass users come before root: a root user cannot
switch to roles of other accounts (AWS IAM User Guide, "Switch from a user to an IAM role").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.break_glass_cast import BreakGlassCast, cast_for
from mfa_binder.access.hardware_requirements import no_root_because, not_worked_in_because
from mfa_binder.access.retrieval import Retrieval, places_with_hours, retrieval_of
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.credentials import Mailbox, Secret
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Location
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Access, Role


@dataclass(frozen=True)
class DeviceToFetch:
    """A device of a way in and its PIN."""

    device: Device
    kind: DeviceKind
    access: Retrieval
    """How the device is had."""
    pin: Secret | None
    pin_access: Retrieval | None
    """How the PIN is had."""
    cast: BreakGlassCast
    """Who can bring it together with the password of the way."""

    @property
    def minutes(self) -> int | None:
        """Until password, device and PIN are together; None where the inventory knows no such journey."""
        return self.cast.minutes

    @property
    def closing(self) -> tuple[Location, ...]:
        """The places of device and PIN that cannot be opened at every hour."""
        return places_with_hours((self.access, self.pin_access))

    @property
    def behind_provider(self) -> bool:
        """Whether its PIN is out of reach while the identity provider is down."""
        return self.pin is not None and self.pin.needs_identity_provider


@dataclass(frozen=True)
class EmergencyWay:
    """One principal that can be used in an emergency."""

    principal: Principal
    password: Secret | None
    password_access: Retrieval | None
    """How the password is had."""
    mailbox: Mailbox | None
    """The mailbox of a root user, through which a new password can be set."""
    devices: tuple[DeviceToFetch, ...]
    """In the order in which to try them: what can be had at every hour first, then the quickest."""

    @property
    def complete(self) -> bool:
        """Whether the inventory knows both halves; an IAM user may have no device, a root user must have one."""
        return self.password is not None and (bool(self.devices) or self.principal.kind == "user")

    @property
    def pin_unknown(self) -> bool:
        """Whether the inventory says of no device where its PIN is, and every one has a PIN."""
        return bool(self.devices) and all(d.kind is DeviceKind.FIDO2 and d.pin is None for d in self.devices)

    @property
    def accesses(self) -> tuple[Retrieval | None, ...]:
        """How the password is had, then each device, then each PIN; None where the inventory does not say."""
        devices = tuple(device.access for device in self.devices)
        return (self.password_access, *devices, *(device.pin_access for device in self.devices))

    @property
    def closing(self) -> tuple[Location, ...]:
        """The places that keep this way shut at some hours, whichever device is taken; empty: none does."""
        password = places_with_hours([self.password_access])
        if any(not device.closing for device in self.devices):
            return password
        return tuple(dict.fromkeys([*password, *(place for device in self.devices for place in device.closing)]))

    @property
    def behind_provider(self) -> bool:
        """Whether it is shut while the identity provider is down: the password, or every device's PIN, is."""
        password = self.password is not None and self.password.needs_identity_provider
        return password or (bool(self.devices) and all(device.behind_provider for device in self.devices))

    @property
    def always_open(self) -> bool:
        """Whether both halves are known and can be had at every hour."""
        return self.complete and not self.closing

    @property
    def event_lookup(self) -> str:
        """How CloudTrail is asked for the events of this principal (botocore, LookupAttributes)."""
        name = self.principal.name
        if re.fullmatch(r"[\w.@+-]+", name):
            return f"AttributeKey=Username,AttributeValue={name}"
        return json.dumps([{"AttributeKey": "Username", "AttributeValue": name}])


def emergency_ways_into(organization: Organization, account: Account) -> tuple[EmergencyWay, ...]:
    """The ways into an account in the order of use; none for an account that nobody works in."""
    if not account.is_active:
        return ()
    principals = organization.principals_of(account)
    users = (p for p in principals if p.is_break_glass)
    roots = (p for p in principals if p.kind == "root" and organization.keeps_root(account))
    return tuple(_emergency_way(organization, principal) for principal in (*users, *roots))


def no_emergency_way_because(organization: Organization, account: Account) -> str | None:
    """Why an account has no sealed way in; None if it has one."""
    if emergency_ways_into(organization, account):
        return None
    root = "its root credentials are meant to be removed"
    if not organization.partition(account).root_user:
        root = "this partition has no root user"
    return not_worked_in_because(account) or f"it has no break-glass user, and {root}"


def account_administrators(organization: Organization, account: Account) -> tuple[Principal, ...]:
    """The IAM users who administer an account in the normal way: while one of them can sign in, it is no emergency."""
    users = (p for p in organization.principals_of(account) if p.kind == "user" and not p.is_break_glass)
    return tuple(p for p in users if Access.ADMINISTRATOR in p.access and p.person is not None)


def _emergency_way(organization: Organization, principal: Principal) -> EmergencyWay:
    password = organization.secrets[principal.password] if principal.password is not None else None
    access = retrieval_of(organization, password) if password is not None else None
    devices = [_device_to_fetch(organization, device, password) for device in organization.usable_devices_of(principal)]
    devices.sort(key=lambda d: (bool(d.closing), d.minutes is None, d.minutes or 0))
    return EmergencyWay(principal, password, access, _root_mailbox(organization, principal), tuple(devices))


def _root_mailbox(organization: Organization, principal: Principal) -> Mailbox | None:
    root = principal.account.root if principal.kind == "root" and principal.account is not None else None
    return organization.mailboxes[root.mailbox] if root is not None and root.mailbox is not None else None


def _device_to_fetch(organization: Organization, device: Device, password: Secret | None) -> DeviceToFetch:
    pin, cast = organization.pin_of(device), cast_for(organization, password, [device])
    return DeviceToFetch(
        device, organization.kind(device), cast.devices[0], pin, cast.pins[0] if cast.pins else None, cast
    )


@dataclass(frozen=True)
class RoleIntoAccount:
    """A way through another account: a role, the account that it is in, and one that it trusts."""

    account: Account
    role: Role
    trusted: Account


@dataclass(frozen=True)
class AccountWays:
    """An account with its sealed ways in."""

    account: Account
    management: bool
    ways: tuple[EmergencyWay, ...]
    administrators: tuple[Principal, ...]
    """IAM users who administer it in the normal way, without an identity provider."""
    roles: tuple[RoleIntoAccount, ...]
    """The roles in it that can be assumed from another account."""
    has_recovery: bool
    """Whether there is a recovery sheet of its root user."""

    @property
    def always_open(self) -> bool:
        """Whether some way can be taken at every hour."""
        return any(way.always_open for way in self.ways)

    @property
    def open_without_provider(self) -> bool:
        """Whether some way, of which both halves are known, is left while the identity provider is down."""
        return any(way.complete and not way.behind_provider for way in self.ways)


def accounts_with_ways(organization: Organization, aws: AwsOrganization) -> tuple[AccountWays, ...]:
    """The active accounts of an AWS organization, the management account first."""
    management_first = sorted(
        organization.active_accounts_of(aws), key=lambda account: not organization.is_management(account)
    )
    return tuple(_account_ways(organization, account) for account in management_first)


def _account_ways(organization: Organization, account: Account) -> AccountWays:
    return AccountWays(
        account,
        organization.is_management(account),
        emergency_ways_into(organization, account),
        account_administrators(organization, account),
        tuple(_roles_into_account(organization, account)),
        no_root_because(organization, account) is None,
    )


def _roles_into_account(organization: Organization, account: Account) -> Iterator[RoleIntoAccount]:
    """The roles of an account that can be assumed from an active account of the inventory."""
    for role in account.roles.values():
        for key in role.trusts:
            trusted = organization.accounts.get(key)
            if trusted is not None and trusted.is_active and key != account.key:
                yield RoleIntoAccount(account, role, trusted)

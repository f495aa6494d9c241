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
from itertools import combinations, product

from mfa_binder.organization.accounts import Account, AccountStatus
from mfa_binder.organization.credentials import Mailbox, Secret
from mfa_binder.organization.devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization, Principal
from mfa_binder.organization.places import Location
from mfa_binder.organization.principals import Access as Rights
from mfa_binder.pages.applicability import not_worked_in_because
from mfa_binder.pages.custody import Access, reach


@dataclass(frozen=True)
class DeviceToFetch:
    """A device of a way in and its PIN.

    `minutes` is the slowest journey between the places of password, device and PIN, with the time
    to get at them; None where one of them is not known or the inventory knows no such journey.
    """

    device: Device
    kind: DeviceKind
    access: Access
    pin: Secret | None
    pin_access: Access | None
    minutes: int | None

    @property
    def closing(self) -> tuple[Location, ...]:
        """The places of device and PIN that cannot be opened at every hour."""
        return _closing(self.access, self.pin_access)

    @property
    def behind_provider(self) -> bool:
        """Whether its PIN is out of reach while the identity provider is down."""
        return self.pin is not None and self.pin.needs_identity_provider


@dataclass(frozen=True)
class WayIn:
    """One principal that can be used in an emergency; `devices` in the order in which to try them."""

    principal: Principal
    password: Secret | None
    password_access: Access | None
    mailbox: Mailbox | None
    devices: tuple[DeviceToFetch, ...]

    @property
    def complete(self) -> bool:
        """Whether the inventory knows both halves; an IAM user may have no device, a root user must have one."""
        return self.password is not None and (bool(self.devices) or self.principal.kind == "user")

    @property
    def pin_unknown(self) -> bool:
        """Whether the inventory says of no device where its PIN is, and every one has a PIN."""
        return bool(self.devices) and all(d.kind is DeviceKind.FIDO2 and d.pin is None for d in self.devices)

    @property
    def closing(self) -> tuple[Location, ...]:
        """The places that keep this way shut at some hours, whichever device is taken; empty: none does."""
        password = _closing(self.password_access)
        if any(not device.closing for device in self.devices):
            return password
        return tuple(dict.fromkeys([*password, *(place for device in self.devices for place in device.closing)]))

    @property
    def behind_provider(self) -> bool:
        """Whether it is shut while the identity provider is down: the password, or every device's PIN, is."""
        password = self.password is not None and self.password.needs_identity_provider
        return password or (bool(self.devices) and all(device.behind_provider for device in self.devices))

    @property
    def event_lookup(self) -> str:
        """How CloudTrail is asked for the events of this principal (botocore, LookupAttributes)."""
        name = self.principal.name
        if re.fullmatch(r"[\w.@+-]+", name):
            return f"AttributeKey=Username,AttributeValue={name}"
        return json.dumps([{"AttributeKey": "Username", "AttributeValue": name}])


def ways_in(organization: Organization, account: Account) -> tuple[WayIn, ...]:
    """The ways into an account in the order of use; none for an account that nobody works in."""
    if account.status is not AccountStatus.ACTIVE:
        return ()
    principals = organization.principals_of(account)
    users = (p for p in principals if Rights.BREAK_GLASS in p.access)
    roots = (p for p in principals if p.kind == "root" and organization.keeps_root(account))
    return tuple(_way(organization, principal) for principal in (*users, *roots))


def no_way_in_because(organization: Organization, account: Account) -> str | None:
    """Why an account has no sealed way in; None if it has one."""
    if ways_in(organization, account):
        return None
    root = "its root credentials are meant to be removed"
    if not organization.partition(account).root_user:
        root = "this partition has no root user"
    return not_worked_in_because(account) or f"it has no break-glass user, and {root}"


def administrators(organization: Organization, account: Account) -> tuple[Principal, ...]:
    """The IAM users who administer an account in the normal way: while one of them can sign in, it is no emergency."""
    users = (p for p in organization.principals_of(account) if p.kind == "user" and Rights.BREAK_GLASS not in p.access)
    return tuple(p for p in users if Rights.ADMINISTRATOR in p.access and p.person is not None)


def _way(organization: Organization, principal: Principal) -> WayIn:
    password = organization.secrets[principal.password] if principal.password is not None else None
    access = reach(organization, password) if password is not None else None
    registered = organization.devices_of(principal)
    devices = [_device(organization, device, access) for device in registered if device.usable]
    devices.sort(key=lambda d: (bool(d.closing), d.minutes is None, d.minutes or 0))
    return WayIn(principal, password, access, _mailbox(organization, principal), tuple(devices))


def _mailbox(organization: Organization, principal: Principal) -> Mailbox | None:
    root = principal.account.root if principal.kind == "root" and principal.account is not None else None
    return organization.mailboxes[root.mailbox] if root is not None and root.mailbox is not None else None


def _device(organization: Organization, device: Device, password: Access | None) -> DeviceToFetch:
    access, pin = reach(organization, device), organization.pin_of(device)
    pin_access = reach(organization, pin) if pin is not None else None
    minutes = _minutes(organization, [a for a in (password, access, pin_access) if a is not None])
    return DeviceToFetch(device, organization.kind(device), access, pin, pin_access, minutes)


def _closing(*accesses: Access | None) -> tuple[Location, ...]:
    places = [access.location for access in accesses if access is not None and access.location is not None]
    return tuple({place.key: place for place in places if place.open is not None}.values())


def _minutes(organization: Organization, accesses: list[Access]) -> int | None:
    """The quickest of all choices of one site per thing; a vault's readers are where they work."""
    found = [_journey(organization, sites) for sites in product(*(tuple(_sites(a)) for a in accesses))]
    known = [minutes for minutes in found if minutes is not None]
    if not known:
        return None
    return min(known) + max((a.location.access_minutes for a in accesses if a.location is not None), default=0)


def _sites(access: Access) -> Iterator[str | None]:
    if access.location is not None:
        yield access.location.site
        return
    yield from (person.site for person in access.people)


def _journey(organization: Organization, sites: tuple[str | None, ...]) -> int | None:
    legs = [
        organization.minutes_between(one, other) if one is not None and other is not None else None
        for one, other in combinations(sites, 2)
    ]
    known = [minutes for minutes in legs if minutes is not None]
    return max(known, default=0) if len(known) == len(legs) and None not in sites else None

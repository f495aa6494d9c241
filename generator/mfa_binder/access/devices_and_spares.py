"""The devices of a principal, what each is and whether it works, and which spare replaces one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from mfa_binder.access.hardware_requirements import may_register
from mfa_binder.access.retrieval import Retrieval, home_site, minutes_to_fetch, retrieval_of
from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.mfa_devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Registration


@dataclass(frozen=True)
class UserDevice:
    """One registration that the inventory plans for a principal, its device usable or not."""

    device: Device
    kind: DeviceKind
    """How it signs in: a key whose codes AWS takes for a virtual device is a TOTP token here."""
    registration: Registration
    access: Retrieval
    """How the device is had."""
    pin: Secret | None
    """The secret that is its PIN, if the inventory says where it is."""

    @property
    def name(self) -> str:
        """The device name typed in the console: the declared one, else the device's id."""
        return self.registration.name or self.device.key

    @property
    def serial(self) -> str | None:
        """What AWS lists it by: the ARN of a key or of a virtual device, the printed serial of a token."""
        return self.registration.aws_serial or (self.device.serial if self.kind is DeviceKind.TOTP else None)

    @property
    def virtual_name(self) -> str:
        """The name that leads to the ARN of a virtual device."""
        return (self.registration.virtual or "").rpartition("/")[2]

    @property
    def subject(self) -> str:
        """What conditions call it: the device, or the ARN where AWS takes it for a virtual device."""
        return self.registration.virtual or self.device.key


@dataclass(frozen=True)
class UserDevices:
    """All devices of one principal, sorted by what can be done with them."""

    all: tuple[UserDevice, ...]
    """One for each registration, in the inventory's order."""

    @property
    def tokens(self) -> tuple[UserDevice, ...]:
        """Whatever works and gives codes; the inventory's door demands a serial or the ARN of a virtual device."""
        return tuple(d for d in self._usable if d.kind is DeviceKind.TOTP)

    @property
    def maker_seeded(self) -> tuple[UserDevice, ...]:
        """The tokens with a seed of their maker's, which AWS knows by the printed serial."""
        return tuple(token for token in self.tokens if token.registration.virtual is None)

    @property
    def self_seeded(self) -> tuple[UserDevice, ...]:
        """What gets its seed from a QR code when it is registered: a virtual device to AWS."""
        return tuple(token for token in self.tokens if token.registration.virtual is not None)

    @property
    def keys(self) -> tuple[UserDevice, ...]:
        """The FIDO2 keys that work."""
        return tuple(d for d in self._usable if d.kind is DeviceKind.FIDO2)

    @property
    def usable(self) -> tuple[UserDevice, ...]:
        """Tokens and keys that work, in that order."""
        return self.tokens + self.keys

    @property
    def metal(self) -> tuple[UserDevice, ...]:
        """Tokens and keys that work, each piece of metal once; as a key where it is one."""
        return tuple({each.device.key: each for each in self.usable}.values())

    @property
    def gone(self) -> tuple[UserDevice, ...]:
        """Devices that are lost, stolen, damaged or retired."""
        return tuple(d for d in self.all if not d.device.usable)

    @property
    def _usable(self) -> Iterable[UserDevice]:
        return (d for d in self.all if d.device.usable)


def registered_devices(organization: Organization, principal: Principal) -> UserDevices:
    """The devices of a principal, in the inventory's order."""
    return UserDevices(tuple(_user_device(organization, registration) for registration in principal.mfa))


def _user_device(organization: Organization, registration: Registration) -> UserDevice:
    device = organization.device_of(registration)
    kind = DeviceKind.TOTP if organization.gives_codes(registration) else DeviceKind.FIDO2
    return UserDevice(device, kind, registration, retrieval_of(organization, device), organization.pin_of(device))


_SPARES_NAMED = 3
"""How many spares a sheet names: the best, and two for when it cannot be had."""


class SparePool:
    """The spares of an organization, ordered once for every site and kind that asks."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization
        self._ordered: dict[tuple[str | None, DeviceKind, frozenset[DeviceKind]], tuple[Device, ...]] = {}

    def replacing(self, device: Device, principals: Iterable[Principal]) -> tuple[Device, ...]:
        """Up to three spares that may replace the device for every one of the principals, the best first."""
        own, opened = self._organization.kind(device), tuple(principals)
        kinds = [DeviceKind.FIDO2] if own is DeviceKind.FIDO2 else list(DeviceKind)
        allowed = frozenset(k for k in kinds if all(may_register(self._organization, k, p) for p in opened))
        spares = self._spares(home_site(self._organization, device), own, allowed)
        return tuple(islice((spare for spare in spares if spare.key != device.key), _SPARES_NAMED))

    def for_principal(self, principal: Principal, lost: Iterable[Device]) -> tuple[Device, ...]:
        """Up to three spares for a principal that has lost all its devices, the nearest to the first of them first.

        One that had no device gets a key that resists phishing.
        """
        gone = tuple(lost)
        origin = home_site(self._organization, gone[0]) if gone else None
        allowed = frozenset(kind for kind in DeviceKind if may_register(self._organization, kind, principal))
        spares = self._spares(origin, DeviceKind.FIDO2, allowed)
        return tuple(islice((spare for spare in spares if spare not in gone), _SPARES_NAMED))

    def _spares(self, origin: str | None, own: DeviceKind, kinds: frozenset[DeviceKind]) -> tuple[Device, ...]:
        wanted = (origin, own, kinds)
        if wanted not in self._ordered:
            fitting = [s for s in self._organization.spares if self._organization.kind(s) in kinds]
            self._ordered[wanted] = tuple(sorted(fitting, key=lambda spare: self._rank(spare, origin, own)))
        return self._ordered[wanted]

    def _rank(self, spare: Device, origin: str | None, own: DeviceKind) -> tuple[bool, bool, int, str]:
        """Another kind last, an unknown way late, then by minutes."""
        minutes = minutes_to_fetch(self._organization, origin, spare)
        return (self._organization.kind(spare) is not own, minutes is None, minutes or 0, spare.key)

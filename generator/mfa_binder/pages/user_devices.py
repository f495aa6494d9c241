"""The devices of a principal as the sheets of users print them: what each is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.devices import Device, DeviceKind
from mfa_binder.organization.organization import Organization, Principal
from mfa_binder.organization.principals import Registration
from mfa_binder.pages.addresses import slug
from mfa_binder.pages.custody import Access, reach


@dataclass(frozen=True)
class UserDevice:
    """One registration that the inventory plans for a principal, its device usable or not.

    `kind` is how it signs in: a key whose codes AWS takes for a virtual device is a TOTP token here.
    """

    device: Device
    kind: DeviceKind
    registration: Registration
    access: Access
    pin: Secret | None

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
        """The same with each piece of metal once; as a key where it is one."""
        return tuple({each.device.key: each for each in self.usable}.values())

    @property
    def gone(self) -> tuple[UserDevice, ...]:
        """Devices that are lost, stolen, damaged or retired."""
        return tuple(d for d in self.all if not d.device.usable)

    @property
    def _usable(self) -> Iterable[UserDevice]:
        return (d for d in self.all if d.device.usable)


def devices_of(organization: Organization, principal: Principal) -> UserDevices:
    """The devices of a principal, in the inventory's order."""
    return UserDevices(tuple(_device(organization, registration) for registration in principal.mfa))


def profile_name(*parts: str) -> str:
    """A name for a profile of the AWS CLI, made of what it is for: only a-z, 0-9 and hyphens."""
    return slug("-".join(parts))


def _device(organization: Organization, registration: Registration) -> UserDevice:
    device = organization.devices[registration.device]
    kind = DeviceKind.TOTP if organization.gives_codes(registration) else DeviceKind.FIDO2
    return UserDevice(device, kind, registration, reach(organization, device), organization.pin_of(device))

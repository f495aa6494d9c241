"""The devices of a principal as the sheets of users print them: what each is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.organization.credentials import Secret
from generator.organization.devices import Device, DeviceKind
from generator.organization.organization import Organization, Principal
from generator.organization.principals import Registration
from generator.pages.addresses import slug
from generator.pages.custody import Access, reach


@dataclass(frozen=True)
class UserDevice:
    """One device that the inventory plans for a principal, usable or not."""

    device: Device
    kind: DeviceKind
    registration: Registration
    access: Access
    pin: Secret | None

    @property
    def name(self) -> str:
        """The device name typed in the console: the declared one, else the device's id."""
        return self.registration.name or self.device.key


@dataclass(frozen=True)
class UserDevices:
    """All devices of one principal, sorted by what can be done with them."""

    all: tuple[UserDevice, ...]

    @property
    def tokens(self) -> tuple[UserDevice, ...]:
        """The TOTP tokens that work; the inventory's door demands their serial."""
        return tuple(d for d in self._usable if d.kind is DeviceKind.TOTP)

    @property
    def keys(self) -> tuple[UserDevice, ...]:
        """The FIDO2 keys that work."""
        return tuple(d for d in self._usable if d.kind is DeviceKind.FIDO2)

    @property
    def usable(self) -> tuple[UserDevice, ...]:
        """Tokens and keys that work, in that order."""
        return self.tokens + self.keys

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
    return UserDevice(
        device, organization.kind(device), registration, reach(organization, device), organization.pin_of(device)
    )

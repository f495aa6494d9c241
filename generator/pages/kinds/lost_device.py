"""What the loss sheet of a device needs to know: what it opens, what is left, what replaces it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.organization.accounts import Account, AccountStatus
from generator.organization.devices import Device, DeviceKind
from generator.organization.organization import Elsewhere, Opening, Organization, Principal, dangerous_first
from generator.organization.principals import Role
from generator.pages.addresses import document_id, slugs
from generator.pages.custody import home_site, travel
from generator.pages.page import Page, Part
from generator.pages.spares import Reserve


@dataclass(frozen=True)
class LostOpening:
    """One principal that the lost device opens.

    `others` are the devices with which it can still sign in, `gone` those that are registered too but
    lost, stolen, damaged or retired. `active`: the account can be worked in. `roles`: what can be
    assumed from its account, as account and name.
    """

    opening: Opening
    others: tuple[Device, ...]
    gone: tuple[Device, ...]
    active: bool
    roles: tuple[tuple[Account, Role], ...]

    @property
    def principal(self) -> Principal:
        """Whose device it is."""
        return self.opening.principal

    @property
    def only(self) -> bool:
        """Whether nothing else signs in: then the spare is enrolled before the device is removed."""
        return not self.others


@dataclass(frozen=True)
class LostDevice:
    """The view of a loss sheet; `openings` most dangerous first, `spares` nearest first."""

    device: Device
    kind: DeviceKind
    openings: tuple[LostOpening, ...]
    elsewhere: tuple[Elsewhere, ...]
    spares: tuple[Device, ...]
    minutes: dict[str, int | None]

    def of_kind(self, kind: str) -> tuple[LostOpening, ...]:
        """The openings of active accounts that are of a kind of principal: `root`, `user`, `identity-center`."""
        return tuple(lost for lost in self.openings if lost.active and lost.principal.kind == kind)

    @property
    def closed(self) -> tuple[LostOpening, ...]:
        """The openings of accounts that nobody works in now."""
        return tuple(lost for lost in self.openings if not lost.active)

    @property
    def spare(self) -> Device | None:
        """The spare to fetch."""
        return self.spares[0] if self.spares else None


def pages(organization: Organization) -> Iterator[Page]:
    """A loss sheet for each device, whatever its status."""
    names, reserve = slugs(organization.devices), Reserve(organization)
    for device in organization.devices.values():
        path = f"devices/{names[device.key]}/lost.md"
        title = f"{device.key} lost, stolen, damaged or recalled"
        view = lost_device(organization, device, reserve)
        subject = f"device:{device.key}"
        yield Page(document_id("LD", device.key), "lost-device", title, subject, path, Part.DEVICE_LOST, view)


def lost_device(organization: Organization, device: Device, reserve: Reserve | None = None) -> LostDevice:
    """Everything that a loss sheet prints of a device; `reserve` saves work where many are asked for."""
    openings = tuple(_lost(organization, o) for o in sorted(organization.opens(device), key=dangerous_first))
    spares = (reserve or Reserve(organization)).replacing(device, [o.principal for o in openings])
    origin = home_site(organization, device)
    return LostDevice(
        device,
        organization.kind(device),
        openings,
        _elsewhere(organization, device),
        spares,
        {spare.key: travel(organization, origin, spare) for spare in spares},
    )


def _lost(organization: Organization, opening: Opening) -> LostOpening:
    account = opening.principal.account
    active = account is None or account.status is AccountStatus.ACTIVE
    registered = (organization.devices[registration.device] for registration in opening.principal.mfa)
    gone = tuple(device for device in registered if device.key != opening.device.key and not device.usable)
    roles = organization.roles_open_to(opening.principal)
    return LostOpening(opening, organization.others(opening.principal, opening.device), gone, active, roles)


def _elsewhere(organization: Organization, device: Device) -> tuple[Elsewhere, ...]:
    """Systems outside AWS, an identity provider first: it signs in to every account."""
    providers = organization.identity_providers()
    return tuple(sorted(organization.opens_elsewhere(device), key=lambda system: system.system not in providers))

"""What the loss sheet of a device needs to know: what it opens, what is left, what replaces it."""

from __future__ import annotations

from dataclasses import dataclass

from generator.organization.accounts import AccountStatus
from generator.organization.devices import Device, DeviceKind
from generator.organization.organization import Elsewhere, Opening, Organization, Principal, dangerous_first
from generator.organization.partitions import partition
from generator.pages.custody import home_site, nearest, travel


@dataclass(frozen=True)
class LostOpening:
    """One principal that the lost device opens.

    `others` are the devices with which it can still sign in. `active`: the account can be worked in.
    """

    opening: Opening
    others: tuple[Device, ...]
    active: bool

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

    @property
    def spare(self) -> Device | None:
        """The spare to fetch."""
        return self.spares[0] if self.spares else None


def lost_device(organization: Organization, device: Device) -> LostDevice:
    """Everything that a loss sheet prints of a device."""
    openings = tuple(_lost(organization, o) for o in sorted(organization.opens(device), key=dangerous_first))
    spares = _spares(organization, device, openings)
    origin = home_site(organization, device)
    return LostDevice(
        device,
        organization.kind(device),
        openings,
        organization.opens_elsewhere(device),
        spares,
        {spare.key: travel(organization, origin, spare) for spare in spares},
    )


def _lost(organization: Organization, opening: Opening) -> LostOpening:
    account = opening.principal.account
    active = account is None or account.status is AccountStatus.ACTIVE
    return LostOpening(opening, organization.others(opening.principal, opening.device), active)


def _spares(organization: Organization, device: Device, openings: tuple[LostOpening, ...]) -> tuple[Device, ...]:
    """Spares that may replace the device for every principal it opens: its own kind first, then the nearest."""
    kinds = [kind for kind in DeviceKind if all(_allowed(organization, kind, o.principal) for o in openings)]
    own = organization.kind(device)
    fitting = [s for s in organization.spares if s.key != device.key and organization.kind(s) in kinds]
    if own is DeviceKind.FIDO2:
        fitting = [s for s in fitting if organization.kind(s) is DeviceKind.FIDO2]
    ordered = nearest(organization, home_site(organization, device), fitting)
    return tuple(sorted(ordered, key=lambda spare: organization.kind(spare) is not own))


def _allowed(organization: Organization, kind: DeviceKind, principal: Principal) -> bool:
    """Whether a kind of device is possible in the partition and meets the organization's own standards."""
    resistant = set(principal.access) & set(organization.standards.phishing_resistant_for)
    if kind is DeviceKind.TOTP and resistant:
        return False
    name = organization.aws_organization(principal.account).partition if principal.account is not None else None
    if name is None:
        return kind is DeviceKind.FIDO2
    here = partition(name)
    return here.fido2 if kind is DeviceKind.FIDO2 else here.hardware_totp

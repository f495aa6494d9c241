"""What the resync sheet of a TOTP token needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from generator.organization.batteries import battery_end
from generator.organization.devices import Device, Model
from generator.organization.organization import Opening, Organization
from generator.organization.people import Person


@dataclass(frozen=True)
class Resync:
    """The view of a resync sheet. A TOTP token serves one principal, so there is one opening."""

    device: Device
    model: Model
    opening: Opening
    holder: Person | None
    others: tuple[Device, ...]
    battery_ends: date | None
    """Purchase plus the battery life that the inventory assumes."""


def resync(organization: Organization, device: Device) -> Resync:
    """Everything that the resync sheet prints of a token that is registered somewhere."""
    opening = organization.opens(device)[0]
    model = organization.models[device.model]
    return Resync(
        device,
        model,
        opening,
        organization.people[device.holder] if device.holder is not None else None,
        organization.others(opening.principal, device),
        battery_end(device, model),
    )

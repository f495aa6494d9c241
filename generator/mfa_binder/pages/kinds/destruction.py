"""What the certificate of destruction needs to know: which devices are of no use any more, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Opening
from mfa_binder.pages.kinds.account_closes import Closing, account_closes
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class Useless:
    """A damaged or retired device, and what it is still registered to: that comes first."""

    device: Device
    openings: tuple[Opening, ...]
    systems: tuple[str, ...]
    """The systems outside AWS that it opens."""


@dataclass(frozen=True)
class Destruction:
    """The view of the certificate. `due` are devices that open only a closed account, with that account."""

    useless: tuple[Useless, ...]
    due: tuple[tuple[Closing, Device], ...]


def pages(organization: Organization) -> Iterator[Page]:
    """One certificate for the whole inventory: devices are shared by its AWS organizations."""
    path = "organization/destruction.md"
    view = destruction(organization)
    yield Page("DS-1", "destruction", "Certificate of destruction", "organization", path, Part.FORMS, view)


def destruction(organization: Organization) -> Destruction:
    """Everything that the certificate prints: what is in hand; a lost or stolen device cannot be destroyed."""
    closings = (account_closes(organization, aws) for aws in organization.organizations.values())
    due = {device.key: (closing, device) for view in closings for closing, device in view.due if device.in_hand}
    spent = (d for d in organization.devices.values() if d.in_hand and not d.usable and d.key not in due)
    return Destruction(tuple(_useless(organization, device) for device in spent), tuple(due.values()))


def _useless(organization: Organization, device: Device) -> Useless:
    systems = tuple(system.system for system in organization.opens_elsewhere(device))
    return Useless(device, organization.opens(device), systems)

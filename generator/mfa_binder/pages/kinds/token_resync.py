"""What the resync sheet of a TOTP token needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.mfa_devices import Device, DeviceKind, Model, battery_end
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Opening
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class ResyncSheet:
    """The view of a resync sheet. A TOTP token serves one principal, so there is one opening."""

    device: Device
    model: Model
    opening: Opening
    holder: Person | None
    others: tuple[Device, ...]
    battery_ends: date | None
    """Purchase plus the battery life that the inventory assumes."""


def resync_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each TOTP token in use; why there is none for another device."""
    names = distinct_slugs(organization.devices)
    for device in organization.devices.values():
        subject, reason = f"device:{device.key}", no_resync_because(organization, device)
        if reason is not None:
            yield PageAbsence("resync", f"{device.key} out of sync", subject, reason)
            continue
        path, title = f"devices/{names[device.key]}/resync.md", f"{device.key} out of sync"
        view = resync(organization, device)
        yield RunbookPage(document_id("RS", device.key), "resync", title, subject, path, BinderTab.RESYNC, view)


def no_resync_because(organization: Organization, device: Device) -> str | None:
    """Why a device needs no resync sheet; None if it needs one."""
    if organization.kind(device) is DeviceKind.FIDO2:
        return "a FIDO2 key never drifts"
    if not device.usable:
        return f"the token is {device.status}"
    openings = organization.opens(device)
    if openings and not any(opening.as_hardware for opening in openings):
        return "its seed is our own, so AWS takes it for a virtual device: register it again"
    return None if openings else "the token opens nothing"


def resync(organization: Organization, device: Device) -> ResyncSheet:
    """Everything that the resync sheet prints of a token that is registered somewhere."""
    opening = next(opening for opening in organization.opens(device) if opening.as_hardware)
    model = organization.models[device.model]
    return ResyncSheet(
        device,
        model,
        opening,
        organization.people[device.holder] if device.holder is not None else None,
        organization.others(opening.principal, device),
        battery_end(device, model),
    )

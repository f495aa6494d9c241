"""What the storage sheet of a location needs to know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag, Location, Person, Site
from mfa_binder.organization.principals_and_openings import Opening, Principal
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class Stored:
    """A bag, or what lies loose (`bag` is None), with everything in it."""

    bag: Bag | None
    devices: tuple[Device, ...]
    secrets: tuple[Secret, ...]
    check_by: date | None
    """When the seal must next be looked at, by the organization's own standard."""


@dataclass(frozen=True)
class Storage:
    """The view of a storage sheet."""

    location: Location
    site: Site
    custodians: tuple[Person, ...]
    stored: tuple[Stored, ...]
    openings: tuple[Opening, ...]
    passwords: Mapping[str, tuple[Principal, ...]]
    """Whose password each secret that lies here is, by the secret's key; empty for another kind of secret."""

    @property
    def devices(self) -> tuple[Device, ...]:
        """Every device that must be here."""
        return tuple(device for entry in self.stored for device in entry.devices)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret that must be here."""
        return tuple(secret for entry in self.stored for secret in entry.secrets)

    @property
    def bags(self) -> int:
        """How many bags must be here."""
        return sum(1 for entry in self.stored if entry.bag is not None)

    @property
    def loose(self) -> Stored | None:
        """What must be here without a bag, if anything."""
        return next((entry for entry in self.stored if entry.bag is None), None)


def pages(organization: Organization) -> Iterator[Page]:
    """A sheet for each location."""
    names = slugs(organization.locations)
    for location in organization.locations.values():
        path, title = f"locations/{names[location.key]}/storage.md", f"Storage: {location.name}"
        view = storage(organization, location)
        subject = f"location:{location.key}"
        yield Page(document_id("ST", location.key), "storage", title, subject, path, Part.STORAGE, view, ceremony=True)


def storage(organization: Organization, location: Location) -> Storage:
    """Everything that the storage sheet prints of a location."""
    bags = organization.bags_at(location)
    devices, secrets = organization.stored_at(location), organization.secrets_at(location)
    entries = [_stored(organization, bag, devices, secrets) for bag in bags]
    loose = _stored(organization, None, devices, secrets)
    stored = tuple([*entries, loose] if loose.devices or loose.secrets else entries)
    return Storage(
        location,
        organization.sites[location.site],
        tuple(organization.people[key] for key in location.custodians),
        stored,
        tuple(opening for device in devices for opening in organization.opens(device)),
        _passwords(organization, secrets),
    )


def _passwords(organization: Organization, secrets: tuple[Secret, ...]) -> Mapping[str, tuple[Principal, ...]]:
    found: dict[str, list[Principal]] = {secret.key: [] for secret in secrets}
    for principal in organization.principals if secrets else ():
        if principal.password in found:
            found[principal.password].append(principal)
    return {key: tuple(principals) for key, principals in found.items()}


def _stored(
    organization: Organization, bag: Bag | None, devices: tuple[Device, ...], secrets: tuple[Secret, ...]
) -> Stored:
    key = bag.key if bag is not None else None
    days = timedelta(days=organization.standards.seal_check_every_days)
    check_by = bag.sealed_on + days if bag is not None and bag.sealed_on is not None else None
    return Stored(bag, tuple(d for d in devices if d.bag == key), tuple(s for s in secrets if s.bag == key), check_by)

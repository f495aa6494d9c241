"""What lies at a location: the sheet, and the forms that are filled in there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import AccountStatus
from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Bag, Location, Person, Site
from mfa_binder.organization.principals_and_openings import Opening, Principal
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class StoredThing:
    """A bag, or what lies loose, with everything in it."""

    bag: Bag | None
    """None for what lies loose."""
    devices: tuple[Device, ...]
    secrets: tuple[Secret, ...]
    check_by: date | None
    """When the seal must next be looked at, by the organization's own standard."""

    @property
    def names(self) -> tuple[str, ...]:
        """What each thing in it is called."""
        return (*(device.key for device in self.devices), *(f"the envelope {secret.key}" for secret in self.secrets))


@dataclass(frozen=True)
class StorageSheet:
    """The view of a storage sheet."""

    location: Location
    site: Site
    custodians: tuple[Person, ...]
    stored: tuple[StoredThing, ...]
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
    def asked(self) -> tuple[tuple[Opening, bool], ...]:
        """The openings that a command can ask after; with each, whether it is the first in its account."""
        accounts: set[str] = set()
        found: list[tuple[Opening, bool]] = []
        for opening in self.openings:
            account = opening.principal.account
            if opening.principal.kind == "user" and account is not None and account.status is AccountStatus.ACTIVE:
                found.append((opening, account.key not in accounts))
                accounts.add(account.key)
        return tuple(found)

    @property
    def loose(self) -> StoredThing | None:
        """What must be here without a bag, if anything."""
        return next((entry for entry in self.stored if entry.bag is None), None)


def storage_pages(organization: Organization) -> Iterator[RunbookPage]:
    """A sheet for each location."""
    names = distinct_slugs(organization.locations)
    for location in organization.locations.values():
        path, title = f"locations/{names[location.key]}/storage.md", f"Storage: {location.name}"
        view = storage(organization, location)
        subject = f"location:{location.key}"
        yield RunbookPage(
            document_id("ST", location.key), "storage", title, subject, path, BinderTab.STORAGE, view, ceremony=True
        )


def storage(organization: Organization, location: Location) -> StorageSheet:
    """Everything that the storage sheet prints of a location."""
    bags = organization.bags_at(location)
    devices, secrets = organization.stored_at(location), organization.secrets_at(location)
    entries = [_stored_thing(organization, bag, devices, secrets) for bag in bags]
    loose = _stored_thing(organization, None, devices, secrets)
    stored = tuple([*entries, loose] if loose.devices or loose.secrets else entries)
    return StorageSheet(
        location,
        organization.sites[location.site],
        tuple(organization.people[key] for key in location.custodians),
        stored,
        tuple(opening for device in devices for opening in organization.opens(device)),
        _principals_by_password(organization, secrets),
    )


def _principals_by_password(
    organization: Organization, secrets: tuple[Secret, ...]
) -> Mapping[str, tuple[Principal, ...]]:
    found: dict[str, list[Principal]] = {secret.key: [] for secret in secrets}
    for principal in organization.principals if secrets else ():
        if principal.password in found:
            found[principal.password].append(principal)
    return {key: tuple(principals) for key, principals in found.items()}


def _stored_thing(
    organization: Organization, bag: Bag | None, devices: tuple[Device, ...], secrets: tuple[Secret, ...]
) -> StoredThing:
    key = bag.key if bag is not None else None
    days = timedelta(days=organization.standards.seal_check_every_days)
    check_by = bag.sealed_on + days if bag is not None and bag.sealed_on is not None else None
    return StoredThing(
        bag, tuple(d for d in devices if d.bag == key), tuple(s for s in secrets if s.bag == key), check_by
    )


def location_form_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """Three forms for each location; no check of the seals where nothing lies."""
    names = distinct_slugs(organization.locations)
    for location in organization.locations.values():
        folder, view = f"locations/{names[location.key]}", storage(organization, location)
        yield _location_form("CL", "custody-log", "Custody log", folder, view)
        yield _location_form("DW", "transfer", "Deposit or withdrawal", folder, view)
        if view.stored:
            yield _location_form("SC", "seal-check", "Check of the seals", folder, view)
        else:
            yield _no_check_because(location)


def _location_form(prefix: str, kind: str, what: str, folder: str, view: StorageSheet) -> RunbookPage:
    place = view.location
    id_, subject = document_id(prefix, place.key), f"location:{place.key}"
    return RunbookPage(id_, kind, f"{what}: {place.name}", subject, f"{folder}/{kind}.md", BinderTab.FORMS, view)


def _no_check_because(place: Location) -> PageAbsence:
    title, reason = f"Check of the seals: {place.name}", "by the inventory nothing lies there"
    return PageAbsence("seal-check", title, f"location:{place.key}", reason)

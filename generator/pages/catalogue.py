"""The catalogue: every page of a build, in the order of the binder.

To add a kind of page, add a function to `_KINDS` that yields its pages, a view beside this file
and a template of the kind's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generator.cost.plan import cost_plan
from generator.organization.devices import DeviceKind
from generator.organization.organization import Organization
from generator.pages.addresses import document_id, slugs
from generator.pages.lost_device import lost_device
from generator.pages.page import Page, Part
from generator.pages.registers import account_card, person_card
from generator.pages.resync import resync
from generator.pages.root_enrollment import root_enrollment
from generator.pages.spares import Reserve
from generator.pages.storage import storage


@dataclass(frozen=True)
class Catalogue:
    """All pages, and how they are found from what they are for."""

    pages: tuple[Page, ...]
    _by_subject: Mapping[tuple[str, str], Page] = field(repr=False)

    def find(self, kind: str, subject: str = "") -> Page | None:
        """The page of that kind for that subject; None where it does not apply."""
        return self._by_subject.get((kind, subject))

    @cached_property
    def parts(self) -> tuple[tuple[Part, tuple[Page, ...]], ...]:
        """The tabs that have pages, with them."""
        parts = ((part, tuple(page for page in self.pages if page.part is part)) for part in Part)
        return tuple((part, pages) for part, pages in parts if pages)


def catalogue(organization: Organization) -> Catalogue:
    """Every page that exists for an organization: only where it applies."""
    pages = tuple(page for kind in _KINDS for page in kind(organization))
    return Catalogue(pages, {(page.kind, page.subject): page for page in pages})


def _registers(organization: Organization) -> Iterator[Page]:
    names = {
        "home": ("START", f"{organization.document.title}: start here", "index.md"),
        "accounts": ("RG-ACCOUNTS", "Register of accounts", "accounts/index.md"),
        "devices": ("RG-DEVICES", "Register of devices", "devices/index.md"),
        "people": ("RG-PEOPLE", "Register of people", "people/index.md"),
        "locations": ("RG-LOCATIONS", "Register of locations", "locations/index.md"),
    }
    for kind, (key, title, path) in names.items():
        yield Page(key, kind, title, "", path, Part.REGISTERS, None)


def _lost_devices(organization: Organization) -> Iterator[Page]:
    names, reserve = slugs(organization.devices), Reserve(organization)
    for device in organization.devices.values():
        path = f"devices/{names[device.key]}/lost.md"
        title = f"{device.key} lost, stolen, damaged or recalled"
        view = lost_device(organization, device, reserve)
        subject = f"device:{device.key}"
        yield Page(document_id("LD", device.key), "lost-device", title, subject, path, Part.DEVICE_LOST, view)


def _resyncs(organization: Organization) -> Iterator[Page]:
    names = slugs(organization.devices)
    for device in organization.devices.values():
        if organization.kind(device) is DeviceKind.TOTP and device.usable and organization.opens(device):
            path = f"devices/{names[device.key]}/resync.md"
            title = f"{device.key} out of sync"
            view = resync(organization, device)
            yield Page(document_id("RS", device.key), "resync", title, f"device:{device.key}", path, Part.RESYNC, view)


def _root_enrollments(organization: Organization) -> Iterator[Page]:
    for account in organization.accounts.values():
        if organization.keeps_root(account):
            path = f"accounts/{account.key}/enrollment.md"
            title = f"Root key enrollment: {account.name}"
            view = root_enrollment(organization, account)
            subject = f"account:{account.key}"
            yield Page(f"RE-{account.key}", "root-enrollment", title, subject, path, Part.ROOT, view)


def _storage(organization: Organization) -> Iterator[Page]:
    names = slugs(organization.locations)
    for location in organization.locations.values():
        path = f"locations/{names[location.key]}/storage.md"
        title = f"Storage: {location.name}"
        view = storage(organization, location)
        subject = f"location:{location.key}"
        yield Page(document_id("ST", location.key), "storage", title, subject, path, Part.STORAGE, view)


def _planning(organization: Organization) -> Iterator[Page]:
    plan = cost_plan(organization)
    yield Page("DG-1", "choosing", "Choosing a device", "organization", "organization/choosing.md", Part.PLANNING, plan)
    yield Page("CP-1", "cost", "Cost plan", "organization", "organization/cost.md", Part.PLANNING, plan)


def _account_cards(organization: Organization) -> Iterator[Page]:
    for account in organization.accounts.values():
        path = f"accounts/{account.key}/index.md"
        view = account_card(organization, account)
        title = f"Account card: {account.name}"
        yield Page(f"AC-{account.key}", "account", title, f"account:{account.key}", path, Part.ACCOUNTS, view)


def _person_cards(organization: Organization) -> Iterator[Page]:
    names = slugs(organization.people)
    for person in organization.people.values():
        path = f"people/{names[person.key]}/index.md"
        view = person_card(organization, person)
        title = f"Person card: {person.name}"
        subject = f"person:{person.key}"
        yield Page(document_id("PC", person.key), "person", title, subject, path, Part.PEOPLE, view)


_KINDS: tuple[Callable[[Organization], Iterator[Page]], ...] = (
    _registers,
    _lost_devices,
    _resyncs,
    _root_enrollments,
    _storage,
    _planning,
    _account_cards,
    _person_cards,
)

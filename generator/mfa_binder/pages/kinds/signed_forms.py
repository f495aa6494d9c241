"""Forms that are filled in and signed: receipt of devices, destruction of devices, exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.colleagues_and_duties import Colleagues, left_because
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Opening
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage
from mfa_binder.pages.kinds.account_changes import AccountClosing, account_closes


@dataclass(frozen=True)
class AcceptanceForm:
    """The view of the form."""

    person: Person
    devices: tuple[Device, ...]
    """Those that can be handed over and given back: none that is lost or stolen."""
    helpers: tuple[Person, ...]
    """Up to three others who administer something: who is called when one is missing."""


def acceptance_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A form for everybody who is there, and for who has left and still carries something."""
    names, colleagues = distinct_slugs(organization.people), Colleagues(organization)
    for person in organization.people.values():
        title, subject = f"Receipt and return of devices: {person.name}", f"person:{person.key}"
        view, left = acceptance(organization, person, colleagues), left_because(organization, person)
        if left is not None and not view.devices:
            yield PageAbsence("acceptance", title, subject, left)
            continue
        path = f"people/{names[person.key]}/acceptance.md"
        yield RunbookPage(document_id("AF", person.key), "acceptance", title, subject, path, BinderTab.FORMS, view)


def acceptance(organization: Organization, person: Person, colleagues: Colleagues) -> AcceptanceForm:
    """Everything that the form prints of a person."""
    carried = organization.held_by(person)
    in_hand = tuple(device for device in carried if device.in_hand)
    return AcceptanceForm(person, in_hand, colleagues.administrators(person))


@dataclass(frozen=True)
class UselessDevice:
    """A damaged or retired device, and what it is still registered to: that comes first."""

    device: Device
    openings: tuple[Opening, ...]
    systems: tuple[str, ...]
    """The systems outside AWS that it opens."""


@dataclass(frozen=True)
class DestructionForm:
    """The view of the certificate."""

    useless: tuple[UselessDevice, ...]
    due: tuple[tuple[AccountClosing, Device], ...]
    """Devices that open only a closed account, with that account."""


def destruction_pages(organization: Organization) -> Iterator[RunbookPage]:
    """One certificate for the whole inventory: devices are shared by its AWS organizations."""
    path = "organization/destruction.md"
    view = destruction(organization)
    yield RunbookPage("DS-1", "destruction", "Certificate of destruction", "organization", path, BinderTab.FORMS, view)


def destruction(organization: Organization) -> DestructionForm:
    """Everything that the certificate prints: what is in hand; a lost or stolen device cannot be destroyed."""
    closings = (account_closes(organization, aws) for aws in organization.organizations.values())
    due = {device.key: (closing, device) for view in closings for closing, device in view.due if device.in_hand}
    spent = (d for d in organization.devices.values() if d.in_hand and not d.usable and d.key not in due)
    return DestructionForm(tuple(_useless_device(organization, device) for device in spent), tuple(due.values()))


def _useless_device(organization: Organization, device: Device) -> UselessDevice:
    systems = tuple(system.system for system in organization.opens_elsewhere(device))
    return UselessDevice(device, organization.opens(device), systems)


def exception_sheet_pages(organization: Organization) -> Iterator[RunbookPage]:
    """One for each AWS organization, to be copied for each ceremony."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        id_, title = document_id("EX", aws.key), f"Exception sheet: {aws.name}"
        path, subject = f"organizations/{names[aws.key]}/exceptions.md", f"organization:{aws.key}"
        yield RunbookPage(id_, "exception-sheet", title, subject, path, BinderTab.FORMS, aws)

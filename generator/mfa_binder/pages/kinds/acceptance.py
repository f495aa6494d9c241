"""What the acceptance form of a person needs to know: the devices that they carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.colleagues_and_duties import Colleagues, left_because
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class Acceptance:
    """The view of the form. `devices` can be handed over and given back: none that is lost or stolen.

    `helpers` are up to three others who administer something: who is called when one is missing.
    """

    person: Person
    devices: tuple[Device, ...]
    helpers: tuple[Person, ...]


def pages(organization: Organization) -> Iterator[Entry]:
    """A form for everybody who is there, and for who has left and still carries something."""
    names, colleagues = slugs(organization.people), Colleagues(organization)
    for person in organization.people.values():
        title, subject = f"Receipt and return of devices: {person.name}", f"person:{person.key}"
        view, left = acceptance(organization, person, colleagues), left_because(organization, person)
        if left is not None and not view.devices:
            yield Absence("acceptance", title, subject, left)
            continue
        path = f"people/{names[person.key]}/acceptance.md"
        yield Page(document_id("AF", person.key), "acceptance", title, subject, path, Part.FORMS, view)


def acceptance(organization: Organization, person: Person, colleagues: Colleagues) -> Acceptance:
    """Everything that the form prints of a person."""
    carried = organization.held_by(person)
    in_hand = tuple(device for device in carried if device.in_hand)
    return Acceptance(person, in_hand, colleagues.administrators(person))

"""Who must come to reach a thing: custodians and their quorum, a holder, the minutes it takes."""

from __future__ import annotations

from dataclasses import dataclass

from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people import Person
from mfa_binder.organization.places import Location


@dataclass(frozen=True)
class Access:
    """How a thing is reached: `quorum` of `people` at `location`, or from the one who carries it."""

    location: Location | None
    bag: str | None
    people: tuple[Person, ...]
    quorum: int
    vault: str | None = None


def reach(organization: Organization, thing: Device | Secret) -> Access:
    """How a device or a secret is reached."""
    location = organization.location_of(thing)
    if location is not None:
        custodians = tuple(organization.people[key] for key in location.custodians)
        return Access(location, thing.bag, custodians, location.quorum)
    if isinstance(thing, Secret):
        return Access(None, None, tuple(organization.people[key] for key in thing.holders), 1, thing.vault)
    holder = (organization.people[thing.holder],) if thing.holder is not None else ()
    return Access(None, None, holder, 1)


@dataclass(frozen=True)
class Split:
    """Who brings the password and who the device, so that nobody holds both.

    Any one of `password`; `quorum` of `device`; `both` are the people who could reach either, and
    must touch one of the two only. `possible`: whether it can be done without one person alone.
    """

    password: tuple[Person, ...]
    device: tuple[Person, ...]
    quorum: int
    both: tuple[Person, ...]
    possible: bool


def split(password: Access, device: Access) -> Split:
    """Share a password and a device among people (AWS, root user best practices: one group each)."""
    both = tuple(person for person in password.people if person in device.people)
    only_password = tuple(person for person in password.people if person not in both)
    only_device = tuple(person for person in device.people if person not in both)
    if only_password and device.people:
        return Split(only_password, device.people, device.quorum, both, True)
    if password.people and len(only_device) >= device.quorum:
        return Split(password.people, only_device, device.quorum, both, True)
    return Split(password.people, device.people, device.quorum, both, False)


def home_site(organization: Organization, device: Device) -> str | None:
    """The site where the loss of a device is felt: where it is kept, or its holder works."""
    site = organization.site_of(device)
    return site.key if site is not None else None


def travel(organization: Organization, origin: str | None, thing: Device) -> int | None:
    """Minutes from a site to a device in hand; None where the way is not known or not travelled."""
    site = organization.site_of(thing)
    if origin is None or site is None:
        return None
    minutes = organization.minutes_between(origin, site.key)
    location = organization.location_of(thing)
    return None if minutes is None else minutes + (location.access_minutes if location is not None else 0)

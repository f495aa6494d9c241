"""Who must come to have a thing in hand: custodians and their quorum, a holder, the minutes it takes.

Also who can have it with nobody's help, and how a password and a device are split so that nobody holds both.
"""

from __future__ import annotations

from dataclasses import dataclass

from mfa_binder.organization.credentials import Phone, Secret
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Location, Person


@dataclass(frozen=True)
class Retrieval:
    """How a thing is reached: `quorum` of `people` at `location`, or from the one who carries it."""

    location: Location | None
    bag: str | None
    people: tuple[Person, ...]
    quorum: int
    vault: str | None = None


def retrieval_of(organization: Organization, thing: Device | Secret) -> Retrieval:
    """How a device or a secret is reached."""
    location = organization.location_of(thing)
    if location is not None:
        custodians = tuple(organization.people[key] for key in location.custodians)
        return Retrieval(location, thing.bag, custodians, location.quorum)
    if isinstance(thing, Secret):
        return Retrieval(None, None, tuple(organization.people[key] for key in thing.holders), 1, thing.vault)
    holder = (organization.people[thing.holder],) if thing.holder is not None else ()
    return Retrieval(None, None, holder, 1)


@dataclass(frozen=True)
class PasswordDeviceSplit:
    """Who brings the password and who the device, so that nobody holds both.

    Any one of `password`; `quorum` of `device`; `both` are the people who could reach either, and
    must touch one of the two only. `possible`: whether it can be done without one person alone.
    """

    password: tuple[Person, ...]
    device: tuple[Person, ...]
    quorum: int
    both: tuple[Person, ...]
    possible: bool


def split_password_and_device(password: Retrieval, device: Retrieval) -> PasswordDeviceSplit:
    """Share a password and a device among people (AWS, root user best practices: one group each)."""
    both = tuple(person for person in password.people if person in device.people)
    only_password = tuple(person for person in password.people if person not in both)
    only_device = tuple(person for person in device.people if person not in both)
    if only_password and device.people:
        return PasswordDeviceSplit(only_password, device.people, device.quorum, both, True)
    if password.people and len(only_device) >= device.quorum:
        return PasswordDeviceSplit(password.people, only_device, device.quorum, both, True)
    return PasswordDeviceSplit(password.people, device.people, device.quorum, both, False)


def home_site(organization: Organization, device: Device) -> str | None:
    """The site where the loss of a device is felt: where it is kept, or its holder works."""
    site = organization.site_of(device)
    return site.key if site is not None else None


def minutes_to_fetch(organization: Organization, origin: str | None, thing: Device) -> int | None:
    """Minutes from a site to a device in hand; None where the way is not known or not travelled."""
    site = organization.site_of(thing)
    if origin is None or site is None:
        return None
    minutes = organization.minutes_between(origin, site.key)
    location = organization.location_of(thing)
    return None if minutes is None else minutes + (location.access_minutes if location is not None else 0)


def who_reaches_alone(organization: Organization, thing: Device | Secret) -> frozenset[str]:
    """The people who reach a device or secret with nobody's help."""
    location = organization.location_of(thing)
    if location is not None:
        return _who_opens_alone(location)
    if isinstance(thing, Secret):
        return frozenset(thing.holders)
    return frozenset((thing.holder,)) if thing.holder is not None else frozenset()


def who_answers_alone(organization: Organization, phone: Phone) -> frozenset[str]:
    """The people who can answer a phone with nobody's help."""
    stored = _who_opens_alone(organization.locations[phone.location]) if phone.location is not None else frozenset()
    return frozenset(phone.holders) | stored


def _who_opens_alone(location: Location) -> frozenset[str]:
    return frozenset(location.custodians) if location.quorum == 1 else frozenset()

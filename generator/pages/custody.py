"""Who must come to reach a thing: custodians and their quorum, a holder, the minutes it takes."""

from __future__ import annotations

from dataclasses import dataclass

from generator.organization.credentials import Secret
from generator.organization.devices import Device
from generator.organization.organization import Organization
from generator.organization.people import Person
from generator.organization.places import Location


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

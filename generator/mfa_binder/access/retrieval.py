"""Who must come to have a thing in hand: custodians and their quorum, or a holder; at which hours, in how many minutes.

Also who can have it with nobody's help.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from mfa_binder.organization.credentials import Phone, Secret
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Location, Person


@dataclass(frozen=True)
class Retrieval:
    """How a thing comes into somebody's hand."""

    location: Location | None
    """Where it lies; None: somebody carries it, or it is in a vault."""
    bag: str | None
    """The bag that it is sealed in, if any."""
    people: tuple[Person, ...]
    """The custodians of the location, the readers of the vault, or who carries it; empty: nobody is named."""
    quorum: int
    """How many of them must come together."""
    vault: str | None = None
    """The entry in a password manager that it is."""

    @property
    def sites(self) -> tuple[str | None, ...]:
        """The sites at which it can be had, by their keys: what is carried or in a vault is where its people work."""
        if self.location is not None:
            return (self.location.site,)
        return tuple(person.site for person in self.people)

    def without(self, person: Person) -> Retrieval:
        """The same way to a thing, for those who stay when a person has left."""
        return replace(self, people=tuple(other for other in self.people if other.key != person.key))


def retrieval_of(organization: Organization, thing: Device | Secret) -> Retrieval:
    """How a device or a secret comes into somebody's hand."""
    location = organization.location_of(thing)
    if location is not None:
        custodians = tuple(organization.people[key] for key in location.custodians)
        return Retrieval(location, thing.bag, custodians, location.quorum)
    if isinstance(thing, Secret):
        return Retrieval(None, None, tuple(organization.people[key] for key in thing.holders), 1, thing.vault)
    holder = (organization.people[thing.holder],) if thing.holder is not None else ()
    return Retrieval(None, None, holder, 1)


def places_of(retrievals: Iterable[Retrieval | None]) -> tuple[Location, ...]:
    """The places that are opened for some things, each once."""
    places = (each.location for each in retrievals if each is not None and each.location is not None)
    return tuple({place.key: place for place in places}.values())


def places_with_hours(retrievals: Iterable[Retrieval | None]) -> tuple[Location, ...]:
    """Those of `places_of` that cannot be opened at every hour; empty: all can be had at any time."""
    return tuple(place for place in places_of(retrievals) if place.open is not None)


def minutes_together(
    organization: Organization, retrievals: Sequence[Retrieval], meeting_at: str | None = None
) -> int | None:
    """Minutes until some things are together, at a given site or at the site of one of them.

    Everybody sets out at once, so the longest way counts, and the longest time to get at a thing once there. Of a thing
    that several people can bring, whoever is nearest brings it. None where the inventory knows no such journey.
    """
    choices = [each.sites for each in retrievals] + ([(meeting_at,)] if meeting_at is not None else [])
    journeys = [_journey_minutes(organization, sites) for sites in product(*choices)]
    known = [minutes for minutes in journeys if minutes is not None]
    if not known:
        return None
    return min(known) + max((each.location.access_minutes for each in retrievals if each.location), default=0)


def _journey_minutes(organization: Organization, sites: tuple[str | None, ...]) -> int | None:
    """The longest way between any two of the sites; None where a site is unknown or two are not joined."""
    longest = 0
    for one, other in combinations(sites, 2):
        minutes = organization.minutes_between(one, other) if one is not None and other is not None else None
        if minutes is None:
            return None
        longest = max(longest, minutes)
    return None if None in sites else longest


def minutes_to_fetch(organization: Organization, origin: str | None, thing: Device) -> int | None:
    """Minutes from a site to a device in hand; None where the way is not known or not travelled."""
    return None if origin is None else minutes_together(organization, [retrieval_of(organization, thing)], origin)


def home_site(organization: Organization, device: Device) -> str | None:
    """The site where the loss of a device is felt: where it is kept, or its holder works."""
    site = organization.site_of(device)
    return site.key if site is not None else None


def who_reaches_alone(organization: Organization, thing: Device | Secret) -> frozenset[str]:
    """The keys of the people who have a device or secret in hand with nobody's help."""
    retrieval = retrieval_of(organization, thing)
    return frozenset(person.key for person in retrieval.people) if retrieval.quorum == 1 else frozenset()


def who_answers_alone(organization: Organization, phone: Phone) -> frozenset[str]:
    """The keys of the people who can answer a phone with nobody's help."""
    location = organization.locations[phone.location] if phone.location is not None else None
    custodians = location.custodians if location is not None and location.quorum == 1 else ()
    return frozenset((*phone.holders, *custodians))

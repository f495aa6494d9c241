"""What the inventory says of things that may change under a sheet: why paper is out of date.

Only what can be named in a sentence about paper: "YK-003 moved", "Carol Jensen has another phone number".
On the disk a fact is its words. The ledger keeps those of every revision, so whoever compares takes any word, also
one of an older program; what is said today is a record for each kind of thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final

from mfa_binder.book.records import BookRecord
from mfa_binder.organization.references import ThingReference

if TYPE_CHECKING:
    # The model is loaded by few commands; every command loads the contract.
    from mfa_binder.organization.mfa_devices import Device
    from mfa_binder.organization.organization import Organization

InventoryFact = Mapping[str, str]
"""What the inventory says of one thing, word by word, such as `{"place": "TEB-000417", "status": "active"}`."""

_LINK: Final = "link"
LinkedIds = Annotated[str, _LINK]
"""Ids of other things, with blanks between them."""


class DeviceFact(BookRecord):
    """What is said of a device."""

    place: LinkedIds
    """Its bag, else its location, else who carries it."""
    location: LinkedIds
    """Where it lies, in a bag or not."""
    status: str
    serial: str
    opens: LinkedIds
    """The principals that it opens."""


class PersonFact(BookRecord):
    """What is said of a person."""

    name: str
    phone: str
    email: str
    site: str


class LocationFact(BookRecord):
    """What is said of a location."""

    name: str
    site: str
    custodians: LinkedIds


class AccountFact(BookRecord):
    """What is said of an account."""

    name: str
    status: str
    unit: str
    """The path of its organizational unit."""
    root: str
    """The email address of its root user."""
    closed_on: str


_Fact = DeviceFact | PersonFact | LocationFact | AccountFact

LINKED_WORDS = tuple(
    dict.fromkeys(
        name
        for record in (DeviceFact, PersonFact, LocationFact, AccountFact)
        for name, field in record.model_fields.items()
        if _LINK in field.metadata
    )
)
"""The words of facts whose values are ids of other things."""


def inventory_facts(organization: Organization) -> dict[str, InventoryFact]:
    """By thing, written `device:YK-001`, `person:alice`, `location:hq-safe`, `account:444455556666`."""
    facts = ((str(thing), fact.model_dump()) for thing, fact in _facts_by_thing(organization))
    return {thing: {word: value for word, value in words.items() if value} for thing, words in facts}


def _facts_by_thing(organization: Organization) -> Iterator[tuple[ThingReference, _Fact]]:
    for device in organization.devices.values():
        yield ThingReference("device", device.key), _device_fact(organization, device)
    for person in organization.people.values():
        yield (
            ThingReference("person", person.key),
            PersonFact(name=person.name, phone=person.phone or "", email=person.email, site=person.site or ""),
        )
    for location in organization.locations.values():
        yield (
            ThingReference("location", location.key),
            LocationFact(name=location.name, site=location.site, custodians=" ".join(location.custodians)),
        )
    for account in organization.accounts.values():
        yield (
            ThingReference("account", account.key),
            AccountFact(
                name=account.name,
                status=account.status.value,
                unit=account.ou or "",
                root=account.root.email,
                closed_on=account.closed_on.isoformat() if account.closed_on is not None else "",
            ),
        )


def _device_fact(organization: Organization, device: Device) -> DeviceFact:
    location = organization.location_of(device)
    return DeviceFact(
        place=device.bag or device.location or device.holder or "",
        location=location.key if location is not None else "",
        status=device.status.value,
        serial=device.serial or "",
        opens=" ".join(opening.principal.ref for opening in organization.opens(device)),
    )

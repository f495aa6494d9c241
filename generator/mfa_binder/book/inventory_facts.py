"""What the inventory says of things that may change under a sheet: why paper is out of date.

Only what can be named in a sentence about paper: "YK-003 moved", "Carol Jensen has another phone number".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization

InventoryFact = Mapping[str, str]
"""What the inventory says of one thing, word by word, such as `{"place": "TEB-000417", "status": "active"}`."""


def inventory_facts(organization: Organization) -> dict[str, InventoryFact]:
    """By thing, written `device:YK-001`, `person:alice`, `location:hq-safe`, `account:444455556666`."""
    return {
        thing: {name: value for name, value in fact.items() if value} for thing, fact in _facts_by_thing(organization)
    }


def _facts_by_thing(organization: Organization) -> Iterator[tuple[str, InventoryFact]]:
    for device in organization.devices.values():
        yield f"device:{device.key}", _device_fact(organization, device)
    for person in organization.people.values():
        yield (
            f"person:{person.key}",
            {"name": person.name, "phone": person.phone or "", "email": person.email, "site": person.site or ""},
        )
    for location in organization.locations.values():
        yield (
            f"location:{location.key}",
            {"name": location.name, "site": location.site, "custodians": " ".join(location.custodians)},
        )
    for account in organization.accounts.values():
        yield (
            f"account:{account.key}",
            {
                "name": account.name,
                "status": account.status.value,
                "unit": account.ou or "",
                "root": account.root.email,
                "closed_on": account.closed_on.isoformat() if account.closed_on is not None else "",
            },
        )


def _device_fact(organization: Organization, device: Device) -> InventoryFact:
    location = organization.location_of(device)
    return {
        "place": device.bag or device.location or device.holder or "",
        "location": location.key if location is not None else "",
        "status": device.status.value,
        "serial": device.serial or "",
        "opens": " ".join(opening.principal.ref for opening in organization.opens(device)),
    }

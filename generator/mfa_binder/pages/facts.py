"""What the inventory says of things that may change under a sheet: why paper is out of date.

Only what can be named in a sentence about paper: "YK-003 moved", "Carol Jensen has another phone number".
"""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.sidecar import Fact


def facts(organization: Organization) -> dict[str, Fact]:
    """By thing, written `device:YK-001`, `person:alice`, `location:hq-safe`, `account:444455556666`."""
    return {thing: {name: value for name, value in fact.items() if value} for thing, fact in _facts(organization)}


def _facts(organization: Organization) -> Iterator[tuple[str, Fact]]:
    for device in organization.devices.values():
        yield f"device:{device.key}", _device(organization, device)
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


def _device(organization: Organization, device: Device) -> Fact:
    location = organization.location_of(device)
    return {
        "place": device.bag or device.location or device.holder or "",
        "location": location.key if location is not None else "",
        "status": device.status.value,
        "serial": device.serial or "",
        "opens": " ".join(opening.principal.ref for opening in organization.opens(device)),
    }

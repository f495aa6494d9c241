"""Who can reach a thing alone: its holder, or any custodian where one is enough."""

from __future__ import annotations

from mfa_binder.organization.credentials import Phone, Secret
from mfa_binder.organization.devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.places import Location


def alone(organization: Organization, thing: Device | Secret) -> frozenset[str]:
    """The people who reach a device or secret with nobody's help."""
    location = organization.location_of(thing)
    if location is not None:
        return _openers(location)
    if isinstance(thing, Secret):
        return frozenset(thing.holders)
    return frozenset((thing.holder,)) if thing.holder is not None else frozenset()


def phone_alone(organization: Organization, phone: Phone) -> frozenset[str]:
    """The people who can answer a phone with nobody's help."""
    stored = _openers(organization.locations[phone.location]) if phone.location is not None else frozenset()
    return frozenset(phone.holders) | stored


def _openers(location: Location) -> frozenset[str]:
    return frozenset(location.custodians) if location.quorum == 1 else frozenset()

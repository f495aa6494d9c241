"""What the registers and cards need to know: indexes by account, device, person and location."""

from __future__ import annotations

from dataclasses import dataclass

from generator.organization.accounts import Account, AwsOrganization
from generator.organization.devices import Device
from generator.organization.organization import Elsewhere, Organization, Principal
from generator.organization.people import Person
from generator.organization.places import Location


@dataclass(frozen=True)
class AccountCard:
    """One account: its organization and its principals."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principals: tuple[Principal, ...]


@dataclass(frozen=True)
class PersonCard:
    """One person: what they sign in to, carry, keep and stand in for."""

    person: Person
    principals: tuple[Principal, ...]
    devices: tuple[Device, ...]
    elsewhere: tuple[Elsewhere, ...]
    """The systems outside AWS that a device which the person carries opens."""
    locations: tuple[Location, ...]
    mailboxes: tuple[str, ...]
    phones: tuple[str, ...]
    secrets: tuple[str, ...]


def account_card(organization: Organization, account: Account) -> AccountCard:
    """Everything that the card of an account prints."""
    return AccountCard(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        organization.principals_of(account),
    )


def person_card(organization: Organization, person: Person) -> PersonCard:
    """Everything that the card of a person prints."""
    key, devices = person.key, organization.held_by(person)
    return PersonCard(
        person,
        organization.principals_for(person),
        devices,
        tuple(s for s in organization.elsewhere if any(device.key in s.devices for device in devices)),
        tuple(location for location in organization.locations.values() if key in location.custodians),
        tuple(m.key for m in organization.mailboxes.values() if key in m.readers),
        tuple(p.key for p in organization.phones.values() if key in p.holders),
        tuple(s.key for s in organization.secrets.values() if key in s.holders),
    )

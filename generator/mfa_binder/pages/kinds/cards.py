"""Cards: one page for what is known of an account, and one of a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.observation.observation import Observation
from mfa_binder.organization.accounts import Account, AwsOrganization
from mfa_binder.organization.devices import Device
from mfa_binder.organization.organization import Elsewhere, Organization, Principal
from mfa_binder.organization.people import Person
from mfa_binder.organization.places import Location
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.observed_card import ObservedCard, observed_card
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class AccountCard:
    """One account: its organization and its principals."""

    account: Account
    aws_organization: AwsOrganization
    management: bool
    principals: tuple[Principal, ...]
    observed: ObservedCard | None = None
    """What AWS said of it; None without an observation."""


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


def pages(organization: Organization, observation: Observation | None = None) -> Iterator[Page]:
    """A card for each account, with what AWS said of it, then one for each person."""
    for account in organization.accounts.values():
        path, title = f"accounts/{account.key}/index.md", f"Account card: {account.name}"
        view = account_card(organization, account, observation)
        yield Page(f"AC-{account.key}", "account", title, f"account:{account.key}", path, Part.ACCOUNTS, view)
    names = slugs(organization.people)
    for person in organization.people.values():
        path, title = f"people/{names[person.key]}/index.md", f"Person card: {person.name}"
        id_, subject = document_id("PC", person.key), f"person:{person.key}"
        yield Page(id_, "person", title, subject, path, Part.PEOPLE, person_card(organization, person))


def account_card(organization: Organization, account: Account, observation: Observation | None = None) -> AccountCard:
    """Everything that the card of an account prints."""
    return AccountCard(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        organization.principals_of(account),
        observed_card(organization, account, observation) if observation is not None else None,
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

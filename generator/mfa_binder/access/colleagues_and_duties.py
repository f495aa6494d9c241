"""What a person has in hand for the organization, who stands beside them, and whether they are still there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Location, Person
from mfa_binder.organization.principals_and_openings import Elsewhere, Principal
from mfa_binder.organization.users_and_roles import Access


@dataclass(frozen=True)
class PersonDuties:
    """One person: what they sign in to, carry, keep and read."""

    person: Person
    principals: tuple[Principal, ...]
    """Whom they work as."""
    devices: tuple[Device, ...]
    """What they carry."""
    elsewhere: tuple[Elsewhere, ...]
    """The systems outside AWS that a device which the person carries opens."""
    locations: tuple[Location, ...]
    """The places of which they are custodian."""
    mailboxes: tuple[str, ...]
    """The keys of the mailboxes that they read."""
    phones: tuple[str, ...]
    """The keys of the phones that they hold."""
    secrets: tuple[str, ...]
    """The keys of the secrets in a vault that they read."""

    @property
    def words(self) -> tuple[str, ...]:
        """What would be without this person, in words."""
        return (
            *(f"device {device.key}" for device in self.devices),
            *(f"custody of {place.key}" for place in self.locations),
            *(f"secret {key}" for key in self.secrets),
            *(f"mailbox {key}" for key in self.mailboxes),
            *(f"phone {key}" for key in self.phones),
            *(principal.ref for principal in self.principals),
        )

    @property
    def usable(self) -> tuple[Device, ...]:
        """The devices that are neither lost nor broken."""
        return tuple(device for device in self.devices if device.usable)


def duties_of(organization: Organization, person: Person) -> PersonDuties:
    """Everything that a person has in hand for the organization."""
    key, devices = person.key, organization.held_by(person)
    return PersonDuties(
        person,
        organization.principals_for(person),
        devices,
        tuple(s for s in organization.elsewhere if any(device.key in s.devices for device in devices)),
        tuple(location for location in organization.locations.values() if key in location.custodians),
        tuple(m.key for m in organization.mailboxes.values() if key in m.readers),
        tuple(p.key for p in organization.phones.values() if key in p.holders),
        tuple(s.key for s in organization.secrets.values() if key in s.holders),
    )


def left_because(organization: Organization, person: Person) -> str | None:
    """Why a person is no longer there; None if they are, or if the document has no day to judge by.

    The catalogue reads no clock: a person has left when the last day is before `document.dated`.
    """
    dated = organization.document.dated
    if dated is None or person.ends is None or person.ends >= dated:
        return None
    return f"{person.name} left on {person.ends.isoformat()}"


def works_here(organization: Organization, person: Person) -> bool:
    """Whether a person has started and not left, on the day of the document; yes if it has none."""
    dated = organization.document.dated
    started = dated is None or person.starts is None or person.starts <= dated
    return started and left_because(organization, person) is None


_ADMINISTRATORS_NAMED = 3


class Colleagues:
    """The people of one organization as seen from one of them."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization

    def administrators(self, person: Person) -> tuple[Person, ...]:
        """Up to three others who are still there and administer: first in the person's accounts, then at their site."""
        accounts = [p.account.key for p in self._organization.principals_for(person) if p.account is not None]
        near = [key for account in accounts for key in self._by_account.get(account, ())]
        ordered = dict.fromkeys(
            (*near, *self._by_site.get(person.site, ()), *self._administrators[: _ADMINISTRATORS_NAMED + 1])
        )
        return tuple(
            self._organization.people[key]
            for key in islice((k for k in ordered if k != person.key), _ADMINISTRATORS_NAMED)
        )

    @cached_property
    def _powerful(self) -> tuple[tuple[str, Principal], ...]:
        powerful = (p for p in self._organization.principals if Access.ADMINISTRATOR in p.access)
        return tuple((p.person, p) for p in powerful if p.person is not None and self._is_there(p.person))

    def _is_there(self, key: str) -> bool:
        return left_because(self._organization, self._organization.people[key]) is None

    @cached_property
    def _administrators(self) -> tuple[str, ...]:
        keys = {person for person, _ in self._powerful}
        return tuple(key for key in self._organization.people if key in keys)

    @cached_property
    def _by_account(self) -> Mapping[str, tuple[str, ...]]:
        return group_by_key((p.account.key, person) for person, p in self._powerful if p.account is not None)

    @cached_property
    def _by_site(self) -> Mapping[str | None, tuple[str, ...]]:
        return group_by_key((self._organization.people[key].site, key) for key in self._administrators)

    def standing_in_for(self, person: Person) -> tuple[Person, ...]:
        """Those whose deputy the person is."""
        return self._by_deputy.get(person.key, ())

    @cached_property
    def _by_deputy(self) -> Mapping[str | None, tuple[Person, ...]]:
        return group_by_key((other.deputy, other) for other in self._organization.people.values())

    def may_know(self, person: Person) -> tuple[Secret, ...]:
        """The vault entries that they read, and what lies where they are custodian, loose or sealed by nobody else.

        A bag that somebody else sealed too shows by its seal whether it was opened.
        """
        return self._by_knower.get(person.key, ())

    @cached_property
    def _by_knower(self) -> Mapping[str, tuple[Secret, ...]]:
        secrets = self._organization.secrets.values()
        return group_by_key((key, secret) for secret in secrets for key in self._knowers(secret))

    def _knowers(self, secret: Secret) -> tuple[str, ...]:
        location = self._organization.location_of(secret)
        if location is None:
            return secret.holders
        if secret.bag is None:
            return location.custodians
        sealed_by = set(self._organization.bags[secret.bag].sealed_by)
        return tuple(key for key in location.custodians if sealed_by == {key})

    def using(self, secret: Secret) -> tuple[Principal, ...]:
        """The principals whose password a secret is."""
        return self._by_password.get(secret.key, ())

    @cached_property
    def _by_password(self) -> Mapping[str | None, tuple[Principal, ...]]:
        return group_by_key((principal.password, principal) for principal in self._organization.principals)

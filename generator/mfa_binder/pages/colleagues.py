"""Who stands beside a person, and what they may know: asked for every person, so worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import islice

from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.grouping import by_key
from mfa_binder.organization.organization import Organization, Principal
from mfa_binder.organization.people import Person
from mfa_binder.organization.principals import Access
from mfa_binder.pages.applicability import left_because

_PRINTED = 3


class Colleagues:
    """The people of one organization as seen from one of them."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization

    def administrators(self, person: Person) -> tuple[Person, ...]:
        """Up to three others who are still there and administer: first in the person's accounts, then at their site."""
        accounts = [p.account.key for p in self._organization.principals_for(person) if p.account is not None]
        near = [key for account in accounts for key in self._by_account.get(account, ())]
        ordered = dict.fromkeys((*near, *self._by_site.get(person.site, ()), *self._administrators[: _PRINTED + 1]))
        return tuple(
            self._organization.people[key] for key in islice((k for k in ordered if k != person.key), _PRINTED)
        )

    @cached_property
    def _powerful(self) -> tuple[tuple[str, Principal], ...]:
        powerful = (p for p in self._organization.principals if Access.ADMINISTRATOR.value in p.access)
        return tuple((p.person, p) for p in powerful if p.person is not None and self._is_there(p.person))

    def _is_there(self, key: str) -> bool:
        return left_because(self._organization, self._organization.people[key]) is None

    @cached_property
    def _administrators(self) -> tuple[str, ...]:
        keys = {person for person, _ in self._powerful}
        return tuple(key for key in self._organization.people if key in keys)

    @cached_property
    def _by_account(self) -> Mapping[str, tuple[str, ...]]:
        return by_key((p.account.key, person) for person, p in self._powerful if p.account is not None)

    @cached_property
    def _by_site(self) -> Mapping[str | None, tuple[str, ...]]:
        return by_key((self._organization.people[key].site, key) for key in self._administrators)

    def standing_in_for(self, person: Person) -> tuple[Person, ...]:
        """Those whose deputy the person is."""
        return self._by_deputy.get(person.key, ())

    @cached_property
    def _by_deputy(self) -> Mapping[str | None, tuple[Person, ...]]:
        return by_key((other.deputy, other) for other in self._organization.people.values())

    def may_know(self, person: Person) -> tuple[Secret, ...]:
        """The vault entries that they read, and what lies where they are custodian, loose or sealed by nobody else.

        A bag that somebody else sealed too shows by its seal whether it was opened.
        """
        return self._by_knower.get(person.key, ())

    @cached_property
    def _by_knower(self) -> Mapping[str, tuple[Secret, ...]]:
        secrets = self._organization.secrets.values()
        return by_key((key, secret) for secret in secrets for key in self._knowers(secret))

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
        return by_key((principal.password, principal) for principal in self._organization.principals)

"""Which binders there are, what stands in each, and where each of its copies stands.

One complete binder; one for each location, with what its custodians need and no more; one for each
account; one for each person, the walkthrough. The emergency task cards are a set of their own, on
small paper. Where a copy stands is said under `binders` in the inventory; unsaid, the complete binder
is with the owner of the document, cards are at every location, the binder of an account is where a
device of its root user or break-glass identity lies, the others are with whom they are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mfa_binder.book.records import BookRecord
from mfa_binder.book.sections import Section
from mfa_binder.organization.binder_settings import BinderCopy, PrintForm
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.references import account_of

if TYPE_CHECKING:
    # The model is loaded by few commands; every command loads the contract.
    from mfa_binder.organization.aws_accounts import Account, AwsOrganization
    from mfa_binder.organization.organization import Organization
    from mfa_binder.organization.people_and_places import Location, Person


class BinderCopyPlan(BookRecord):
    """One numbered copy: where it stands, and who holds it, in words."""

    number: int
    where: str
    """`location:hq-safe` or `person:alice`."""
    place: str
    """The place's or the person's name."""
    holders: tuple[str, ...]
    """Who answers for it: the custodians, or the person."""
    withdrawn: date | None = None
    """The day on which it was taken back."""


class BinderPlan(BookRecord):
    """One binder: what stands in it, how it is printed, and its copies."""

    id: str
    """`complete`, `location-KEY`, `account-ID` or `person-KEY`."""
    title: str
    form: PrintForm
    copies: tuple[BinderCopyPlan, ...]
    sections: tuple[str, ...]
    """The ids of its sections, in their order."""


_CALLS = frozenset({"emergency", "escalation"})
"""What stands at every location: what counts as an emergency, and whom to call. Not in the binders of accounts and
persons: it changes whenever somebody carries another device, and each of these would need a change pack."""
_EXCEPTIONS = "exception-sheet"
_NOT_FOR_THE_PERSON = frozenset({"offboarding"})
_ABOUT_A_DEVICE = frozenset({"lost-device", "resync"})

_PlannedCopies = tuple[BinderCopy, ...]


class _SectionIndex:
    """The sections by subject and by kind, so that a binder is put together without asking each."""

    def __init__(self, every: Sequence[Section]) -> None:
        self._sections = [section for section in every if not section.paper]
        sections = self._sections
        self._by_subject = group_by_key((section.subject, index) for index, section in enumerate(sections))
        owned = ((index, section.subject) for index, section in enumerate(sections) if "/" in section.subject)
        self._by_account = group_by_key((account_of(subject), index) for index, subject in owned)
        self._calls = [index for index, section in enumerate(sections) if section.kind in _CALLS]

    def ids(self, indices: Iterable[int]) -> tuple[str, ...]:
        """The ids of sections, each once, in the order of the sidecar."""
        return tuple(self._sections[index].id for index in sorted({*indices}))

    def calls(self) -> Iterator[int]:
        """What counts as an emergency, and whom to call."""
        return iter(self._calls)

    def about(self, subject: str, without: frozenset[str] = frozenset()) -> Iterator[int]:
        """The sections for a subject, of every kind but those."""
        return (index for index in self._by_subject.get(subject, ()) if self._sections[index].kind not in without)

    def within(self, account: Account) -> Iterator[int]:
        """The sections for the users and roles of an account."""
        return iter(self._by_account.get(account.key, ()))

    def exceptions(self, organizations: Iterable[AwsOrganization]) -> Iterator[int]:
        """The exception sheets of AWS organizations: where a ceremony is, somebody must be able to write one."""
        subjects = (f"organization:{aws.key}" for aws in organizations)
        found = (index for subject in subjects for index in self._by_subject.get(subject, ()))
        return (index for index in found if self._sections[index].kind == _EXCEPTIONS)

    def devices(self, keys: Iterable[str]) -> Iterator[int]:
        """The loss and resync sheets of devices."""
        return (
            index
            for key in keys
            for index in self._by_subject.get(f"device:{key}", ())
            if self._sections[index].kind in _ABOUT_A_DEVICE
        )


def binder_plans(organization: Organization, sections: Sequence[Section]) -> tuple[BinderPlan, ...]:
    """Every binder that is printed, the complete one first, then by location, account and person."""
    sheets = tuple(section.id for section in sections if not section.paper)
    cards = tuple(section.id for section in sections if section.paper)
    binders = _plans_of_all(organization, _SectionIndex(sections), sheets, cards)
    return tuple(
        _binder_plan(organization, key, title, wanted, copies)
        for key, title, wanted, copies in binders
        if wanted and _is_binder_printed(organization, key)
    )


def _is_binder_printed(organization: Organization, binder: str) -> bool:
    said = organization.binders.each.get(binder)
    return said is None or said.printed


def _plans_of_all(
    organization: Organization, index: _SectionIndex, every: tuple[str, ...], cards: tuple[str, ...]
) -> Iterator[tuple[str, str, tuple[str, ...], _PlannedCopies]]:
    yield "complete", "Complete binder", every, _copy_with_owner(organization)
    yield "cards", "Emergency task cards", cards, _copies_everywhere(organization)
    for location in organization.locations.values():
        here = (BinderCopy(location=location.key),)
        yield (
            f"location-{location.key}",
            f"Binder of {location.name}",
            _location_sections(organization, index, location),
            here,
        )
    for account in organization.accounts.values():
        near = _copies_near_devices(organization, account)
        yield (
            f"account-{account.key}",
            f"Binder of account {account.name}",
            _account_sections(organization, index, account),
            near,
        )
    for person in organization.people.values():
        theirs = (BinderCopy(person=person.key),)
        yield (
            f"person-{person.key}",
            f"Walkthrough of {person.name}",
            _person_sections(organization, index, person),
            theirs,
        )


def _location_sections(organization: Organization, index: _SectionIndex, location: Location) -> tuple[str, ...]:
    stored = (device.key for device in organization.stored_at(location))
    exceptions = index.exceptions(organization.organizations.values())
    return index.ids((*index.calls(), *index.about(f"location:{location.key}"), *index.devices(stored), *exceptions))


def _account_sections(organization: Organization, index: _SectionIndex, account: Account) -> tuple[str, ...]:
    principals = organization.principals_of(account)
    registered = (device.key for device in organization.devices_of(*principals))
    own = (*index.about(f"account:{account.key}"), *index.within(account))
    exceptions = index.exceptions([organization.aws_organization(account)])
    return index.ids((*own, *index.devices(registered), *exceptions))


def _person_sections(organization: Organization, index: _SectionIndex, person: Person) -> tuple[str, ...]:
    held = (device.key for device in organization.held_by(person))
    theirs = (entry for principal in organization.principals_for(person) for entry in index.about(principal.ref))
    own = index.about(f"person:{person.key}", _NOT_FOR_THE_PERSON)
    return index.ids((*own, *theirs, *index.devices(held)))


def _copy_with_owner(organization: Organization) -> tuple[BinderCopy, ...]:
    owner = organization.document.owner
    if owner is not None:
        return (BinderCopy(person=owner),)
    return tuple(BinderCopy(location=key) for key in list(organization.locations)[:1])


def _copies_everywhere(organization: Organization) -> tuple[BinderCopy, ...]:
    return tuple(BinderCopy(location=key) for key in organization.locations) or _copy_with_owner(organization)


def _copies_near_devices(organization: Organization, account: Account) -> tuple[BinderCopy, ...]:
    """Where a device of the root user or of a break-glass identity lies; nowhere: with the owner."""
    principals = (principal for principal in organization.principals_of(account) if principal.is_sealed)
    places = (organization.location_of(device) for device in organization.devices_of(*principals))
    keys = dict.fromkeys(place.key for place in places if place is not None)
    return tuple(BinderCopy(location=key) for key in keys) or _copy_with_owner(organization)


def _binder_plan(
    organization: Organization, key: str, title: str, sections: tuple[str, ...], copies: _PlannedCopies
) -> BinderPlan:
    said = organization.binders.each.get(key)
    given = said.copies if said is not None and said.copies else copies
    return BinderPlan(
        id=key,
        title=title,
        form=organization.binders.form(key),
        copies=tuple(_copy_plan(organization, number, copy) for number, copy in enumerate(given, start=1)),
        sections=sections,
    )


def _copy_plan(organization: Organization, number: int, copy: BinderCopy) -> BinderCopyPlan:
    if copy.location is not None:
        location = organization.locations[copy.location]
        place, holders = location.name, tuple(organization.people[key].name for key in location.custodians)
    else:
        place = organization.people[str(copy.person)].name
        holders = (place,)
    return BinderCopyPlan(number=number, where=copy.where, place=place, holders=holders, withdrawn=copy.withdrawn)

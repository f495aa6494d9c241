"""Which people can come together to open what is sealed: who leads, types the password, brings the devices, watches.

One answer for every sheet on which a root or a break-glass user is opened: in an emergency, after a loss, at an
enrollment, when somebody leaves. What is asked of the people (AWS IAM User Guide, "Root user best practices": one group
for the password and one for the device; the rest is our own rule):

- whoever types the password touches no device,
- whoever leads touches neither, if another can be had,
- the witness keeps none of the places that are opened,
- the reviewer took no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mfa_binder.access.colleagues_and_duties import works_here
from mfa_binder.access.retrieval import (
    Retrieval,
    minutes_together,
    places_of,
    retrieval_of,
    who_answers_alone,
    who_reaches_alone,
)
from mfa_binder.organization.credentials import Secret
from mfa_binder.organization.grouping import group_by_key
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Location, Person
from mfa_binder.organization.users_and_roles import Root


@dataclass(frozen=True)
class DeviceBearers:
    """Who brings one device."""

    people: tuple[Person, ...]
    """Those who may; empty: the inventory names nobody."""
    needed: int
    """How many of them must come together."""


@dataclass(frozen=True)
class BreakGlassCast:
    """The people who can bring one password and some devices together."""

    leaders: tuple[Person, ...]
    """Who may declare it and lead, in the order of calling."""
    password: Retrieval | None
    """How the password is had; None: the inventory does not say."""
    devices: tuple[Retrieval, ...]
    """How each device is had."""
    pins: tuple[Retrieval, ...]
    """How the PINs of the devices are had, where the inventory says it."""
    typists: tuple[Person, ...]
    """Who may type the password, any one of them."""
    bearers: tuple[DeviceBearers, ...]
    """Who brings each device, in the order of `devices`."""
    possible: bool
    """Whether password and devices can be in different people's hands; if not, `typists` and `bearers` are all who
    reach them, and a witness must watch."""
    minutes: int | None
    """Until password, devices and PINs are together; None where the inventory knows no such journey."""

    @property
    def both(self) -> tuple[Person, ...]:
        """Who could reach the password and a device, and must touch one of the two only."""
        return tuple(person for person in self._password_people if person.key in self._reaching_devices)

    @property
    def only_typists(self) -> tuple[Person, ...]:
        """Who reaches the password and none of the devices."""
        return tuple(person for person in self._password_people if person.key not in self._reaching_devices)

    @property
    def places(self) -> tuple[Location, ...]:
        """The places that are opened for password, devices and PINs, each once."""
        return places_of((self.password, *self.devices, *self.pins))

    @property
    def places_with_hours(self) -> tuple[Location, ...]:
        """Those of `places` that cannot be opened at every hour; empty: it can begin now."""
        return tuple(place for place in self.places if place.open is not None)

    @property
    def device_sites(self) -> int:
        """At how many sites devices and PINs lie: the way to them comes first."""
        return len({place.site for place in places_of((*self.devices, *self.pins))})

    @property
    def _password_people(self) -> tuple[Person, ...]:
        return self.password.people if self.password is not None else ()

    @property
    def _reaching_devices(self) -> frozenset[str]:
        return frozenset(person.key for device in self.devices for person in device.people)


def leaders_of(organization: Organization) -> tuple[Person, ...]:
    """Who may declare an emergency and lead it, in the order of calling: the documents' owner, then the deputy."""
    owner = organization.people.get(organization.document.owner or "")
    if owner is None:
        return ()
    return (owner,) if owner.deputy is None else (owner, organization.people[owner.deputy])


def cast_for(
    organization: Organization, password: Secret | None, devices: Iterable[Device], leaving: Person | None = None
) -> BreakGlassCast:
    """Who can bring a password and devices together; `leaving` is somebody who is not asked any more."""

    def had(thing: Device | Secret) -> Retrieval:
        retrieval = retrieval_of(organization, thing)
        return retrieval if leaving is None else retrieval.without(leaving)

    fetched = tuple(devices)
    pins = [organization.pin_of(device) for device in fetched]
    password_had = had(password) if password is not None else None
    devices_had, pins_had = tuple(map(had, fetched)), tuple(had(pin) for pin in pins if pin is not None)
    things = [*((password_had,) if password_had is not None else ()), *devices_had, *pins_had]
    typists, bearers, possible = _share(password_had.people if password_had is not None else (), devices_had)
    return BreakGlassCast(
        leaders_of(organization),
        password_had,
        devices_had,
        pins_had,
        typists,
        bearers,
        possible,
        minutes_together(organization, things),
    )


def _share(
    knowing: tuple[Person, ...], devices: tuple[Retrieval, ...]
) -> tuple[tuple[Person, ...], tuple[DeviceBearers, ...], bool]:
    """Typists, bearers of each device, and whether nobody is needed for both.

    The password is given to those who reach no device; if there are none, the devices to those who do not know it.
    """
    reaching = {person.key for device in devices for person in device.people}
    only_knowing = tuple(person for person in knowing if person.key not in reaching)
    everybody = tuple(DeviceBearers(device.people, device.quorum) for device in devices)
    if only_knowing and all(device.people for device in devices):
        return only_knowing, everybody, True
    only_reaching = tuple(
        DeviceBearers(tuple(person for person in device.people if person not in knowing), device.quorum)
        for device in devices
    )
    if knowing and all(len(bearers.people) >= bearers.needed for bearers in only_reaching):
        return knowing, only_reaching, True
    return knowing, everybody, False


def who_opens_alone(organization: Organization, password: Secret, device: Device) -> frozenset[str]:
    """The keys of the people who need nobody's help for both: one of them alone could sign in."""
    return who_reaches_alone(organization, password) & who_reaches_alone(organization, device)


def who_recovers_alone(organization: Organization, root: Root) -> frozenset[str]:
    """The keys of the people who reach mailbox and phone of a root user with nobody's help: together they open it."""
    if root.mailbox is None or root.phone is None:
        return frozenset()
    readers = frozenset(organization.mailboxes[root.mailbox].readers)
    return readers & who_answers_alone(organization, organization.phones[root.phone])


class CastTask(StrEnum):
    """What one of the people does, in the order in which they are named on the sheets."""

    LEADER = "leader"
    TYPIST = "typist"
    BEARER = "bearer"
    WITNESS = "witness"
    REVIEWER = "reviewer"


def different_people(organization: Organization, cast: BreakGlassCast) -> Mapping[CastTask, tuple[Person, ...]]:
    """Somebody else for every task, as far as the inventory has the people; a task that has too few is left out.

    It is one choice of several. Nobody who has left, or has not started yet, is chosen.
    """
    there = tuple(person for person in organization.people.values() if works_here(organization, person))
    present = {person.key for person in there}
    tasks = tuple(_tasks(cast, there))
    chosen = _choose_apart([[person for person in people if person.key in present] for _, people in tasks])
    lacking = {task for slot, (task, _) in enumerate(tasks) if slot not in chosen}
    by_task = group_by_key((task, chosen[slot]) for slot, (task, _) in enumerate(tasks) if slot in chosen)
    return {task: people for task, people in by_task.items() if task not in lacking}


def _tasks(cast: BreakGlassCast, there: tuple[Person, ...]) -> Iterator[tuple[CastTask, tuple[Person, ...]]]:
    """Each task with those who may do it, once for each person that it takes.

    What opens the principal comes first, so that nobody who is needed for it is spent on another task.
    """
    yield CastTask.TYPIST, cast.password.people if cast.password is not None else ()
    for device in dict.fromkeys(replace(device, bag=None) for device in cast.devices):  # a place is opened once
        yield from ((CastTask.BEARER, device.people) for _ in range(device.quorum))
    yield CastTask.LEADER, cast.leaders
    keeping = {key for place in cast.places for key in place.custodians}
    yield CastTask.WITNESS, tuple(person for person in there if person.key not in keeping)
    yield CastTask.REVIEWER, there


def _choose_apart(slots: Sequence[Sequence[Person]]) -> Mapping[int, Person]:
    """A different person for as many slots as possible, by the slot's number.

    Augmenting paths: who is free is taken first; else whoever is taken goes to another slot, if there is one. So a slot
    that is filled stays filled.
    """
    taken: dict[str, int] = {}
    chosen: dict[int, Person] = {}

    def fill(slot: int, tried: set[str]) -> bool:
        for person in sorted(slots[slot], key=lambda person: person.key in taken):
            if person.key in tried:
                continue
            tried.add(person.key)
            if person.key not in taken or fill(taken[person.key], tried):
                taken[person.key], chosen[slot] = slot, person
                return True
        return False

    for slot in range(len(slots)):
        fill(slot, set())
    return chosen

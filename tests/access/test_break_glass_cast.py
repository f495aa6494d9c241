"""Which people can come together: who types and who brings, nobody both; at which hours, in how many minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mfa_binder.access.break_glass_cast import (
    BreakGlassCast,
    CastTask,
    cast_for,
    different_people,
    leaders_of,
    who_opens_alone,
    who_recovers_alone,
)
from mfa_binder.organization.organization import Organization
from tests.access.small_organizations import ACCOUNT, people, small_organization

DAY, EVE, MORROW = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 25)
OFFICE_HOURS = {"days": "Mon-Fri", "from": "09:00", "to": "17:00"}


def place(custodians: str, quorum: int = 1, site: str = "north", **more: Any) -> dict[str, Any]:
    """A safe that `quorum` of its custodians open."""
    safe = {"name": "A safe", "kind": "safe", "site": site, "custodians": custodians.split(), "quorum": quorum}
    return {**safe, **more}


def sealed(
    vault: str = "", *devices: dict[str, Any], pins: dict[str, Any] | None = None, **places: dict[str, Any]
) -> Organization:
    """A password that `vault` read, or that lies in the place `passwords`; each device where it says.

    Ann and Ben work in the north, Cy in the south, an hour away; Dee in the east, where no way leads.
    """
    where = {"vault": "V", "holders": vault.split()} if vault else {"location": "passwords"}
    pin = {"pin": {"kind": "fido2-pin", "device": "K0", **pins}} if pins is not None else {}
    return small_organization(
        people=people(ann="north", ben="north", cy="south", dee="east"),
        sites={key: {"name": key.title(), "address": "A street"} for key in ("north", "south", "east")},
        travel_minutes=[{"between": ["north", "south"], "minutes": 60}],
        locations=places,
        secrets={"password": {"kind": "password", **where}, **pin},
        devices={f"K{number}": {"model": "key", **device} for number, device in enumerate(devices)},
    )


def cast_of(organization: Organization) -> BreakGlassCast:
    return cast_for(organization, organization.secrets["password"], organization.devices.values())


def keys(found: tuple[Any, ...]) -> str:
    return " ".join(each.key for each in found)


IN_A = {"location": "a"}
IN_B = {"location": "b"}


@pytest.mark.parametrize(
    ("organization", "typists", "bearers", "both", "possible"),
    [
        # one group each
        (sealed("ann", {"holder": "ben"}), "ann", ["1: ben"], "", True),
        (sealed("ann", IN_A, a=place("ben cy", 2)), "ann", ["2: ben cy"], "", True),
        # ann could do both: she leaves the password to ben
        (sealed("ann ben", {"holder": "ann"}), "ben", ["1: ann"], "ann", True),
        # nobody but custodians knows the password: the device is for the custodian who does not
        (sealed("ann", IN_A, a=place("ann ben")), "ann", ["1: ben"], "ann", True),
        (sealed("ann ben", IN_A, a=place("ann ben cy")), "ann ben", ["1: cy"], "ann ben", True),
        # one person alone, and a quorum that would need who types
        (sealed("ann", {"holder": "ann"}), "ann", ["1: ann"], "ann", False),
        (sealed("ann", IN_A, a=place("ann ben", 2)), "ann", ["2: ann ben"], "ann", False),
        (sealed("ann ben", IN_A, a=place("ann ben", 2)), "ann ben", ["2: ann ben"], "ann ben", False),
        # a device of which nobody says where it is
        (sealed("ann", {}), "ann", ["1: "], "", False),
        # a password under lock
        (sealed("", IN_A, passwords=place("cy"), a=place("ann")), "cy", ["1: ann"], "", True),
        # two devices: whoever types touches neither
        (sealed("ann cy", IN_A, IN_B, a=place("ann"), b=place("ben")), "cy", ["1: ann", "1: ben"], "ann", True),
        (sealed("ann", IN_A, IN_B, a=place("ann dee"), b=place("ben")), "ann", ["1: dee", "1: ben"], "ann", True),
        (sealed("ann", IN_A, IN_B, a=place("ben"), b=place("ann")), "ann", ["1: ben", "1: ann"], "ann", False),
    ],
)
def test_nobody_types_the_password_and_touches_a_device(
    organization: Organization, typists: str, bearers: list[str], both: str, possible: bool
) -> None:
    cast = cast_of(organization)
    assert keys(cast.typists) == typists
    assert [f"{each.needed}: {keys(each.people)}" for each in cast.bearers] == bearers
    assert keys(cast.both) == both
    assert cast.possible is possible


def test_without_a_password_on_paper_nobody_types_it() -> None:
    organization = sealed("ann", {"holder": "ben"})
    cast = cast_for(organization, None, organization.devices.values())
    assert (cast.typists, cast.possible, keys(cast.bearers[0].people)) == ((), False, "ben")


def test_who_leaves_is_not_asked_any_more() -> None:
    organization = sealed("ann ben", IN_A, a=place("ann cy"))
    cast = cast_for(
        organization, organization.secrets["password"], organization.devices.values(), organization.people["ann"]
    )
    assert (keys(cast.typists), keys(cast.bearers[0].people)) == ("ben", "cy")


@pytest.mark.parametrize(
    ("organization", "minutes", "with_hours"),
    [
        (sealed("ann", {"holder": "ben"}), 0, ""),  # at one site
        (sealed("cy", {"holder": "ben"}), 60, ""),
        (sealed("ann cy", {"holder": "ben"}), 0, ""),  # whoever is nearest brings it
        (sealed("dee", {"holder": "ben"}), None, ""),  # nobody travels there
        (sealed("dee ann", {"holder": "ben"}), 0, ""),
        (sealed("ann", IN_A, a=place("ben", access_minutes=20)), 20, ""),
        (sealed("cy", IN_A, a=place("ben", access_minutes=20)), 80, ""),
        # both places are opened at the same time: the slower one counts
        (sealed("", IN_A, passwords=place("cy", access_minutes=15), a=place("ann", access_minutes=20)), 20, ""),
        # the PIN is fetched too
        (sealed("ann", {"holder": "ben"}, pins={"vault": "V", "holders": ["cy"]}), 60, ""),
        (sealed("ann", {"holder": "ben"}, pins=IN_A, a=place("cy", site="south", access_minutes=5)), 65, ""),
        # hours of password, device and PIN
        (sealed("ann", IN_A, a=place("ben", open=OFFICE_HOURS)), 0, "a"),
        (sealed("", {"holder": "ben"}, passwords=place("ann", open=OFFICE_HOURS)), 0, "passwords"),
        (sealed("ann", {"holder": "ben"}, pins=IN_A, a=place("ben", open=OFFICE_HOURS)), 0, "a"),
        (sealed("", IN_A, passwords=place("cy"), a=place("ann", open=OFFICE_HOURS)), 0, "a"),
    ],
)
def test_when_and_in_how_many_minutes_they_are_together(
    organization: Organization, minutes: int | None, with_hours: str
) -> None:
    cast = cast_of(organization)
    assert cast.minutes == minutes
    assert keys(cast.places_with_hours) == with_hours


def test_the_sites_of_an_enrollment_are_those_of_keys_and_pins() -> None:
    places = {"a": place("ann"), "b": place("cy", site="south"), "passwords": place("dee", site="east")}
    assert cast_of(sealed("", IN_A, IN_A, **places)).device_sites == 1
    assert cast_of(sealed("", IN_A, IN_B, **places)).device_sites == 2
    assert cast_of(sealed("", IN_A, {"holder": "cy"}, pins=IN_B, **places)).device_sites == 2
    assert cast_of(sealed("", {"holder": "cy"}, **places)).device_sites == 0


@pytest.mark.parametrize(
    ("owner", "deputy", "leaders"), [("ann", "ben", "ann ben"), ("ann", None, "ann"), (None, None, "")]
)
def test_the_owner_leads_or_who_stands_in(owner: str | None, deputy: str | None, leaders: str) -> None:
    known = people("ann", "ben")
    known["ann"] |= {"deputy": deputy} if deputy is not None else {}
    organization = small_organization(people=known, document={"owner": owner} if owner is not None else {})
    assert keys(leaders_of(organization)) == leaders


def assigned(organization: Organization) -> dict[CastTask, str]:
    return {task: keys(chosen) for task, chosen in different_people(organization, cast_of(organization)).items()}


L, T, B, W, R = CastTask.LEADER, CastTask.TYPIST, CastTask.BEARER, CastTask.WITNESS, CastTask.REVIEWER


def led_by(organization: Organization, owner: str, **changes: dict[str, Any]) -> Organization:
    """The organization with an owner of its documents on a day, and further facts of people."""
    document = organization.document.model_copy(update={"owner": owner, "dated": DAY})
    known = {key: person.model_copy(update=changes.get(key, {})) for key, person in organization.people.items()}
    return organization.model_copy(update={"document": document, "people": known})


@pytest.mark.parametrize(
    ("organization", "tasks"),
    [
        # four people: the review is left for a fifth
        (led_by(sealed("ann", {"holder": "ben"}), "cy"), {T: "ann", B: "ben", L: "cy", W: "dee"}),
        # ann leads, so ben types although ann knows the password too
        (led_by(sealed("ann ben", {"holder": "cy"}), "ann"), {T: "ben", B: "cy", L: "ann", W: "dee"}),
        # dee alone knows the password: she types, and the deputy leads
        (
            led_by(sealed("dee", {"holder": "ben"}), "dee", dee={"deputy": "ann"}),
            {T: "dee", B: "ben", L: "ann", W: "cy"},
        ),
        (led_by(sealed("dee", {"holder": "ben"}), "dee"), {T: "dee", B: "ben", W: "ann", R: "cy"}),  # nobody leads
        # one person is both halves: the device is left without anybody
        (led_by(sealed("ann", {"holder": "ann"}), "ben"), {T: "ann", L: "ben", W: "cy", R: "dee"}),
        # two at a safe, who are no witnesses of its opening
        (led_by(sealed("ann", IN_A, a=place("ben cy", 2)), "dee"), {T: "ann", B: "ben cy", L: "dee"}),
        # two devices of one place are brought by the same people
        (led_by(sealed("ann", IN_A, IN_A, a=place("ben cy", 2)), "dee"), {T: "ann", B: "ben cy", L: "dee"}),
        (led_by(sealed("ann", IN_A, a=place("ben cy dee")), "dee"), {T: "ann", B: "ben", L: "dee", R: "cy"}),
        # who has left, or has not started, is not chosen
        (led_by(sealed("ann", {"holder": "ben"}), "cy", ben={"ends": EVE}), {T: "ann", L: "cy", W: "dee"}),
        (led_by(sealed("ann", {"holder": "ben"}), "cy", dee={"starts": MORROW}), {T: "ann", B: "ben", L: "cy"}),
        (led_by(sealed("ann", {"holder": "ben"}), "cy", dee={"starts": DAY}), {T: "ann", B: "ben", L: "cy", W: "dee"}),
    ],
)
def test_somebody_else_does_every_task(organization: Organization, tasks: dict[CastTask, str]) -> None:
    assert assigned(organization) == tasks


@pytest.mark.parametrize(
    ("organization", "alone"),
    [
        (sealed("ann ben", {"holder": "ann"}), {"ann"}),
        (sealed("ann ben", IN_A, a=place("ann ben cy")), {"ann", "ben"}),
        (sealed("ann ben", IN_A, a=place("ann ben cy", 2)), set()),
        (sealed("", {"holder": "ann"}, passwords=place("ann ben", 2)), set()),
    ],
)
def test_who_needs_nobodys_help(organization: Organization, alone: set[str]) -> None:
    assert who_opens_alone(organization, organization.secrets["password"], organization.devices["K0"]) == alone


@pytest.mark.parametrize(
    ("phone", "alone"),
    [
        ({"holders": ["ann"]}, {"ann"}),
        ({"holders": ["cy"]}, set()),
        ({"location": "one"}, {"ben"}),
        ({"location": "two"}, set()),
        ({"holders": ["ann"], "location": "two"}, {"ann"}),
        (None, set()),
    ],
)
def test_who_reaches_mailbox_and_phone_alone(phone: dict[str, Any] | None, alone: set[str]) -> None:
    root = {"intended": "kept", "email": "root@example.com", "mailbox": "box"}
    organization = small_organization(
        people=people("ann", "ben", "cy"),
        sites={"north": {"name": "North", "address": "A street"}},
        locations={"one": place("ben cy"), "two": place("ann ben", 2)},
        mailboxes={"box": {"address": "box@example.com", "readers": ["ann", "ben"]}},
        phones={} if phone is None else {"phone": {"number": "+1 555 0100", **phone}},
        accounts={ACCOUNT: {"name": "only", "root": root if phone is None else {**root, "phone": "phone"}}},
    )
    assert who_recovers_alone(organization, organization.accounts[ACCOUNT].root) == alone

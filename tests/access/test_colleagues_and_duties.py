"""Whom a sheet names for help: few, near, never the person themselves; and who may know a secret."""

from collections.abc import Callable

from mfa_binder.access.colleagues_and_duties import Colleagues
from mfa_binder.organization.organization import Organization

MANY = "".join(f"      extra-{n}: {{person: p{n}, access: [administrator]}}\n" for n in range(5))
PEOPLE = "".join(f"  p{n}: {{name: Person {n}, email: p{n}@example.com, site: seattle}}\n" for n in range(5))


def keys(people: tuple[object, ...]) -> list[str]:
    return [person.key for person in people]


def test_at_most_three_are_named(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("people:\n", "people:\n" + PEOPLE), ("      billing-carol:\n", MANY + "      billing-carol:\n")
    )
    assert len(Colleagues(organization).administrators(organization.people["erin"])) == 3


def test_those_who_administer_the_same_account_come_first(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("people:\n", "people:\n" + PEOPLE), ("      billing-carol:\n", MANY + "      billing-carol:\n")
    )
    assert keys(Colleagues(organization).administrators(organization.people["dan"]))[0] == "bob"
    assert keys(Colleagues(organization).administrators(organization.people["carol"]))[0] == "p0"


def test_nobody_is_their_own_help(example: Organization) -> None:
    assert keys(Colleagues(example).administrators(example.people["bob"])) == ["dan"]


def test_a_bag_that_others_sealed_too_tells_by_its_seal(example: Organization) -> None:
    assert keys(Colleagues(example).may_know(example.people["alice"])) == ["pin-YK-002"]
    assert keys(Colleagues(example).may_know(example.people["carol"])) == ["root-management", "root-prod"]


def test_nobody_who_has_left_is_named_for_help(variant: Callable[..., Organization]) -> None:
    organization = variant(("team: Platform,  site: berlin}", "team: Platform,  site: berlin, ends: 2026-11-23}"))
    assert keys(Colleagues(organization).administrators(organization.people["bob"])) == []

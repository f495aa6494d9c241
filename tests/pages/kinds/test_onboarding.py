"""The first day knows what is the person's own, and says what nobody has planned yet."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.onboarding import OnboardingSheet, onboarding


def view(organization: Organization, person: str) -> OnboardingSheet:
    return onboarding(organization, organization.people[person])


def test_a_carried_device_and_one_that_lies_somewhere_are_told_apart(example: Organization) -> None:
    found = view(example, "dan")
    assert [device.key for device in found.carried] == ["HT-001"]
    assert [own.device.key for own in found.stored] == ["HT-002"]


def test_a_lost_device_is_not_handed_over_nor_registered(example: Organization) -> None:
    found = view(example, "carol")
    assert [device.key for device in found.carried] == ["HT-003"]
    assert [own.device.key for own in found.principals[0].devices] == ["HT-003"]


def test_the_name_that_the_inventory_gives_a_device_is_typed(variant: Callable[..., Organization]) -> None:
    organization = variant(("{device: HT-001}", "{device: HT-001, name: dans-token}"))
    assert [own.name for own in view(organization, "dan").principals[0].devices] == ["dans-token", "HT-002"]


def test_who_has_nothing_gets_a_list_of_what_must_be_planned(example: Organization) -> None:
    assert view(example, "erin").missing == ("an identity to sign in with", "a device to carry", "a deputy")


def test_a_second_device_that_nobody_planned_is_missing(example: Organization) -> None:
    assert "1 more of the 2 devices of admin-bob" in view(example, "bob").missing


def test_nobody_helps_themselves(example: Organization) -> None:
    assert [person.key for person in view(example, "dan").helpers] == ["bob"]


def test_a_principal_in_a_closed_account_is_named_and_left_alone(variant: Callable[..., Organization]) -> None:
    organization = variant(("    ou: Root/Workloads/Prod\n", "    status: suspended\n"))
    found = view(organization, "bob")
    assert found.principals == ()
    assert [principal.ref for principal in found.closed] == ["444455556666/user/admin-bob"]


def test_roles_that_their_account_may_assume_are_tried(example: Organization) -> None:
    assert [role.key for _, role in view(example, "carol").principals[0].roles] == ["AdminRole"]


def test_in_whose_place_they_stand(example: Organization) -> None:
    assert [person.key for person in view(example, "dan").deputy_for] == ["bob"]

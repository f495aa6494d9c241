"""The recovery sheet knows who opens a root user without a device, and whether that takes one person or two."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.root_recovery import RootRecovery, root_recovery

PROD, MANAGEMENT = "444455556666", "111122223333"


def view(organization: Organization, account: str = PROD) -> RootRecovery:
    return root_recovery(organization, organization.accounts[account])


def test_mailbox_and_phone_are_in_different_hands(example: Organization) -> None:
    found = view(example)
    assert [person.key for person in found.readers] == ["alice", "carol"]
    assert [person.key for person in found.holders] == ["bob"]
    assert (found.both, found.alone) == ((), False)


def test_one_person_with_both_is_alone(variant: Callable[..., Organization]) -> None:
    found = view(variant(("readers: [alice, carol]", "readers: [bob]")))
    assert found.alone
    assert [person.key for person in found.both] == ["bob"]


def test_a_second_reader_makes_two_hands_possible(variant: Callable[..., Organization]) -> None:
    found = view(variant(("readers: [alice, carol]", "readers: [bob, carol]")))
    assert not found.alone
    assert [person.key for person in found.both] == ["bob"]


def test_what_nobody_recorded_counts_as_alone(variant: Callable[..., Organization]) -> None:
    found = view(variant(("      phone: root-phone\n      password: root-prod", "      password: root-prod")))
    assert found.phone is None
    assert found.alone


def test_a_member_is_reached_centrally_and_the_management_account_never(example: Organization) -> None:
    assert view(example).central
    assert [account.key for account in view(example).administrators] == ["777788889999", MANAGEMENT]
    assert not view(example, MANAGEMENT).central


def test_without_central_root_access_no_member_is(variant: Callable[..., Organization]) -> None:
    assert not view(variant(("central_root_access: true", "central_root_access: false"))).central


def test_the_delegated_administrator_does_not_recover_itself(variant: Callable[..., Organization]) -> None:
    found = view(variant(('delegated_iam_admin: "777788889999"', f'delegated_iam_admin: "{PROD}"')))
    assert [account.key for account in found.administrators] == [MANAGEMENT]


def test_a_lost_key_is_no_spare_and_a_token_never_replaces_what_must_resist_phishing(
    variant: Callable[..., Organization],
) -> None:
    organization = variant(("holder: carol, status: lost, status_since: 2026-11-20", "holder: carol, status: spare"))
    assert [device.key for device in view(organization).registered] == ["YK-004", "YK-005"]
    assert [device.key for device in view(organization).spares] == ["YK-007"]


def test_a_deputy_is_asked_once(variant: Callable[..., Organization]) -> None:
    alone = ("alice: {name: Alice Nguyen,", "alice: {deputy: dan, name: Alice Nguyen,")
    organization = variant(alone)
    view = root_recovery(organization, organization.accounts["444455556666"])
    assert {person.key for person in (*view.readers, *view.holders)} >= {"alice", "bob"}
    assert [(person.key, deputy) for person, deputy in view.deputies] == [("alice", "dan")]

"""The break-glass sheet knows its ways, who needs none of them, and where they lead."""

from collections.abc import Callable

from mfa_binder.book.conditions import parse_condition
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue_entries import PageAbsence, RunbookPage
from mfa_binder.pages.kinds.emergency_sheets import break_glass, break_glass_pages


def test_a_sheet_for_each_account_with_a_way_and_a_reason_for_each_other(example: Organization) -> None:
    entries = {entry.subject: entry for entry in break_glass_pages(example)}
    assert {key for key, entry in entries.items() if isinstance(entry, RunbookPage)} == {
        "account:111122223333",
        "account:444455556666",
    }
    closed = entries["account:012345678901"]
    assert isinstance(closed, PageAbsence)
    assert closed.reason == "the account is closed"


def test_an_account_whose_root_is_removed_gets_one_for_its_break_glass_user(
    variant: Callable[..., Organization],
) -> None:
    organization = variant(
        ("    name: security\n", "    name: security\n    users: {last-resort: {access: [break-glass]}}\n")
    )
    view = break_glass(organization, organization.accounts["777788889999"])
    assert [way.principal.name for way in view.ways] == ["last-resort"]
    assert view.root is None
    assert view.ways[0].devices == ()


def test_it_knows_which_roles_lead_on(example: Organization) -> None:
    view = break_glass(example, example.accounts["111122223333"])
    assert [(account.name, role.key) for account, role in view.roles] == [("prod", "AdminRole")]
    assert view.management


def test_a_role_in_an_account_that_is_closed_leads_nowhere(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("    closed_on: 2026-10-15\n", '    closed_on: 2026-10-15\n    roles: {Old: {trusts: ["111122223333"]}}\n')
    )
    view = break_glass(organization, organization.accounts["111122223333"])
    assert [role.key for _, role in view.roles] == ["AdminRole"]


def test_whether_some_way_is_open_at_every_hour(example: Organization) -> None:
    assert not break_glass(example, example.accounts["111122223333"]).always_open
    assert break_glass(example, example.accounts["444455556666"]).always_open


def test_a_device_of_two_ways_is_listed_once(example: Organization) -> None:
    view = break_glass(example, example.accounts["111122223333"])
    assert len(view.ways) == 2
    assert [found.device.key for found in view.devices] == ["YK-001", "YK-002"]


def test_what_is_opened_and_who_brings_what(example: Organization) -> None:
    """The password of the break-glass user and a PIN share a bag; the root password is in a vault."""
    view = break_glass(example, example.accounts["111122223333"])
    assert view.bags == (("TEB-000422", "break-glass"),)
    assert view.pin_bags == ()
    assert {place.key for place in view.places} == {"bank-box", "hq-safe"}
    assert {person.key for person in view.typists} == {"alice", "carol", "dan"}
    assert {person.key for person in view.bearers} == {"alice", "bob", "carol"}


def test_a_pin_in_a_bag_of_its_own_is_told_with_its_key(variant: Callable[..., Organization]) -> None:
    organization = variant(("device: YK-001, bag: TEB-000422", "device: YK-001, bag: TEB-000419"))
    view = break_glass(organization, organization.accounts["111122223333"])
    assert [(bag, device.key) for bag, device in view.pin_bags] == [("TEB-000419", "YK-001")]


def test_a_later_way_says_where_its_device_was_fetched(example: Organization) -> None:
    view = break_glass(example, example.accounts["111122223333"])
    first = [way.devices[0].device.key for way in view.ways]
    assert first[0] == first[1]
    assert [view.first_with_device_of(number) for number in (1, 2)] == [None, 1]


def test_the_devices_of_a_way_are_registered_or_a_list_of_them_is_empty(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("    name: security\n", "    name: security\n    users: {last-resort: {access: [break-glass]}}\n")
    )
    bare = break_glass(organization, organization.accounts["777788889999"])
    assert bare.registered(bare.ways[0]) == (parse_condition({"prints_nothing": True}),)
    view = break_glass(organization, organization.accounts["111122223333"])
    kept = {"registered": "YK-002", "to": "111122223333/user/break-glass"}
    assert parse_condition(kept) in view.registered(view.ways[0])

"""The break-glass sheet knows its ways, who needs none of them, and where they lead."""

from collections.abc import Callable

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

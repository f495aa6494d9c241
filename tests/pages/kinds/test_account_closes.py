"""The closing sheet knows which devices open nothing else, and until which day an account can come back."""

from collections.abc import Callable, Mapping
from datetime import date

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.account_changes import AccountCloses, account_closes, account_closing
from tests.conftest import Example

PROD = "444455556666"
CLOSED_PROD = ("    ou: Root/Workloads/Prod\n", "    status: closed\n    closed_on: 2026-11-01\n")


def view(organization: Organization) -> AccountCloses:
    return account_closes(organization, organization.organizations["main"])


def test_a_closed_account_is_kept_for_ninety_days(example: Organization) -> None:
    found = {entry.account.key: entry.kept_until for entry in view(example).closed}
    assert found == {"012345678901": date(2027, 1, 13)}  # 16 days of October, 30, 31, and 13 of January


def test_a_device_that_opens_something_outside_aws_is_shared(example: Organization) -> None:
    """YK-003 opens Okta too, so destroying it would lock Bob out there."""
    found = account_closing(example, example.accounts[PROD])
    assert [device.key for device in found.only] == ["YK-004", "YK-005", "HT-001", "HT-002"]
    assert [device.key for device in found.shared] == ["YK-003"]


def test_a_key_of_two_users_in_one_account_still_opens_only_that(example: Organization) -> None:
    found = account_closing(example, example.accounts["111122223333"])
    assert [device.key for device in found.only] == ["YK-001", "YK-002", "HT-003", "HT-004"]


def test_only_devices_that_open_nothing_else_get_a_certificate(variant: Callable[..., Organization]) -> None:
    due = view(variant(CLOSED_PROD)).due
    assert [device.key for _, device in due] == ["YK-004", "YK-005", "HT-001", "HT-002"]
    assert {entry.kept_until for entry, _ in due} == {date(2027, 1, 30)}


def test_roles_elsewhere_that_trust_it_are_told(variant: Callable[..., Organization]) -> None:
    organization = variant(('trusts: ["111122223333"]', 'trusts: ["777788889999", "444455556666"]'))
    found = account_closing(organization, organization.accounts["777788889999"])
    assert [(owner.key, role.key) for owner, role in found.trusting] == [(PROD, "AdminRole")]
    assert account_closing(organization, organization.accounts[PROD]).trusting == ()


def test_accounts_on_which_nothing_hangs_are_only_counted(example: Organization) -> None:
    assert [entry.account.key for entry in view(example).bound] == [PROD]
    assert view(example).free == 1


def test_accounts_that_close_together_stand_on_both_sheets(examples: Mapping[str, Example]) -> None:
    """Closing the commercial account closes its GovCloud account too."""
    govcloud = examples["govcloud"]
    organization = govcloud.organization
    for key in ("gov", "commercial"):
        found = account_closes(organization, organization.organizations[key]).links
        assert [(link.govcloud.key, link.commercial.key, link.management) for link in found] == [
            ("707070707001", "808080808001", True),
            ("707070707002", "808080808002", False),
            ("707070707003", "808080808003", False),
        ]
    files = govcloud.rendered.files
    assert "[AX-commercial](../commercial/account-closes.md)" in files["organizations/gov/account-closes.md"]
    assert "| this one |" in files["organizations/commercial/account-closes.md"]


def test_without_linked_accounts_nothing_closes_together(example: Organization) -> None:
    assert view(example).links == ()

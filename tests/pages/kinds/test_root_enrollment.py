"""The ceremony registers keys that work; a lost one is named as lost, and never put into anybody's hand."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.enrollment import root_enrollment
from tests.one_page import rendered_page

PROD = "444455556666"


def lost(*keys: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"bag: {bag}, ", f"bag: {bag}, status: lost, status_since: 2026-11-20, ") for bag in keys)


def sheet(organization: Organization) -> str:
    return rendered_page(organization, f"accounts/{PROD}/enrollment.md").markdown


def test_a_lost_key_is_not_registered(variant: Callable[..., Organization]) -> None:
    organization = variant(*lost("TEB-000419"))
    found = root_enrollment(organization, organization.accounts[PROD])
    assert [key.device.key for key in found.keys] == ["YK-005"]
    assert [device.key for device in found.unusable] == ["YK-004"]
    text = sheet(organization)
    assert "**Not** YK-004: it is lost." in text
    assert "Insert YK-004" not in text


def test_without_a_key_that_works_nobody_signs_in_for_nothing(variant: Callable[..., Organization]) -> None:
    text = sheet(variant(*lost("TEB-000419", "TEB-000420")))
    assert "Plan the keys" in text
    assert "**Root user**" not in text


def test_who_reaches_a_key_types_no_password_and_a_quorum_is_said(example: Organization) -> None:
    view = root_enrollment(example, example.accounts[PROD])
    told = [(role, [person.key for person in people]) for role, people in view.roles]
    assert told == [("Password", ["carol"]), ("YK-004 and YK-005", ["alice", "bob"]), ("Witness", [])]
    bank = root_enrollment(example, example.accounts["111122223333"])
    assert ("YK-002 (1 of 2)", ["carol", "alice"]) in [(role, [each.key for each in who]) for role, who in bank.roles]

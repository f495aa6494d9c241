"""On a leaver's sheet nothing is done in an order, and nobody is called, that would let the leaver back in."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from tests.one_page import page_about


def sheet(organization: Organization, kind: str, person: str) -> str:
    return page_about(organization, kind, f"person:{person}")


def test_mailbox_vault_and_safe_come_before_a_new_root_password(example: Organization) -> None:
    """Else the leaver reads the new one where the old one was, or asks for another by mail."""
    text = sheet(example, "offboarding", "carol")
    change = text.index("change the password of the root user")
    for before in (
        "off Team vault, item AWS root prod",
        "off aws-root@example.com",
        "may open First Bank box 114 changed",
    ):
        assert text.index(before) < change, before


def test_a_user_is_contained_before_anything_is_asked_of_the_person(example: Organization) -> None:
    text = sheet(example, "offboarding", "dan")
    assert (
        text.index("mfa-binder-contain") < text.index("Ask Dan Müller for HT-001") < text.index("deactivate-mfa-device")
    )


def test_nobody_is_told_to_call_the_owner_who_leaves(variant: Callable[..., Organization]) -> None:
    text = sheet(variant(("owner: alice", "owner: bob")), "offboarding", "bob")
    assert "Call Dan Müller (+49 30 555 0104), deputy of the owner" in text
    assert "Call Bob Okafor" not in text
    assert "tell Bob Okafor" not in text


def test_a_key_that_others_need_gets_a_new_pin_and_is_not_reset(variant: Callable[..., Organization]) -> None:
    shared = ("          - {device: YK-002,", "          - {device: YK-003}\n          - {device: YK-002,")
    text = sheet(variant(shared), "offboarding", "bob")
    assert "Have the new holder of YK-003 change its PIN now" in text
    assert "Reset YK-003" not in text


def test_a_key_of_nobody_else_is_reset_only_after_its_last_system_let_go(example: Organization) -> None:
    text = sheet(example, "offboarding", "bob")
    assert text.index("no longer signs in to Okta") < text.index("deactivate-mfa-device") < text.index("Reset YK-003")


def test_the_first_day_gives_the_loss_sheet_and_the_number_of_each_device(example: Organization) -> None:
    text = sheet(example, "onboarding", "dan")
    assert "| HT-001 | Bob Okafor (+1 206 555 0102) | [LD-HT-001]" in text


def test_the_owner_on_a_first_day_is_not_told_to_call_themselves(example: Organization) -> None:
    text = sheet(example, "onboarding", "alice")
    assert "I call Alice" not in text

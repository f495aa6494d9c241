"""The sheet of contacts names everybody who can do something, in the order of calling, and nobody else."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.escalation import EscalationContact, EscalationSheet, escalation


def view(organization: Organization) -> EscalationSheet:
    return escalation(organization, organization.organizations["main"])


def contact(organization: Organization, key: str) -> EscalationContact:
    return next(found for found in view(organization).contacts if found.person.key == key)


def test_the_owner_then_who_reads_passwords_then_custodians(example: Organization) -> None:
    assert [found.person.key for found in view(example).contacts] == ["alice", "carol", "dan", "bob"]


def test_who_stands_in_for_the_owner_comes_second(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("team: Security,  site: seattle}", "team: Security,  site: seattle, deputy: frank}"),
    )
    assert [found.person.key for found in view(organization).contacts][:2] == ["alice", "frank"]
    assert [person.key for person in contact(organization, "frank").deputy_of] == ["alice"]


def test_what_each_can_do(example: Organization) -> None:
    carol, bob = contact(example, "carol"), contact(example, "bob")
    assert [secret.key for secret in carol.passwords] == ["root-management", "root-prod"]
    assert [device.key for device in carol.devices] == ["HT-003"]  # HT-004 is lost
    assert [place.key for place in carol.custody] == ["bank-box"]
    assert [mailbox.key for mailbox in carol.mailboxes] == ["aws-root"]
    assert [phone.key for phone in bob.phones] == ["root-phone"]
    assert [principal.ref for principal in bob.administers] == ["444455556666/user/admin-bob"]
    assert bob.provider  # can switch the emergency access on
    assert not carol.provider


def test_a_device_or_place_that_opens_nothing_here_is_no_reason_to_call(example: Organization) -> None:
    """YK-008 opens a registrar, not AWS: Alice is called for other reasons."""
    assert contact(example, "alice").devices == ()
    assert {"erin", "frank"}.isdisjoint(found.person.key for found in view(example).contacts)


def test_missing_numbers_are_told(variant: Callable[..., Organization]) -> None:
    organization = variant((' phone: "+1 503 555 0103",', ""))
    assert [found.person.key for found in view(organization).silent] == ["carol"]


def test_who_has_left_is_called_last(variant: Callable[..., Organization]) -> None:
    organization = variant(("team: Finance,   site: portland}", "team: Finance, site: portland, ends: 2026-11-01}"))
    assert [found.person.key for found in view(organization).contacts] == ["alice", "dan", "bob", "carol"]
    assert contact(organization, "carol").left


def test_a_phone_of_no_root_user_here_is_not_named(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("phones:\n", 'phones:\n  other: {number: "+1 206 555 0199", location: bank-box}\n'),
    )
    assert [phone.key for phone in view(organization).phones] == ["root-phone"]
    assert view(organization).roots

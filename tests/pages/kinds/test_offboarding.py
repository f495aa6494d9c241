"""The leaver's sheet knows what they open, hold and know, and who would be locked out without them."""

from collections.abc import Callable
from datetime import date

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.offboarding import OffboardingSheet, offboarding


def view(organization: Organization, person: str) -> OffboardingSheet:
    return offboarding(organization, organization.people[person])


def test_the_hand_over_begins_fourteen_days_before_a_known_last_day(example: Organization) -> None:
    assert view(example, "frank").begins == date(2026, 12, 17)
    assert view(example, "dan").begins is None


def test_a_safe_that_cannot_be_opened_without_them_is_told(example: Organization) -> None:
    lacking = {entry.location.key: entry.lacking for entry in view(example, "alice").custody}
    assert lacking == {"hq-safe": 1, "bank-box": 0}
    assert [entry.lacking for entry in view(example, "dan").custody] == [1]


def test_the_only_reader_of_a_mailbox_is_told(variant: Callable[..., Organization]) -> None:
    organization = variant(("readers: [alice, carol]", "readers: [carol]"))
    assert [entry.remaining for entry in view(organization, "carol").mailboxes] == [()]
    assert view(organization, "carol").warnings


def test_the_last_administrator_of_an_account_is_told(variant: Callable[..., Organization]) -> None:
    alone = variant(("person: bob", "person: dan"))
    assert [user.last_administrator for user in view(alone, "dan").users] == [True, True]
    assert not view(alone, "bob").users


def test_another_administrator_stays(example: Organization) -> None:
    (user,) = view(example, "dan").users
    assert not user.last_administrator
    assert [other.name for other in user.others] == ["admin-bob"]


def test_a_key_that_others_need_is_not_only_theirs(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("          - {device: YK-002,", "          - {device: YK-003}\n          - {device: YK-002,")
    )
    (key,) = view(organization, "bob").devices
    assert [opening.principal.name for opening in key.own] == ["admin-bob"]
    assert [opening.principal.name for opening in key.shared] == ["break-glass"]


def test_a_root_password_is_changed_by_those_who_stay(example: Organization) -> None:
    changes = {change.account.name: change for change in view(example, "carol").roots}
    assert set(changes) == {"management", "prod"}
    cast = changes["management"].cast
    assert cast is not None
    assert [person.key for person in cast.typists] == ["dan"]
    assert {person.key for person in cast.bearers[0].people} == {"alice", "bob"}


def test_a_device_in_the_leavers_pocket_does_not_open_the_root(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("[{device: YK-004}, {device: YK-005}]", "[{device: HT-003}]"),
        ("mfa: [{device: HT-003}, {device: HT-004}]", "mfa: []"),
    )
    change = next(change for change in view(organization, "carol").roots if change.account.name == "prod")
    assert change.device is None


def test_what_lies_loose_may_have_been_read_and_what_others_sealed_was_not(example: Organization) -> None:
    """The PIN of YK-002 lies loose in the HQ safe; the PIN of YK-001 is in a bag that Alice and Carol sealed."""
    assert [known.secret.key for known in view(example, "alice").changing] == ["pin-YK-002"]


def test_what_only_the_leaver_sealed_may_have_been_read(variant: Callable[..., Organization]) -> None:
    bag = "TEB-000422: {location: bank-box, sealed_on: 2026-06-03, sealed_by: "
    organization = variant((bag + "[carol, alice]", bag + "[alice]"))
    known = {entry.secret.key for entry in view(organization, "alice").changing}
    assert known == {"break-glass", "pin-YK-001", "pin-YK-002"}


def test_a_password_of_nobody_but_themselves_is_not_changed(variant: Callable[..., Organization]) -> None:
    organization = variant(
        (
            "  break-glass:       {kind",
            "  dans: {kind: password, vault: Vault, holders: [dan]}\n  break-glass:       {kind",
        ),
        ("        person: dan\n", "        person: dan\n        password: dans\n"),
    )
    assert "dans" not in {known.secret.key for known in view(organization, "dan").secrets}


def test_the_owner_and_the_deputy_are_told(example: Organization) -> None:
    assert view(example, "alice").owner
    assert [person.key for person in view(example, "dan").deputy_for] == ["bob"]


def test_each_other_is_told_once_for_the_first_reason_and_the_owner_is_not(example: Organization) -> None:
    def told(person: str, owner: str | None) -> list[tuple[str, str]]:
        return [(other.key, why) for other, why, _ in view(example, person).others_to_tell(owner)]

    assert told("alice", None) == [("bob", "custodian"), ("carol", "custodian")]
    assert told("carol", "alice") == []
    assert told("dan", "alice") == [("bob", "deputy")]

"""The sealed ways into an account: which there are, in which order, and what keeps one shut."""

from collections.abc import Callable

import pytest

from mfa_binder.access.emergency_ways import (
    EmergencyWay,
    account_administrators,
    emergency_ways_into,
    no_emergency_way_because,
)
from mfa_binder.organization.organization import Organization

PIN_BEHIND = (
    "bag: TEB-000422}\n  pin-YK-002",
    "vault: V, holders: [carol], needs_identity_provider: true}\n  pin-YK-002",
)


def ways(organization: Organization, account: str) -> tuple[EmergencyWay, ...]:
    return emergency_ways_into(organization, organization.accounts[account])


def test_break_glass_users_come_before_the_root_user(example: Organization) -> None:
    found = ways(example, "111122223333")
    assert [way.principal.ref for way in found] == ["111122223333/user/break-glass", "111122223333/root"]


def test_an_account_with_neither_has_no_way_and_says_why(example: Organization) -> None:
    reasons = {key: no_emergency_way_because(example, account) for key, account in example.accounts.items()}
    assert reasons == {
        "111122223333": None,
        "444455556666": None,
        "777788889999": "it has no break-glass user, and its root credentials are meant to be removed",
        "012345678901": "the account is closed",
    }


def test_a_partition_without_root_users_says_so(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("partition: aws ", "partition: aws-cn "),
        ("region: us-east-1 ", "region: cn-north-1 "),
        ("      region: us-east-1\n", "      region: cn-north-1\n"),
        ("mfa: [{device: YK-001, name: yubikey-root-primary}, {device: YK-002, name: yubikey-root-backup}]", "mfa: []"),
        ("mfa: [{device: YK-004}, {device: YK-005}]", "mfa: []"),
        (
            '          - {device: YK-001, aws_serial: "arn:aws:iam::111122223333:u2f/user/break-glass/bg-primary-EXAMPLE1"}\n',
            "",
        ),
        (
            '        mfa:\n          - {device: YK-002, aws_serial: "arn:aws:iam::111122223333:u2f/user/break-glass/bg-backup-EXAMPLE2"}\n',
            "",
        ),
        ("mfa: [{device: HT-003}, {device: HT-004}]", "mfa: []"),
        ("mfa: [{device: HT-001}, {device: HT-002}]", "mfa: []"),
        ('[{device: YK-003, aws_serial: "arn:aws:iam::444455556666:u2f/user/admin-bob/bob-key-EXAMPLE3"}]', "[]"),
    )
    assert [way.principal.kind for way in ways(organization, "111122223333")] == ["user"]
    reason = no_emergency_way_because(organization, organization.accounts["444455556666"])
    assert reason == "it has no break-glass user, and this partition has no root user"


def test_a_place_that_closes_keeps_a_way_shut_only_if_every_device_needs_it(
    example: Organization, variant: Callable[..., Organization]
) -> None:
    """The key in the safe has its PIN in the bank, and the key in the bank has it in the safe: both need the bank."""
    assert [place.key for place in ways(example, "111122223333")[1].closing] == ["bank-box"]
    pin_beside = variant(("device: YK-001, bag: TEB-000422", "device: YK-001, location: berlin-safe"))
    assert ways(pin_beside, "111122223333")[1].closing == ()
    assert [p.key for p in ways(pin_beside, "111122223333")[0].closing] == ["bank-box"]  # its password lies there


def test_the_device_that_can_be_had_at_every_hour_is_tried_first(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("[{device: YK-001, name: yubikey-root-primary}, {device: YK-002, name: yubikey-root-backup}]",
         "[{device: YK-002, name: yubikey-root-backup}, {device: YK-001, name: yubikey-root-primary}]"),
        ("device: YK-001, bag: TEB-000422", "device: YK-001, location: berlin-safe"),
    )  # fmt: skip
    assert [d.device.key for d in ways(organization, "111122223333")[1].devices] == ["YK-001", "YK-002"]


def test_a_lost_device_is_no_way_in(variant: Callable[..., Organization]) -> None:
    organization = variant(('serial: "20481337", ', 'serial: "20481337", status: stolen, status_since: 2026-11-20, '))
    assert [d.device.key for d in ways(organization, "111122223333")[0].devices] == ["YK-002"]


def test_the_provider_shuts_a_way_by_its_password_or_by_every_pin(
    example: Organization, variant: Callable[..., Organization]
) -> None:
    assert [way.behind_provider for way in ways(example, "444455556666")] == [True]  # the password of root-prod
    assert [way.behind_provider for way in ways(example, "111122223333")] == [False, False]
    one_pin = variant(PIN_BEHIND)
    assert [way.behind_provider for way in ways(one_pin, "111122223333")] == [False, False]
    both = variant(
        PIN_BEHIND, ("device: YK-002, location: hq-safe}", "device: YK-002, vault: W, needs_identity_provider: true}")
    )
    assert [way.behind_provider for way in ways(both, "111122223333")] == [True, True]


def test_minutes_are_those_of_the_longest_road_and_the_slowest_place(example: Organization) -> None:
    """Password and PIN in Portland, key in Seattle: 200 minutes of road, and 30 to get at the box."""
    assert [d.minutes for d in ways(example, "111122223333")[0].devices] == [230, 230]


def test_no_road_in_the_inventory_is_no_number(variant: Callable[..., Organization]) -> None:
    organization = variant(("  - {between: [seattle, portland], minutes: 200}", "  []"))
    assert [d.minutes for d in ways(organization, "111122223333")[0].devices] == [None, None]


def test_of_several_who_read_a_vault_the_nearest_counts(example: Organization) -> None:
    """The root password is read by Carol in Portland or Dan in Berlin, who has no road."""
    assert [d.minutes for d in ways(example, "111122223333")[1].devices] == [230, 230]


@pytest.mark.parametrize(
    ("name", "lookup"),
    [
        ("break-glass", "AttributeKey=Username,AttributeValue=break-glass"),
        ("a,b=c", '[{"AttributeKey": "Username", "AttributeValue": "a,b=c"}]'),
    ],
)
def test_a_name_that_the_short_form_of_the_cli_would_split_is_given_as_json(
    variant: Callable[..., Organization], name: str, lookup: str
) -> None:
    organization = variant(
        ("      break-glass:\n        access", f'      "{name}":\n        access'),
        ("user/break-glass/", f"user/{name}/"),
    )
    assert ways(organization, "111122223333")[0].event_lookup == lookup


def test_who_administers_in_the_normal_way_is_no_break_glass_user(example: Organization) -> None:
    found = {
        key: [p.name for p in account_administrators(example, account)] for key, account in example.accounts.items()
    }
    assert found["444455556666"] == ["admin-user", "admin-bob"]
    assert found["111122223333"] == []


def test_a_way_of_which_a_half_is_not_known_is_not_complete(variant: Callable[..., Organization]) -> None:
    assert [way.complete for way in ways(variant(("      password: root-management\n", "")), "111122223333")] == [
        True,
        False,
    ]
    no_device = variant(
        ("mfa: [{device: YK-001, name: yubikey-root-primary}, {device: YK-002, name: yubikey-root-backup}]", "mfa: []")
    )
    assert [way.complete for way in ways(no_device, "111122223333")] == [True, False]


def test_whether_a_pin_is_known_at_all(example: Organization) -> None:
    assert [way.pin_unknown for way in ways(example, "111122223333")] == [False, False]
    assert [way.pin_unknown for way in ways(example, "444455556666")] == [True]

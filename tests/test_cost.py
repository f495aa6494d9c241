"""The cost plan counts identities for TOTP and holders for FIDO2, at dated prices."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from mfa_binder.cost import cost_plan, money_text
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization


def ten_administrators(kind: str, price: str, access: str = "administrator", partition: str = "aws") -> Organization:
    """Ten administrators, each a person of their own, with nothing owned and no spares wanted."""
    name = {"fido2": "YubiKey 5 NFC", "totp": "Gemalto TOTP token"}[kind]
    people = {f"p{n}": {"key": f"p{n}", "name": f"P{n}", "email": f"p{n}@example.com"} for n in range(10)}
    users = {f"admin{n}": {"person": f"p{n}", "access": [access]} for n in range(10)}
    return Organization.model_validate(
        {
            "schema": 1,
            "organizations": {"main": {"name": "Ten", "partition": partition, "management_account": "111122223333"}},
            "standards": {"spare_ratio": 0, "phishing_resistant_for": ["root", "break-glass"]},
            "people": {key: {k: v for k, v in entry.items() if k != "key"} for key, entry in people.items()},
            "models": {"m": {"name": name, "maker": "x", "kind": kind, "price": Decimal(price)}},
            "accounts": {
                "111122223333": {"name": "a", "root": {"intended": "removed", "email": "r@example.com"}, "users": users}
            },
        }
    )


def test_ten_administrators_with_two_keys_each_cost_900_usd_of_yubikey_5_nfc() -> None:
    plan = cost_plan(ten_administrators("fido2", "45.00"))
    assert plan.total == Decimal("900.00")
    assert money_text(plan.total, plan.currency) == "900.00 USD"


def test_ten_administrators_with_two_tokens_each_cost_300_usd_of_gemalto_tokens() -> None:
    plan = cost_plan(ten_administrators("totp", "15.00"))
    mixed = next(s for s in plan.strategies if "TOTP" in s.name)
    assert mixed.total == Decimal("300.00")


def test_where_the_partition_has_no_hardware_none_is_bought() -> None:
    plan = cost_plan(ten_administrators("fido2", "45.00", partition="aws-cn"))
    assert plan.total == Decimal(0)
    assert {line.needed for line in plan.lines} == {0}


def test_one_person_with_identities_in_many_accounts_needs_one_set_of_keys_but_many_tokens(
    variant: Callable[..., Organization],
) -> None:
    base = variant()
    before = {line.kind: line.needed for line in cost_plan(base).strategies[0].lines}
    doubled = variant(
        (
            "      admin-bob:\n        person: bob",
            "      second-bob: {person: bob, access: [administrator]}\n      admin-bob:\n        person: bob",
        )
    )
    plan = cost_plan(doubled)
    assert {line.kind: line.needed for line in plan.strategies[0].lines} == before
    tokens = next(line for line in plan.strategies[1].lines if line.kind is DeviceKind.TOTP)
    assert tokens.needed == 2 * 4  # billing-carol, admin-user, admin-bob, second-bob


def test_the_example_needs_and_owns_what_can_be_counted_by_hand(example: Organization) -> None:
    fido2, totp = cost_plan(example).lines
    # Holders on FIDO2: the shared root and break-glass users of main, and bob. Two each; a tenth, rounded up, spare.
    assert (fido2.needed, fido2.spares) == (4, 1)
    assert fido2.owned == 8
    # Identities on TOTP: billing-carol and admin-user.
    assert (totp.needed, totp.spares) == (4, 1)
    assert totp.owned == 3  # HT-004 is lost
    assert totp.count == 2
    assert totp.amount == Decimal("30.00")


def test_a_closed_account_needs_nothing(variant: Callable[..., Organization]) -> None:
    closed = variant(
        (
            "    ou: Root/Workloads/Prod\n",
            "    ou: Root/Workloads/Prod\n    status: closed\n    closed_on: 2026-11-01\n",
        )
    )
    totp = cost_plan(closed).lines[1]
    assert totp.needed == 2


def test_a_price_that_is_not_known_is_never_guessed() -> None:
    organization = ten_administrators("fido2", "45.00")
    unpriced = organization.models["m"].model_copy(update={"price": None})
    plan = cost_plan(organization.model_copy(update={"models": {"m": unpriced}}))
    assert plan.total is None
    assert money_text(plan.total, "USD") == "price unknown"


@pytest.mark.parametrize(("ratio", "spares"), [("0", 0), ("0.1", 2), ("0.01", 1), ("1", 20)])
def test_spares_are_a_part_of_what_is_needed_rounded_up(ratio: str, spares: int) -> None:
    organization = ten_administrators("fido2", "45.00")
    standards = organization.standards.model_copy(update={"spare_ratio": Decimal(ratio)})
    assert cost_plan(organization.model_copy(update={"standards": standards})).lines[0].spares == spares

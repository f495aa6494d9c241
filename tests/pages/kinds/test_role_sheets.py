"""A role's sheet knows who may enter with what, who cannot, and how the trust policy must read."""

from collections.abc import Callable

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.kinds.role_sheets import RoleSheet

SUBJECT = "444455556666/role/AdminRole"
TRUSTS = 'trusts: ["111122223333"]'


def view(organization: Organization) -> RoleSheet:
    page = make_catalogue(organization).find("role", SUBJECT)
    assert page is not None
    assert isinstance(page.view, RoleSheet)
    return page.view


def test_who_can_give_a_code_and_who_has_only_a_key(example: Organization) -> None:
    sheet = view(example)
    assert [caller.principal.name for caller in sheet.with_token] == ["billing-carol"]
    assert [caller.principal.name for caller in sheet.only_keys] == ["break-glass"]
    assert sheet.tester is not None
    assert sheet.tester.principal.name == "billing-carol"


def test_the_policy_demands_the_key_itself(example: Organization) -> None:
    """BoolIfExists in an Allow would let long-term keys in, which carry no such key."""
    assert view(example).trust_policy == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam::111122223333:root"]},
                "Action": "sts:AssumeRole",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            }
        ],
    }


def test_an_account_that_the_inventory_lacks_is_named_and_brings_nobody(variant: Callable[..., Organization]) -> None:
    (trusted,) = view(variant((TRUSTS, 'trusts: ["999900001111"]'))).trusted
    assert (trusted.account, trusted.callers) == (None, ())
    assert trusted.unusable is not None
    assert "not in this inventory" in trusted.unusable


def test_nobody_comes_from_a_closed_account(variant: Callable[..., Organization]) -> None:
    sheet = view(variant((TRUSTS, 'trusts: ["012345678901"]')))
    assert [trusted.unusable for trusted in sheet.trusted] == ["the account is closed"]
    assert (sheet.callers, sheet.tester) == ((), None)


def test_a_role_cannot_be_entered_from_another_partition(variant: Callable[..., Organization]) -> None:
    organization = variant(
        (
            "organizations:",
            "organizations:\n  gov: {name: Gov, partition: aws-us-gov, management_account: '777788889999'}",
        ),
        (TRUSTS, 'trusts: ["777788889999"]'),
        ("    name: management\n", "    name: management\n    organization: main\n"),
        ("    name: prod\n", "    name: prod\n    organization: main\n"),
        ("    name: sandbox\n", "    name: sandbox\n    organization: main\n"),
        ("    name: security\n", "    name: security\n    organization: gov\n"),
        ('    delegated_iam_admin: "777788889999"\n', ""),
    )
    (trusted,) = view(organization).trusted
    assert trusted.unusable is not None
    assert "another partition" in trusted.unusable


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (("    ou: Root/Workloads/Prod\n", "    status: suspended\n"), "the account is suspended"),
        ((TRUSTS, "trusts: []"), "the inventory names no account that the role trusts"),
    ],
)
def test_why_there_is_none(variant: Callable[..., Organization], situation: tuple[str, str], reason: str) -> None:
    assert make_catalogue(variant(situation)).why_none("role", SUBJECT) == reason

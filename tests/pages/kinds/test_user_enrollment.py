"""The enrollment sheet knows which devices are registered, which are not to be, and what our standard asks for."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.kinds.enrollment import UserEnrollment


def view(organization: Organization, principal: str) -> UserEnrollment:
    page = make_catalogue(organization).find("user-enrollment", principal)
    assert page is not None
    assert isinstance(page.view, UserEnrollment)
    return page.view


def test_tokens_and_keys_are_told_apart(example: Organization) -> None:
    dan = view(example, "444455556666/user/admin-user").devices
    assert ([d.device.key for d in dan.tokens], dan.keys) == (["HT-001", "HT-002"], ())
    shared = view(example, "111122223333/user/break-glass").devices
    assert (shared.tokens, [d.device.key for d in shared.keys]) == ((), ["YK-001", "YK-002"])


def test_a_lost_device_is_named_and_not_enrolled(example: Organization) -> None:
    carol = view(example, "111122223333/user/billing-carol").devices
    assert [d.device.key for d in carol.usable] == ["HT-003"]
    assert [d.device.key for d in carol.gone] == ["HT-004"]


def test_the_shared_user_is_nobodys_in_particular(example: Organization) -> None:
    assert view(example, "111122223333/user/break-glass").person is None
    person = view(example, "444455556666/user/admin-user").person
    assert person is not None
    assert person.key == "dan"


def test_our_standard_asks_a_break_glass_user_for_keys_only(example: Organization) -> None:
    assert view(example, "111122223333/user/break-glass").only_keys
    assert not view(example, "444455556666/user/admin-user").only_keys


def test_a_declared_name_is_typed_else_the_id(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("mfa: [{device: HT-001}, {device: HT-002}]", "mfa: [{device: HT-001, name: dan-1}, {device: HT-002}]")
    )
    assert [d.name for d in view(organization, "444455556666/user/admin-user").devices.all] == ["dan-1", "HT-002"]


def test_a_user_without_a_planned_device_has_a_sheet_that_says_what_to_plan(
    variant: Callable[..., Organization],
) -> None:
    organization = variant(("mfa: [{device: HT-001}, {device: HT-002}]", "mfa: []"))
    assert view(organization, "444455556666/user/admin-user").devices.all == ()


def test_there_is_none_in_a_partition_without_hardware_or_in_a_closed_account(
    variant: Callable[..., Organization],
) -> None:
    suspended = variant(("    ou: Root/Workloads/Prod\n", "    status: suspended\n"))
    assert (
        make_catalogue(suspended).why_none("user-enrollment", "444455556666/user/admin-user")
        == "the account is suspended"
    )
    reason = make_catalogue(in_china()).why_none("user-enrollment", "444455556666/user/dan")
    assert reason == "this partition has no hardware MFA devices"


def in_china() -> Organization:
    """One account with one user, in the partition that knows no hardware device."""
    return Organization.model_validate(
        {
            "schema": 1,
            "organizations": {"main": {"name": "China", "partition": "aws-cn", "management_account": "444455556666"}},
            "accounts": {
                "444455556666": {
                    "name": "prod",
                    "root": {"intended": "removed", "email": "root@example.com"},
                    "users": {"dan": {}},
                }
            },
        }
    )

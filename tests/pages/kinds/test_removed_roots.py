"""The sheet on accounts without root names all of them, and lets its commands touch only those."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.root_recovery import RemovedRoots, no_removed_roots_because, removed_roots

SECURITY = '  "777788889999":\n    name: security'


def view(organization: Organization) -> RemovedRoots:
    return removed_roots(organization, organization.organizations["main"])


def another(number: int, intended: str = "removed") -> str:
    root = f"{{intended: {intended}, email: root+{number}@example.com}}"
    return f'  "{number:012}":\n    name: account {number}\n    root: {root}\n'


def test_closed_accounts_are_listed_but_not_worked_on(example: Organization) -> None:
    assert [account.key for account in view(example).accounts] == ["777788889999", "012345678901"]
    assert [account.key for account in view(example).active] == ["777788889999"]


def test_management_and_kept_roots_are_refused(example: Organization) -> None:
    assert [account.key for account in view(example).refused] == ["111122223333", "444455556666"]


def test_the_delegated_administrator_works_where_it_has_another_account(variant: Callable[..., Organization]) -> None:
    organization = variant((SECURITY, another(5) + SECURITY))
    assert view(organization).administrator.key == "777788889999"
    assert view(organization).self_administered
    assert view(organization).example.key == "000000000005"


def test_alone_in_the_register_it_is_worked_on_from_management(example: Organization) -> None:
    assert view(example).administrator.key == "111122223333"
    assert not view(example).self_administered


def test_too_many_to_write_out_are_told_by_those_that_are_refused(variant: Callable[..., Organization]) -> None:
    assert view(variant((SECURITY, "".join(map(another, range(1, 40))) + SECURITY))).listed
    assert not view(variant((SECURITY, "".join(map(another, range(1, 41))) + SECURITY))).listed


def test_why_there_is_none(variant: Callable[..., Organization], small: Callable[..., Organization]) -> None:
    kept = variant(("{intended: removed, email: aws-root+security", "{intended: kept, email: aws-root+security"))
    assert no_removed_roots_because(kept, kept.organizations["main"]) == (
        "no active member account of it is meant to have its root credentials removed"
    )
    china = small("aws-cn")
    assert no_removed_roots_because(china, china.organizations["main"]) == "this partition has no root user"


def test_a_root_that_is_to_have_nothing_and_has_a_password_is_contradicted(
    variant: Callable[..., Organization],
) -> None:
    assert view(variant()).contradicted == ()
    organization = variant(
        ("email: aws-root+security@example.com,", "email: aws-root+security@example.com, password: root-prod,")
    )
    assert [account.key for account in view(organization).contradicted] == ["777788889999"]

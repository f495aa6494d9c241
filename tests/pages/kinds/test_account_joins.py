"""The sheet for an account that joins knows what the organization's policy stops, and which devices fit."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.account_changes import AccountJoins, account_joins


def view(organization: Organization) -> AccountJoins:
    return account_joins(organization, organization.organizations["main"])


def test_root_is_denied_from_the_moment_it_joins(example: Organization) -> None:
    assert view(example).root_denied


def test_a_policy_that_spares_root_denies_nothing(variant: Callable[..., Organization]) -> None:
    assert not view(variant(("denies_root: true", "denies_root: false"))).root_denied


def test_where_there_is_no_root_user_none_is_denied(small: Callable[..., Organization]) -> None:
    assert not view(small("aws-us-gov")).root_denied


def test_the_spares_fit_into_the_partition(small: Callable[..., Organization]) -> None:
    assert [spare.key for spare in view(small("aws")).spares] == ["K-1", "T-1"]
    assert view(small("aws-cn")).spares == ()


def test_commands_are_rehearsed_on_an_active_member(example: Organization) -> None:
    assert view(example).stand_in.key == "444455556666"


def test_the_mailboxes_are_those_of_this_organization(example: Organization) -> None:
    assert [mailbox.key for mailbox in view(example).mailboxes] == ["aws-root"]

"""A session sheet exists for each IAM user with a device that works, and knows what can be entered from there."""

from collections.abc import Callable

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.kinds.sessions import SessionSheet

DAN = "444455556666/user/admin-user"
BOTH = "mfa: [{device: HT-001}, {device: HT-002}]"


def view(organization: Organization, principal: str) -> SessionSheet:
    page = make_catalogue(organization).find("session", principal)
    assert page is not None
    assert isinstance(page.view, SessionSheet)
    return page.view


def test_the_profiles_of_two_ways_and_of_two_users_differ(example: Organization) -> None:
    sessions = [page.view for page in make_catalogue(example).pages if isinstance(page.view, SessionSheet)]
    names = [name for session in sessions for name in (session.login_profile, session.code_profile)]
    assert len(set(names)) == len(names) == 8


def test_the_roles_that_can_be_entered_from_the_account(example: Organization) -> None:
    roles = view(example, "111122223333/user/billing-carol").roles
    assert [(account.key, role.key) for account, role in roles] == [("444455556666", "AdminRole")]
    assert view(example, DAN).roles == ()


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        ((BOTH, "mfa: []"), "the inventory plans no device for this user"),
        (("    ou: Root/Workloads/Prod\n", "    status: suspended\n"), "the account is suspended"),
        ((BOTH, "mfa: [{device: HT-001}]"), None),
    ],
)
def test_why_there_is_none(
    variant: Callable[..., Organization], situation: tuple[str, str], reason: str | None
) -> None:
    found = make_catalogue(variant(situation))
    if reason is None:
        assert found.find("session", DAN) is not None
    else:
        assert found.why_none("session", DAN) == reason


def test_lost_devices_alone_make_no_session(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("holder: carol, purchased: 2025-06-01", "holder: carol, status: stolen, purchased: 2025-06-01")
    )
    reason = make_catalogue(organization).why_none("session", "111122223333/user/billing-carol")
    assert reason == "no device of this user works now"

"""The sheet for a dead IAM Identity Center knows what was prepared, or that nothing was."""

from collections.abc import Callable

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue_entries import PageAbsence, RunbookPage
from mfa_binder.pages.kinds.outages import IdentityCenterDown, identity_center_down_pages

SOURCE = "      source: external\n      provider: Okta\n"
PREPARED = "      emergency_access: {"


def view(organization: Organization) -> IdentityCenterDown:
    (entry,) = identity_center_down_pages(organization)
    assert isinstance(entry, RunbookPage)
    assert isinstance(entry.view, IdentityCenterDown)
    return entry.view


@pytest.mark.parametrize("source", ["external", "active-directory", "identity-center"])
def test_a_sheet_wherever_people_sign_in_through_it(variant: Callable[..., Organization], source: str) -> None:
    found = view(variant((SOURCE, f"      source: {source}\n"), (PREPARED, "      # {")))
    assert found.own_directory is (source == "identity-center")
    assert found.prepared is None


def test_none_where_nobody_does(variant: Callable[..., Organization]) -> None:
    (entry,) = identity_center_down_pages(variant((SOURCE, "      source: none\n"), (PREPARED, "      # {")))
    assert isinstance(entry, PageAbsence)
    assert entry.reason == "people do not sign in through IAM Identity Center"


def test_what_was_prepared_and_how_far_it_reaches(example: Organization, variant: Callable[..., Organization]) -> None:
    found = view(example).prepared
    assert found is not None
    assert (found.account.name, found.access.group, [p.key for p in found.administrators]) == (
        "security", "aws-emergency", ["bob"],
    )  # fmt: skip
    assert found.roles == ()
    wider = view(variant(('AdminRole: {trusts: ["111122223333"]', 'AdminRole: {trusts: ["777788889999"]'))).prepared
    assert wider is not None
    assert [(account.name, role.key) for account, role in wider.roles] == [("prod", "AdminRole")]

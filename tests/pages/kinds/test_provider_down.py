"""The sheet for a dead provider knows what is behind it, who else can get at that, and what stays open."""

from collections.abc import Callable

import pytest

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.outages import ProviderDown, no_provider_because, provider_down, provider_down_pages

SOURCE = "      source: external\n      provider: Okta\n"
PREPARED = "      emergency_access: {"


def view(organization: Organization) -> ProviderDown:
    return provider_down(organization, organization.organizations["main"])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("external", None),
        ("active-directory", None),
        ("identity-center", "people sign in from IAM Identity Center's own directory"),
        ("none", "people do not sign in through an identity provider"),
    ],
)
def test_a_sheet_only_where_there_is_a_provider(
    variant: Callable[..., Organization], source: str, reason: str | None
) -> None:
    organization = variant((SOURCE, f"      source: {source}\n"), (PREPARED, "      # {"))
    assert no_provider_because(organization.organizations["main"]) == reason
    assert [hasattr(entry, "reason") for entry in provider_down_pages(organization)] == [reason is not None]


def test_an_inventory_that_does_not_say_how_people_sign_in_gets_no_sheet(
    variant: Callable[..., Organization],
) -> None:
    organization = variant(("    identity:\n", "    identity: null\n    # "), (SOURCE, ""), (PREPARED, "      # {"),
                           ('      start_url: "https://example.awsapps.com/start"\n      region: us-east-1\n', ""))  # fmt: skip
    (entry,) = provider_down_pages(organization)
    assert getattr(entry, "reason", "") == "the inventory does not say how people sign in"


def test_what_is_behind_it(example: Organization) -> None:
    found = view(example)
    assert [(b.secret.key, [p.ref for p in b.principals]) for b in found.secrets] == [
        ("root-prod", ["444455556666/root"])
    ]
    assert [(b.mailbox.key, b.roots) for b in found.mailboxes] == [("aws-root", 2)]
    assert [system.login for system in found.logins] == ["bob@example.com (super administrator)"]


def test_a_pin_behind_it_tells_whose_it_is(variant: Callable[..., Organization]) -> None:
    pin = ("device: YK-001, bag: TEB-000422", "device: YK-001, vault: V, needs_identity_provider: true")
    found = {b.secret.key: [p.ref for p in b.principals] for b in view(variant(pin)).secrets}
    assert found["pin-YK-001"] == ["111122223333/root", "111122223333/user/break-glass"]


def test_what_stays_open_and_what_is_shut(example: Organization) -> None:
    found = view(example)
    assert [known.account.name for known in found.open_accounts] == ["management"]
    assert [known.account.name for known in found.shut_accounts] == ["prod"]
    assert [known.account.name for known in found.other_doors] == ["prod"]  # its own IAM users, and a role


def test_a_provider_without_a_name_has_one(variant: Callable[..., Organization]) -> None:
    assert view(variant((SOURCE, "      source: external\n"))).provider == "The identity provider"
    assert view(variant((SOURCE, "      source: active-directory\n"))).provider == "Active Directory"

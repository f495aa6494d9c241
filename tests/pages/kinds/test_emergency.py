"""The emergency sheet names every account of its organization once, the management account first."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.emergency_sheets import EmergencySheet, emergency, emergency_pages

MANAGEMENT_FIRST = '  "111122223333":\n    name: management'


def view(organization: Organization) -> EmergencySheet:
    return emergency(organization, organization.organizations["main"])


def test_a_sheet_for_each_organization(example: Organization) -> None:
    assert [(page.id, page.subject) for page in emergency_pages(example)] == [("EM-main", "organization:main")]


def test_every_account_is_in_one_of_the_lists(example: Organization) -> None:
    found = view(example)
    assert [known.account.name for known in found.with_ways] == ["management", "prod"]
    assert [known.account.name for known in found.without] == ["security"]
    assert found.closed == 1


def test_the_management_account_comes_first_wherever_it_stands(variant: Callable[..., Organization]) -> None:
    organization = variant(('management_account: "111122223333"', 'management_account: "444455556666"'))
    assert [known.account.name for known in view(organization).with_ways] == ["prod", "management"]


def test_what_works_at_night_and_without_the_provider_is_told(example: Organization) -> None:
    management, prod = view(example).with_ways
    assert (management.always_open, management.open_without_provider) == (False, True)
    assert (prod.always_open, prod.open_without_provider) == (True, False)


def test_a_role_opens_an_account_that_has_no_way_of_its_own(
    example: Organization, variant: Callable[..., Organization]
) -> None:
    assert view(example).reachable == ()
    organization = variant(
        ("    name: security\n", '    name: security\n    roles: {Audit: {trusts: ["111122223333", "012345678901"]}}\n')
    )
    (reachable,) = view(organization).reachable
    assert [(into.role.key, into.trusted.name) for into in reachable.roles] == [("Audit", "management")]  # not closed


def test_accounts_of_another_organization_are_on_another_sheet(variant: Callable[..., Organization]) -> None:
    organization = variant(
        ("organizations:       ", 'organizations:\n  other: {name: Other, management_account: "777788889999"}\n#'),
        ("    name: management\n", "    name: management\n    organization: main\n"),
        ("    name: prod\n", "    name: prod\n    organization: main\n"),
        ("    name: sandbox\n", "    name: sandbox\n    organization: main\n"),
        ("    name: security\n", "    name: security\n    organization: other\n"),
    )
    other = emergency(organization, organization.organizations["other"])
    assert [known.account.name for known in other.without] == ["security"]
    assert view(organization).without == ()

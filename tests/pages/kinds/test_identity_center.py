"""Identity Center: who registers devices there, and from where a session for commands can be had."""

from collections.abc import Callable

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.kinds.enrollment import IdentityCenterEnrollment
from mfa_binder.pages.kinds.sessions import IdentityCenterSession

OWN_DIRECTORY = (
    ("      source: external\n      provider: Okta\n", "      source: identity-center\n"),
    ("      emergency_access: {", "      # {"),
    (
        "source: identity-center\n  {}",
        "source: identity-center\n  {ann.lee: {person: bob, mfa: [{device: YK-003}]}, temp: {}}",
    ),
)


def test_an_external_provider_registers_its_devices_itself(example: Organization) -> None:
    found = make_catalogue(example)
    reason = found.why_none("identity-center-enrollment", "organization:main")
    assert reason == "devices are registered with Okta, not in IAM Identity Center"


def test_a_user_with_a_device_has_a_sheet_and_one_without_a_reason(variant: Callable[..., Organization]) -> None:
    found = make_catalogue(variant(*OWN_DIRECTORY))
    page = found.find("identity-center-enrollment", "identity-center/ann.lee")
    assert page is not None
    assert isinstance(page.view, IdentityCenterEnrollment)
    assert (page.path, page.view.start_url) == (
        "identity-center/ann-lee/enrollment.md",
        "https://example.awsapps.com/start",
    )
    reason = found.why_none("identity-center-enrollment", "identity-center/temp")
    assert reason == "the inventory plans no device that works for this user"


def test_a_session_needs_the_address_of_the_portal(example: Organization, variant: Callable[..., Organization]) -> None:
    page = make_catalogue(example).find("identity-center-session", "organization:main")
    assert page is not None
    assert isinstance(page.view, IdentityCenterSession)
    assert (page.view.start_url, page.view.region, page.view.provider) == (
        "https://example.awsapps.com/start",
        "us-east-1",
        "Okta",
    )
    without = variant(('      start_url: "https://example.awsapps.com/start"\n', ""))
    reason = make_catalogue(without).why_none("identity-center-session", "organization:main")
    assert "no address of an AWS access portal" in reason


def test_the_region_of_the_organization_is_not_taken_for_that_of_the_portal(
    variant: Callable[..., Organization],
) -> None:
    organization = variant(('awsapps.com/start"\n      region: us-east-1\n', 'awsapps.com/start"\n'))
    page = make_catalogue(organization).find("identity-center-session", "organization:main")
    assert page is not None
    assert isinstance(page.view, IdentityCenterSession)
    assert page.view.region is None

"""The loss sheet knows what a device opens, what is left without it, and which spare is fetched."""

from collections.abc import Callable

from mfa_binder.book.conditions import parse_condition
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.kinds.lost_device import lost_device

SPARE_TOKEN = (
    "  HT-004: {",
    "  HT-009: {model: gemalto-totp, serial: GAHT12345699, holder: carol, status: spare}\n  HT-004: {",
)


def test_openings_are_most_dangerous_first(example: Organization) -> None:
    view = lost_device(example, example.devices["YK-001"])
    assert [lost.principal.ref for lost in view.openings] == ["111122223333/root", "111122223333/user/break-glass"]


def test_another_usable_device_makes_it_not_the_only_one(example: Organization) -> None:
    view = lost_device(example, example.devices["HT-001"])
    assert [lost.only for lost in view.openings] == [False]
    assert [other.key for other in view.openings[0].others] == ["HT-002"]


def test_a_lost_device_does_not_count_as_another(example: Organization) -> None:
    """HT-004 is still registered for billing-carol but lost: it signs nobody in."""
    view = lost_device(example, example.devices["HT-003"])
    assert [lost.only for lost in view.openings] == [True]


def test_what_it_opens_elsewhere_is_told(example: Organization) -> None:
    view = lost_device(example, example.devices["YK-003"])
    assert [system.system for system in view.elsewhere] == ["Okta"]


def test_a_key_is_replaced_by_a_key_and_a_token_first_by_a_token(variant: Callable[..., Organization]) -> None:
    organization = variant(SPARE_TOKEN)
    assert [s.key for s in lost_device(organization, organization.devices["YK-003"]).spares] == ["YK-007"]
    assert [s.key for s in lost_device(organization, organization.devices["HT-001"]).spares] == ["HT-009", "YK-007"]


def test_a_token_never_replaces_what_must_resist_phishing(variant: Callable[..., Organization]) -> None:
    organization = variant(
        SPARE_TOKEN,
        ("phishing_resistant_for: [root, break-glass]", "phishing_resistant_for: [root, break-glass, administrator]"),
    )
    assert [s.key for s in lost_device(organization, organization.devices["HT-001"]).spares] == ["YK-007"]


def test_the_nearest_spare_comes_first(variant: Callable[..., Organization]) -> None:
    near = '  YK-010: {model: yubikey-5c, serial: "20481399", location: bank-box, status: spare}\n'
    organization = variant(("  YK-008: {", near + "  YK-008: {"))
    view = lost_device(organization, organization.devices["YK-003"])
    assert [spare.key for spare in view.spares] == ["YK-010", "YK-007"]
    assert view.minutes == {
        "YK-010": 230,
        "YK-007": None,
    }  # 200 minutes of travel and 30 of access; Berlin: not travelled


def test_the_lost_device_itself_is_no_spare(example: Organization) -> None:
    assert lost_device(example, example.devices["YK-007"]).spares == ()


def test_people_and_accounts_stand_once(example: Organization) -> None:
    view = lost_device(example, example.devices["YK-001"])
    assert view.people == ()  # a root user and a break-glass user are nobody's
    assert [account.key for account in view.user_accounts] == ["111122223333"]
    assert lost_device(example, example.devices["HT-001"]).people == ("dan",)


def test_no_leftover_bears_its_name_or_its_virtual_arn(variant: Callable[..., Organization]) -> None:
    arn = "arn:aws:iam::444455556666:mfa/dans-codes"
    organization = variant(("{device: HT-001}, {device: HT-002}", f'{{device: HT-001, aws_serial: "{arn}"}}'))
    view = lost_device(organization, organization.devices["HT-001"])
    expected = tuple(parse_condition({"hides": name}) for name in ("HT-001", arn))
    assert view.no_leftover_in(organization.accounts["444455556666"]) == expected

"""Each rule: what it finds in the example or a change of it, and where it is silent."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.checks.registry import INVENTORY_RULES, inventory_findings, rules_page
from mfa_binder.organization.organization import Organization

DAY = date(2026, 11, 24)
Change = tuple[str, str]
Path_ = tuple[str | int, ...]

ROOT_1, ROOT_4 = ("accounts", "111122223333", "root"), ("accounts", "444455556666", "root")
USERS_1, USERS_4 = ("accounts", "111122223333", "users"), ("accounts", "444455556666", "users")


def found(organization: Organization, rule: str, day: date = DAY) -> dict[Path_, str]:
    return {finding.path: finding.message for finding in inventory_findings(organization, day) if finding.id == rule}


def test_in_the_example_these_are_found_and_no_others(example: Organization) -> None:
    """Worked out by hand from the comments and dates of the example."""
    assert {(finding.id, finding.path) for finding in inventory_findings(example, DAY)} == {
        ("lost-device-registered", (*USERS_1, "billing-carol", "mfa", 1)),
        ("too-few-devices", (*USERS_1, "billing-carol", "mfa")),
        ("too-few-devices", (*USERS_4, "admin-bob", "mfa")),
        ("devices-at-one-site", (*ROOT_4, "mfa")),
        ("devices-at-one-site", (*USERS_4, "admin-user", "mfa")),
        ("password-with-device", (*ROOT_1, "password")),
        ("password-with-device", (*USERS_1, "break-glass", "password")),
        ("battery-ending", ("devices", "HT-001", "purchased")),
        ("seal-check-overdue", ("bags", "TEB-000421", "sealed_on")),
        ("too-few-spares", ("standards", "spare_ratio")),
    }


LOST = ("status: lost, status_since: 2026-11-20, ", "")
BOB_SECOND = ('bob-key-EXAMPLE3"}]', 'bob-key-EXAMPLE3"}, {device: YK-006}]')
MOVE_005 = ('serial: "20481341", bag: TEB-000420', 'serial: "20481341", bag: TEB-000418')
TOKEN_FOR_ROOT = (
    "mfa: [{device: YK-004}, {device: YK-005}]",
    "mfa: [{device: YK-004}, {device: YK-005}, {device: HT-009}]",
)
NEW_TOKEN = ("  HT-004: {", "  HT-009: {model: gemalto-totp, serial: GAHT12345699, holder: dan}\n  HT-004: {")

TOKEN_WITH_DAN = ("serial: GAHT12345679, bag: TEB-000421", "serial: GAHT12345679, holder: dan")

CASES: list[tuple[str, tuple[Change, ...], date, set[Path_]]] = [
    ("lost-device-registered", (LOST,), DAY, set()),
    ("lost-device-registered", (("status: lost, ", "status: stolen, "),), DAY, {(*USERS_1, "billing-carol", "mfa", 1)}),
    ("lost-device-registered", (("status: lost, ", "status: damaged, "),), DAY, set()),
    ("lost-device-registered", (LOST, ("YK-008: {model: yubikey-5-nfc, ", "YK-008: {model: yubikey-5-nfc, status: lost, ")), DAY, {("elsewhere", 1, "devices", 0)}),
    ("hardware-missing", (("mfa: [{device: HT-001}, {device: HT-002}]", "mfa: []"),), DAY, {(*USERS_4, "admin-user")}),
    ("hardware-missing", (("mfa: [{device: HT-001}, {device: HT-002}]", "mfa: []"), ("access: [administrator]\n        mfa: []", "access: [standard]\n        mfa: []")), DAY, set()),
    ("too-few-devices", (LOST, BOB_SECOND), DAY, set()),
    ("too-few-devices", (("devices_per_principal: 2", "devices_per_principal: 1"),), DAY, set()),
    ("devices-at-one-site", (("separate_sites: true", "separate_sites: false"),), DAY, set()),
    ("devices-at-one-site", (MOVE_005,), DAY, {(*USERS_4, "admin-user", "mfa")}),
    ("devices-at-one-site", (MOVE_005, TOKEN_WITH_DAN, ("team: Platform,  site: berlin", "team: Platform")), DAY, {(*USERS_4, "admin-user", "mfa")}),
    ("devices-at-one-site", (MOVE_005, ("team: Platform,  site: berlin", "team: Platform")), DAY, set()),
    ("phishing-resistance", (NEW_TOKEN, TOKEN_FOR_ROOT), DAY, {(*ROOT_4, "mfa", 2)}),
    ("phishing-resistance", (("phishing_resistant_for: [root, break-glass]", "phishing_resistant_for: []"), NEW_TOKEN, TOKEN_FOR_ROOT), DAY, set()),
    ("password-with-device", (("holders: [carol, dan]", "holders: [dan]"), ("bag: TEB-000422, rotated_on", "vault: Vault, rotated_on")), DAY, set()),
    ("password-with-device", (("separate_password_and_device: true", "separate_password_and_device: false"),), DAY, set()),
    ("mailbox-with-phone", (("holders: [bob], location: hq-safe", "holders: [alice]"),), DAY, {(*ROOT_1, "phone"), (*ROOT_4, "phone")}),
    ("mailbox-with-phone", (("custodians: [alice, bob], quorum: 2", "custodians: [alice, bob], quorum: 1"),), DAY, {(*ROOT_1, "phone"), (*ROOT_4, "phone")}),
    ("root-contacts-missing", (("      phone: root-phone\n      password: root-prod\n", ""),), DAY, {ROOT_4}),
    ("root-kept", (("      reason: \"kept until the S3 migration is over\"\n", ""),), DAY, {ROOT_4}),
    ("root-kept", (), date(2027, 4, 1), {(*ROOT_4, "until")}),
    ("root-kept", (), date(2027, 3, 31), set()),
    ("removed-root-with-devices", (("intended: kept\n      reason", "intended: removed\n      reason"),), DAY, {(*ROOT_4, "mfa")}),
    ("battery-ending", (), date(2026, 10, 2), set()),
    ("battery-ending", (), date(2026, 10, 3), {("devices", "HT-001", "purchased")}),
    ("battery-ending", (("serial: GAHT12345678, ", "serial: GAHT12345678, status: retired, "),), DAY, set()),
    ("seal-check-overdue", (("sealed_on: 2025-06-10", "sealed_on: 2026-05-28"),), DAY, set()),
    ("seal-check-overdue", (("sealed_on: 2025-06-10", "sealed_on: 2026-05-27"),), DAY, {("bags", "TEB-000421", "sealed_on")}),
    ("seal-check-overdue", (("{location: berlin-safe, sealed_on: 2025-06-10, ", "{location: berlin-safe, "),), DAY, {("bags", "TEB-000421")}),
    ("absent-person", (("custodians: [dan]", "custodians: [erin]"),), DAY, {("people", "erin", "starts")}),
    ("absent-person", (("custodians: [dan]", "custodians: [frank]"),), DAY, set()),
    ("absent-person", (("custodians: [dan]", "custodians: [frank]"),), date(2026, 12, 2), {("people", "frank", "ends")}),
    ("price-outdated", (), date(2027, 2, 12), set()),
    ("price-outdated", (), date(2027, 2, 13), {("models", key, "price") for key in ("yubikey-5-nfc", "yubikey-5c", "gemalto-totp")}),
    ("price-outdated", (("price: 55.00, priced_on: 2026-02-12, ", "price: 55.00, "),), DAY, {("models", "yubikey-5c", "price")}),
    ("unlinked-security-key", (BOB_SECOND,), DAY, {(*USERS_4, "admin-bob", "mfa", 1)}),
    ("document-review", (), date(2027, 2, 22), set()),
    ("document-review", (), date(2027, 2, 23), {("document", "dated")}),
    ("document-review", (("dated: 2026-11-24, ", ""),), date(2030, 1, 1), set()),
    ("future-date", (), DAY, set()),
    ("future-date", (), date(2026, 6, 2), {("bags", "TEB-000418", "sealed_on"), ("bags", "TEB-000422", "sealed_on"), ("secrets", "break-glass", "rotated_on"), ("devices", "HT-004", "status_since"), ("accounts", "012345678901", "closed_on")}),
    ("future-date", (("dated: 2026-11-24, ", ""), ("YK-008: {model: yubikey-5-nfc, ", "YK-008: {model: yubikey-5-nfc, purchased: 2026-11-25, "), ("firmware: \"5.7.1\", purchased: 2026-01-15}\n  HT-001", "firmware: \"5.7.1\"}\n  HT-001"), ("priced_on: 2026-02-12, price_source: \"blog post, approximate\", connectors: [USB-C]", "priced_on: 2026-11-26, price_source: x, connectors: [USB-C]")), DAY, {("devices", "YK-008", "purchased"), ("models", "yubikey-5c", "priced_on")}),
    ("similar-names", (), DAY, set()),
    ("similar-names", (("name: sandbox", "name: PROD"),), DAY, {("accounts", "012345678901", "name")}),
    ("similar-names", (("name: sandbox", "name: prod"),), DAY, set()),
    ("similar-names", (("name: Bob Okafor", "name: Аlice Nguyen"), ("name: Berlin office,", "name: portland branch,")), DAY, {("people", "bob", "name"), ("sites", "berlin", "name")}),
    ("shared-root-email", (), DAY, set()),
    ("shared-root-email", (("aws-root+security@", "AWS-root+Prod@"),), DAY, {("accounts", "777788889999", "root", "email")}),
    ("shared-root-email", (("aws-root+security@", "aws-root+prod2@"),), DAY, set()),
    ("too-few-spares", (("spare_ratio: 0.1", "spare_ratio: 0"),), DAY, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "changes", "day", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_finds_what_it_should_and_nothing_else(
    variant: Callable[..., Organization], rule: str, changes: tuple[Change, ...], day: date, expected: set[Path_]
) -> None:
    assert set(found(variant(*changes), rule, day)) == expected


def test_every_rule_has_a_case_where_it_finds_something_and_one_where_it_does_not() -> None:
    silent = {rule for rule, _, _, expected in CASES if not expected}
    loud = {rule for rule, _, _, expected in CASES if expected} | {
        "too-few-devices", "password-with-device", "too-few-spares"  # in the example itself
    }  # fmt: skip
    quiet_in_the_example = {"hardware-missing", "phishing-resistance", "mailbox-with-phone", "root-contacts-missing"}
    quiet_in_the_example |= {"removed-root-with-devices", "unlinked-security-key"}
    ids = {rule.id for rule in INVENTORY_RULES}
    assert loud == ids
    assert silent | quiet_in_the_example == ids


def test_no_hardware_is_demanded_where_the_partition_has_none() -> None:
    bare = {"access": ["administrator", "break-glass"]}
    for partition, wanted in (("aws-cn", set()), ("aws-us-gov", {(*USERS_1, "admin")})):
        organization = Organization.model_validate(
            {
                "schema": 1,
                "organizations": {"main": {"name": "M", "partition": partition, "management_account": "111122223333"}},
                "accounts": {
                    "111122223333": {
                        "name": "a",
                        "root": {"intended": "removed", "email": "r@example.com"},
                        "users": {"admin": bare},
                    }
                },
            }
        )
        assert set(found(organization, "hardware-missing")) == wanted


def test_every_finding_says_what_to_do(example: Organization) -> None:
    assert all(finding.hint and finding.message for finding in inventory_findings(example, DAY))


def test_the_page_of_rules_is_made_from_the_rules(checkout: Path) -> None:
    assert (checkout / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page()

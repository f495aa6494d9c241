"""Each comparison: what it finds between the example on paper and an observation, where, and where it is silent."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.checks.registry import AWS_RULES, compare_with_aws
from mfa_binder.findings import Severity, UnplacedFinding
from mfa_binder.observation.observation import Observation
from mfa_binder.organization.organization import Organization
from tests.observations import AT, BEFORE, MANAGEMENT, PROD, account, devices, observation, seen, unseen, users

DAY = date(2026, 11, 24)
SANDBOX, SECURITY = "012345678901", "777788889999"

BG = f"arn:aws:iam::{MANAGEMENT}:u2f/user/break-glass/"
BG_1, BG_2 = {"serial": f"{BG}bg-primary-EXAMPLE1"}, {"serial": f"{BG}bg-backup-EXAMPLE2"}
BOB = {"serial": f"arn:aws:iam::{PROD}:u2f/user/admin-bob/bob-key-EXAMPLE3"}
OTHER = {"serial": f"arn:aws:iam::{PROD}:u2f/user/admin-bob/other-EXAMPLE9"}
HT_1, HT_2, HT_3, HT_4 = ({"serial": f"GAHT123456{number}"} for number in (78, 79, 80, 81))
UNKNOWN = {"serial": "GAHT99999999"}

USERS_1, USERS_4 = ("accounts", MANAGEMENT, "users"), ("accounts", PROD, "users")
SUMMARY = {"root_mfa": True, "root_password": True, "root_access_keys": False}
NO_ORGANIZATION = {
    "failure": {
        "at": "2026-11-24T10:00:00Z",
        "reason": "refused",
        "operation": "organizations:DescribeOrganization",
        "code": "AWSOrganizationsNotInUseException",
    }
}
BORN_LATER = {
    "users": [
        {
            "name": "admin-bob",
            "arn": f"arn:aws:iam::{PROD}:user/admin-bob",
            "created_at": AT,
            "access": ["administrator"],
        }
    ]
}
Path_ = tuple[str | int, ...]


def management(**parts: object) -> dict[str, object]:
    """The management account as it is on paper, but for the lost token HT-004; `parts` replace its own."""
    return account(
        MANAGEMENT,
        "management",
        **{
            "summary": seen(SUMMARY),
            "identities": seen(users(break_glass=["administrator"], billing_carol=["billing"])),
            "devices": seen(devices(break_glass=[BG_1, BG_2], billing_carol=[HT_3])),
            **parts,
        },
    )


def prod(**parts: object) -> dict[str, object]:
    """The account prod as it is on paper."""
    return account(
        PROD,
        "prod",
        **{
            "summary": seen(SUMMARY),
            "identities": seen(users(admin_user=["administrator"], admin_bob=["administrator"])),
            "devices": seen(devices(admin_user=[HT_1, HT_2], admin_bob=[BOB])),
            **parts,
        },
    )


def whole(*accounts: dict[str, object], **rest: object) -> Observation:
    """The four accounts as they are on paper; those given replace the account of the same number."""
    by_number = {
        str(one["id"]): one
        for one in (
            account(SANDBOX, "sandbox", status="SUSPENDED"),
            management(),
            prod(),
            account(SECURITY, "security", root=seen({"password": False, "access_keys": 0, "certificates": 0})),
            *accounts,
        )
    }
    return observation(*(by_number[number] for number in sorted(by_number)), **rest)


def found(organization: Organization, observed: Observation, day: date = DAY) -> dict[str, list[UnplacedFinding]]:
    """All findings by id, those in the inventory first."""
    result: dict[str, list[UnplacedFinding]] = {}
    compared = compare_with_aws(organization, observed, day)
    for one in (*compared.declared, *compared.observed):
        result.setdefault(one.id, []).append(one)
    return result


def test_an_observation_that_agrees_finds_only_the_device_that_the_paper_has_too_much(example: Organization) -> None:
    """HT-004 is on paper registered, lost, and AWS lists it no more."""
    told = found(example, whole())
    assert {name: [one.path for one in ones] for name, ones in told.items()} == {
        "device-not-registered": [(*USERS_1, "billing-carol", "mfa", 1)]
    }


def with_role(path: str = "/", **changes: object) -> Observation:
    """The account prod with its role as it is on paper, but for a path and changes."""
    arn = f"arn:aws:iam::{PROD}:role{path}AdminRole"
    role = {"name": "AdminRole", "arn": arn, "trusts": [MANAGEMENT], "requires_mfa": True, **changes}
    named = users(admin_user=["administrator"], admin_bob=["administrator"])
    return whole(prod(identities=seen({**named, "roles": [role]})))


def with_user_path(path: str) -> Observation:
    """The account prod with a path in the ARN of admin-bob."""
    named = [{"name": name, "arn": f"arn:aws:iam::{PROD}:user{path}{name}"} for name in ("admin-user", "admin-bob")]
    return whole(prod(identities=seen({"users": named})))


ROLE = ("accounts", PROD, "roles", "AdminRole")
CASES: list[tuple[str, Observation, list[Path_]]] = [
    # the token that somebody lost is still there
    ("lost-device-still-registered", whole(management(devices=seen(devices(break_glass=[BG_1, BG_2], billing_carol=[HT_3, HT_4])))), [("devices", "HT-004", "status")]),
    # …also for a user and an account that stand on no paper
    ("lost-device-still-registered", whole(account("9" * 12, devices=seen(devices(eve=[HT_4])))), [("devices", "HT-004", "status")]),
    ("root-non-compliant", whole(prod(summary=seen({**SUMMARY, "root_access_keys": True}))), [("accounts", PROD)]),
    ("root-non-compliant", whole(prod(summary=seen({**SUMMARY, "root_mfa": False}))), [("accounts", PROD)]),
    ("root-non-compliant", whole(prod(summary=unseen(known={**SUMMARY, "root_mfa": False}))), []),
    ("root-non-compliant", whole(prod(devices=seen(devices("arn:aws:iam::1:mfa/r", admin_user=[HT_1, HT_2], admin_bob=[BOB])))), []),
    ("root-virtual-mfa", whole(prod(devices=seen(devices("arn:aws:iam::1:mfa/r", admin_user=[HT_1, HT_2], admin_bob=[BOB])))), [("accounts", PROD)]),
    ("root-virtual-mfa", whole(prod(devices=unseen(known=devices("arn:aws:iam::1:mfa/r")))), [("accounts", PROD)]),
    ("user-without-mfa", whole(prod(devices=seen(devices(admin_user=[], admin_bob=[BOB])))), [(*USERS_4, "admin-user")]),
    ("user-without-mfa", whole(prod(devices=unseen())), []),
    ("user-without-mfa", whole(prod(devices=seen(devices(admin_bob=[BOB])))), []),
    ("user-without-mfa", whole(prod(devices=unseen(), report=seen({"rows": [{"user": "admin-bob", "mfa": False}, {"user": "<root_account>", "password": True}]}))), [(*USERS_4, "admin-bob")]),
    ("user-without-mfa", whole(management(identities=unseen(), devices=unseen(), report=seen({"rows": [{"user": "<root_account>", "password": True}, {"user": "eve", "password": True}]}))), [("accounts", 1, "report", "value", "rows", 1)]),
    ("user-without-mfa", whole(prod(devices=unseen(), report=seen({"rows": [{"user": "admin-bob", "mfa": None}]}))), []),
    # he was made after the report, and made again under the same name
    ("user-without-mfa", whole(prod(devices=unseen(), identities=seen(BORN_LATER), report=seen({"generated_at": BEFORE, "rows": [{"user": "admin-bob", "mfa": False}]}))), []),
    ("password-expires", whole(management(password_policy=seen({"max_age_days": 90}))), [(*USERS_1, "break-glass")]),
    ("user-virtual-mfa", whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2], admin_bob=[BOB, {"serial": f"arn:aws:iam::{PROD}:mfa/phone"}])))), [("accounts", 2, "devices", "value", "of_users", "admin-bob", 1)]),
    ("passkey-uncertified", whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2], admin_bob=[{**BOB, "certifications": {}}])))), [(*USERS_4, "admin-bob", "mfa", 0)]),
    ("passkey-uncertified", whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2], admin_bob=[{**BOB, "certifications": None}])))), []),
    ("passkey-uncertified", whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2], admin_bob=[{**BOB, "certifications": {"FIDO": "L1"}}])))), []),
    ("device-unowned", whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2, UNKNOWN], admin_bob=[BOB])))), [("accounts", 2, "devices", "value", "of_users", "admin-user", 2)]),
    ("device-unowned", whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2], admin_bob=[BOB, OTHER])))), [("accounts", 2, "devices", "value", "of_users", "admin-bob", 1)]),
    ("device-unowned", whole(prod(devices=unseen())), []),
    ("device-not-registered", whole(prod(devices=seen(devices(admin_user=[HT_1], admin_bob=[OTHER])))), [(*USERS_1, "billing-carol", "mfa", 1), (*USERS_4, "admin-user", "mfa", 1), (*USERS_4, "admin-bob", "mfa", 0)]),
    ("device-not-registered", whole(management(devices=unseen()), prod(devices=unseen())), []),
    # root keys on paper without an ARN: AWS lists one key, which could be either
    ("device-could-be", whole(prod(root=seen({"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": f"arn:aws:iam::{PROD}:u2f/root/k-ABC"}]}))), [("accounts", PROD, "root")]),
    ("device-not-registered", whole(management(devices=unseen()), prod(root=seen({"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": f"arn:aws:iam::{PROD}:u2f/root/k-ABC"}]}))), []),
    ("device-not-registered", whole(management(devices=unseen()), prod(root=seen({"password": False, "access_keys": 0, "certificates": 0}))), [("accounts", PROD, "root", "mfa", 0), ("accounts", PROD, "root", "mfa", 1)]),
    ("device-unowned", whole(prod(root=seen({"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": f"arn:aws:iam::{PROD}:u2f/root/k-ABC"}]}))), []),
    ("account-undeclared", whole(account("9" * 12, "shadow")), [("accounts", 4)]),
    ("account-gone", observation(account(SANDBOX), management(), prod()), [("accounts", SECURITY)]),
    ("account-gone", observation(management(), prod(), account(SECURITY)), []),  # sandbox is closed on paper
    ("account-gone", observation(management(), organization=unseen()), []),
    ("account-gone", observation(management(), organization=unseen(known={"id": "o-exampleorgid", "management_account": MANAGEMENT})), []),
    ("account-gone", observation(organization=seen({"id": "o-another", "management_account": "9" * 12})), []),
    ("account-status", whole(account(SECURITY, status="SUSPENDED")), [("accounts", SECURITY, "status")]),
    ("account-status", whole(account(SANDBOX, status="ACTIVE")), [("accounts", SANDBOX, "status")]),
    ("account-status", whole(account(SECURITY, status="SUSPENDED"), organization=unseen()), []),
    ("user-undeclared", whole(prod(identities=seen(users("admin-user", "admin-bob", eve=["administrator"])))), [("accounts", 2, "identities", "value", "users", 2)]),
    ("user-gone", whole(prod(identities=seen(users("admin-bob")))), [(*USERS_4, "admin-user")]),
    ("user-gone", whole(prod(identities=unseen())), []),
    ("path-differs", with_role("/ops/"), [ROLE]),
    ("path-differs", with_role(), []),
    ("path-differs", with_role(arn=""), []),  # an observed.json of before paths were kept
    ("path-differs", with_user_path("/ops/"), [(*USERS_4, "admin-user"), (*USERS_4, "admin-bob")]),
    ("role-trust-differs", with_role(), []),
    ("role-trust-differs", with_role(requires_mfa=False), [ROLE]),
    ("role-trust-differs", with_role(requires_mfa=None), [ROLE]),
    ("role-trust-differs", with_role(external_id="a1"), [ROLE]),
    ("role-trust-differs", with_role(max_mfa_age_seconds=900), [ROLE]),
    ("role-trust-differs", with_role(trusts=[MANAGEMENT, SECURITY]), [ROLE]),
    ("role-trust-differs", with_role(trusted_principals=[f"arn:aws:iam::{MANAGEMENT}:user/dan"]), [ROLE]),
    ("role-trust-differs", with_role(further_trust=["a Deny for *"]), [ROLE]),
    ("role-trust-differs", with_role(requires_mfa=False, arn=""), []),
    ("account-unread", whole(prod(devices=unseen(), tags=unseen("throttled"), root=unseen("not-asked"))), [("accounts", PROD), ("accounts", PROD)]),
    ("account-unread", whole(account(SANDBOX, status="SUSPENDED", tags=unseen("account-not-active"))), []),
    ("account-unread", whole(organization=unseen()), [("organization",)]),
    ("account-unread", whole(organization=NO_ORGANIZATION), []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "observed", "expected"), CASES, ids=[f"{number}-{name}" for number, (name, _, _) in enumerate(CASES)]
)
def test_a_comparison_finds_what_it_should_at_its_place(
    example: Organization, name: str, observed: Observation, expected: list[Path_]
) -> None:
    assert [one.path for one in found(example, observed).get(name, [])] == expected


def test_every_comparison_has_a_case_where_it_finds_something_and_one_where_it_does_not() -> None:
    loud = {name for name, _, expected in CASES if expected} | {"observation-stale"}
    assert loud == {rule.id for rule in AWS_RULES}


@pytest.mark.parametrize(("day", "stale"), [(date(2026, 12, 24), False), (date(2026, 12, 25), True), (DAY, False)])
def test_an_observation_is_stale_after_thirty_days(example: Organization, day: date, stale: bool) -> None:
    assert ("observation-stale" in found(example, whole(), day)) is stale


def test_our_own_standard_says_when_it_is_stale(variant: Callable[..., Organization]) -> None:
    strict = variant(("price_max_age_days: 365", "price_max_age_days: 365\n  observation_max_age_days: 7"))
    assert "observation-stale" not in found(strict, whole(), date(2026, 12, 1))
    (told,) = found(strict, whole(), date(2026, 12, 2))["observation-stale"]
    assert "8 days" in told.message
    assert "every 7 days" in told.hint


def test_what_is_only_last_known_says_since_when(example: Organization) -> None:
    lost = devices(break_glass=[BG_1, BG_2], billing_carol=[HT_3, HT_4, UNKNOWN])
    told = found(example, whole(management(devices=unseen(known=lost), identities=unseen(known=users("eve")))))
    for name in ("lost-device-still-registered", "device-unowned", "user-gone", "user-undeclared"):
        assert all(one.message.endswith(f"(last known at {BEFORE})") for one in told[name]), name
    (unread,) = told["account-unread"]
    assert unread.message.startswith("users and roles, MFA devices of management")
    assert unread.message.endswith(f"last known at {BEFORE}")


def test_a_key_that_could_be_one_of_several_names_them_and_sends_to_link(example: Organization) -> None:
    audit = {"password": True, "access_keys": 0, "certificates": 0, "devices": [{"serial": "arn:aws:iam::1:u2f/k"}]}
    (told,) = found(example, whole(prod(root=seen(audit))))["device-could-be"]
    assert "YK-004 or YK-005" in told.message
    assert "mfa-binder link" in told.hint


def test_a_lost_device_that_aws_lists_is_the_worst(example: Organization, variant: Callable[..., Organization]) -> None:
    stolen = variant(('serial: "20481339", holder: bob', 'serial: "20481339", status: stolen, holder: bob'))
    (told,) = found(stolen, whole())["lost-device-still-registered"]
    assert (told.path, told.severity) == (("devices", "YK-003", "status"), Severity.ERROR)
    assert str(BOB["serial"]) in told.message
    assert "LD-YK-003" in told.hint
    damaged = variant(('serial: "20481339", holder: bob', 'serial: "20481339", status: damaged, holder: bob'))
    assert "lost-device-still-registered" not in found(damaged, whole())


def test_a_user_that_signs_in_nowhere_is_information(example: Organization) -> None:
    (told,) = found(example, whole(prod(identities=seen(users("admin-user", "admin-bob", "robot")))))["user-undeclared"]
    assert told.severity is Severity.INFO
    report = seen({"rows": [{"user": "robot", "password": True}]})
    robot = prod(identities=seen(users("admin-user", "admin-bob", "robot")), report=report)
    (told,) = found(example, whole(robot))["user-undeclared"]
    assert told.severity is Severity.WARNING


def test_what_only_the_credential_report_says_is_told_with_its_age_and_no_error(example: Organization) -> None:
    """AWS gives out a report for four hours: who enrolled meanwhile stands in it without a device."""
    row = {"user": "admin-bob", "password": True, "mfa": False}
    report = seen({"generated_at": "2026-11-24T06:30:00Z", "rows": [row]})
    (told,) = found(example, whole(prod(devices=unseen(), report=report)))["user-without-mfa"]
    assert told.severity is Severity.WARNING
    assert "had no MFA device (by the credential report of 2026-11-24T06:30:00Z)" in told.message
    assert "list-mfa-devices" in told.hint
    fresh = whole(prod(devices=seen(devices(admin_user=[HT_1, HT_2], admin_bob=[BOB])), report=report))
    assert "user-without-mfa" not in found(example, fresh)


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        ("throttled", "passes by itself"),
        ("timed-out", "passes by itself"),
        ("access-denied", "remove the cause"),
    ],
)
def test_what_passes_by_itself_asks_for_nothing_but_time(example: Organization, reason: str, hint: str) -> None:
    (told,) = found(example, whole(prod(tags=unseen(reason))))["account-unread"]
    assert hint in told.hint


def test_identity_center_that_was_not_found_is_told_with_its_region(example: Organization) -> None:
    why = {"at": AT, "reason": "not-in-region", "operation": "sso:ListInstances", "message": "none in us-east-1"}
    (told,) = found(example, whole(identity_center={"failure": why}))["account-unread"]
    assert (told.severity, "none in us-east-1 (sso:ListInstances)" in told.message) == (Severity.INFO, True)
    assert "--region" in told.hint


def test_of_an_undeclared_account_its_users_are_not_told_one_by_one(example: Organization) -> None:
    shadow = account("9" * 12, "shadow", identities=seen(users("a", "b")))
    assert set(found(example, whole(shadow))) == {"account-undeclared", "device-not-registered"}


def test_an_observation_in_which_nothing_could_be_read_claims_nothing(example: Organization) -> None:
    parts = ("tags", "contacts", "summary", "password_policy", "report", "identities", "devices", "root")
    dark = [account(number, **{part: unseen() for part in parts}) for number in (MANAGEMENT, PROD, SECURITY)]
    told = found(example, whole(*dark, organization=unseen(), central_root=unseen(), identity_center=unseen()))
    assert set(told) == {"account-unread"}


def test_every_finding_says_what_to_do_and_the_page_of_rules_has_it(example: Organization, checkout: Path) -> None:
    page = (checkout / "docs" / "rules.md").read_text(encoding="utf-8")
    for _, observed, _ in CASES:
        for ones in found(example, observed).values():
            assert all(one.hint and one.message for one in ones)
    assert all(f"`{rule.id}` | {rule.severity}" in page for rule in AWS_RULES)

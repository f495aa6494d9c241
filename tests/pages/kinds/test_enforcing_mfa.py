"""Nobody is bound who would be shut out, and the way back is bound last or never."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.conditions import parse_condition
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.pages.kinds.enforcing_mfa import enforcing, enforcing_account
from mfa_binder.rendering.book_renderer import render_book

LOST = ("serial: GAHT12345680, holder: carol,", "serial: GAHT12345680, holder: carol, status: lost,")
NOBODYS = ("        person: dan\n        access: [administrator]", "        access: [standard]")


def names(users: object) -> list[str]:
    return [user.principal.name for user in users]


def test_the_management_account_comes_last(example: Organization) -> None:
    view = enforcing(example, example.organizations["main"])
    assert [account.name for account in view.accounts] == ["prod", "management"]


def test_a_break_glass_user_is_left_out(example: Organization) -> None:
    view = enforcing_account(example, example.accounts["111122223333"])
    assert names(view.break_glass) == ["break-glass"]
    assert names(view.ready) == ["billing-carol"]


def test_a_user_whose_devices_are_all_lost_enrolls_first(variant: Callable[..., Organization]) -> None:
    organization = variant(LOST)
    view = enforcing_account(organization, organization.accounts["111122223333"])
    assert names(view.unready) == ["billing-carol"]
    assert not view.ready


def test_a_user_of_nobody_is_never_bound(variant: Callable[..., Organization]) -> None:
    organization = variant(NOBODYS)
    view = enforcing_account(organization, organization.accounts["444455556666"])
    assert names(view.nobodys) == ["admin-user"]
    assert names(view.ready) == ["admin-bob"]


def test_a_token_and_a_key_are_tried_first(example: Organization) -> None:
    view = enforcing_account(example, example.accounts["444455556666"])
    assert {(user.principal.name, user.shows_codes) for user in view.testers} == {
        ("admin-bob", False),
        ("admin-user", True),
    }
    assert not view.others


def test_the_service_control_policy_is_tried_where_no_root_is_kept(example: Organization) -> None:
    view = enforcing(example, example.organizations["main"])
    assert view.trial_member is not None
    assert view.trial_member.name == "security"
    assert [account.name for account in view.kept] == ["prod"]


def test_the_policy_goes_to_each_unit_below_root_but_that_of_exemptions(variant: Callable[..., Organization]) -> None:
    organization = variant(("ou: Root/Sandbox", "ou: Root/Exempt"), ("ou: Root/Security", "ou: Root/Security/Tools"))
    view = enforcing(organization, organization.organizations["main"])
    assert view.units == ("Root/Workloads", "Root/Security")
    attached = {"attached": "deny-root-in-members", "to": "Root/Workloads", "in": "111122223333"}
    assert view.attached[0] == parse_condition(attached)
    assert {condition.target for condition in view.detached[1:]} == {"444455556666", "777788889999"}


@pytest.mark.parametrize(
    ("kind", "subject", "reason"),
    [
        ("enforcing-account", "account:012345678901", "the account is closed"),
        ("enforcing-account", "account:777788889999", "it has no IAM users"),
    ],
)
def test_where_there_is_no_sheet_it_is_said_why(example: Organization, kind: str, subject: str, reason: str) -> None:
    assert make_catalogue(example).find(kind, subject) is None
    assert make_catalogue(example).why_none(kind, subject) == reason


def test_the_policy_lets_no_thief_change_devices_without_mfa(each_example) -> None:
    """The four actions that the policy leaves alone are in every such policy, and no other is."""
    pages = [s.path for s in each_example.rendered.sidecar.sections if s.kind in ("enforcing", "enforcing-account")]
    assert pages
    policies = [text for text in map(each_example.rendered.files.__getitem__, pages) if '"NotAction"' in text]
    assert policies
    for text in policies:
        allowed = text.split('"NotAction": [')[1].split("]")[0].split()
        assert allowed == [
            '"iam:GetUser",', '"iam:ListMFADevices",', '"iam:ResyncMFADevice",', '"sts:GetSessionToken"'
        ]  # fmt: skip
        assert "BoolIfExists" in text


def test_the_partition_decides_about_arns_keys_and_root_users(examples) -> None:
    govcloud = examples["govcloud"]
    files, organization = govcloud.rendered.files, govcloud.organization
    page = make_catalogue(organization).find("enforcing", "organization:gov")
    assert page is not None
    text = files[page.path]
    assert "arn:aws-us-gov:iam::*:user/${aws:username}" in text
    assert "arn:aws:iam" not in text
    assert "iam:FIDO-FIPS-140-3-certification" in text
    assert "deny-root-in-members" not in text
    assert "Root users of member accounts" not in text


CHINA = """
schema: 1
document: {dated: 2026-11-24}
organizations: {cn: {name: Example China, partition: aws-cn, management_account: "999988887777"}}
people: {li: {name: Li Wei, email: li@example.cn}}
accounts:
  "999988887777":
    name: china
    root: {intended: removed, email: root@example.cn}
    users: {admin-li: {person: li, access: [administrator]}}
"""


def test_china_gets_no_policy_on_security_keys_and_none_on_root(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text(CHINA, encoding="utf-8")
    organization = load_inventory(path).organization
    found = make_catalogue(organization)
    files = render_book(organization, found, date(2026, 11, 24)).files
    account, whole = files["accounts/999988887777/enforcing.md"], files["organizations/cn/enforcing.md"]
    assert "only-certified-keys" not in account + whole
    assert "oes not apply" not in account + whole
    assert "**an app**: this partition takes no hardware" in whole
    assert "deny-root-in-members" not in whole
    assert "arn:aws-cn:iam::*:user/${aws:username}" in account
    assert "**enrolls first**" in account

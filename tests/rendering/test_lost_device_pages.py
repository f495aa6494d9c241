"""The loss sheet in the situations where a wrong order locks somebody out or leaves them without MFA."""

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mfa_binder.book.conditions import InlinePolicy, parse_condition
from mfa_binder.book.sections import BashBlock
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue import make_catalogue
from mfa_binder.rehearsal.rehearse_pages import rehearse_pages
from mfa_binder.rendering.book_renderer import RenderedBook, render_book
from mfa_binder.rendering.runbook_files import write_runbooks
from tests.one_page import rendered_page

Change = tuple[str, str]

TOKEN_SPARE: Change = (
    "  HT-004: {",
    "  HT-009: {model: gemalto-totp, serial: GAHT12345699, holder: carol, status: spare}\n  HT-004: {",
)
NO_SPARE: Change = ("location: berlin-safe, status: spare,", "location: berlin-safe, status: retired,")
ROOT_ONE_KEY: Change = ("mfa: [{device: YK-004}, {device: YK-005}]", "mfa: [{device: YK-004}]")
SHARED_USER: Change = ("        person: bob\n", "")
GOVCLOUD: Change = ("partition: aws ", "partition: aws-us-gov ")


def built(organization: Organization) -> RenderedBook:
    return render_book(organization, make_catalogue(organization), date(2026, 11, 24))


def page(organization: Organization, device: str) -> str:
    return rendered_page(organization, f"devices/{device.lower()}/lost.md").markdown


def parts(text: str) -> list[str]:
    return [re.sub(r" in \S+ \(.*", "", title) for title in re.findall(r"^### Part \d+: (.*)$", text, re.MULTILINE)]


def test_with_another_device_it_is_contained_and_taken_away_at_once(example: Organization) -> None:
    assert parts(page(example, "HT-001")) == [
        "Contain `admin-user`",
        "Take HT-001 away from `admin-user`",
        "Replace HT-001",
        "Register YK-007 for `admin-user`",
        "Let `admin-user`",
    ]


def test_the_only_device_is_taken_away_after_the_spare_is_registered(example: Organization) -> None:
    assert parts(page(example, "HT-003")) == [
        "Contain `billing-carol`",
        "Replace HT-003",
        "Register YK-007 for `billing-carol`",
        "Take HT-003 away from `billing-carol`",
        "Let `billing-carol`",
    ]


def test_the_only_device_is_never_taken_away_without_a_spare(variant: Callable[..., Organization]) -> None:
    text = page(variant(NO_SPARE), "HT-003")
    assert "deactivate-mfa-device" not in text
    assert "Order a replacement today" in text
    assert "Not before a new device is registered." in text


def test_the_identity_provider_comes_first(example: Organization) -> None:
    assert parts(page(example, "YK-003"))[0] == "First Okta, the identity provider"


def test_the_quick_commands_do_not_wait_for_the_root_user(example: Organization) -> None:
    order = parts(page(example, "YK-001"))
    assert order.index("Take YK-001 away from `break-glass`") < order.index(
        "Take YK-001 away from the root user of management (1111 2222 3333)"
    )
    assert order.index("Register YK-007 for `break-glass`") < order.index(
        "Register YK-007 for the root user of management (1111 2222 3333)"
    )


def test_a_root_user_with_one_key_gets_a_new_password_first_and_keeps_its_line(
    variant: Callable[..., Organization],
) -> None:
    text = page(variant(ROOT_ONE_KEY, NO_SPARE), "YK-004")
    assert "Change the root password" in text
    assert "choose **Remove**" not in text
    assert "then **Remove**" not in text


def test_a_root_user_with_one_key_gets_the_spare_before_the_line_goes(variant: Callable[..., Organization]) -> None:
    text = page(variant(ROOT_ONE_KEY), "YK-004")
    assert (
        text.index("Change the root password") < text.index("Type the name `YK-007`") < text.index("choose **Remove**")
    )


def test_nobody_is_told_to_work_as_the_user_that_is_contained(example: Organization) -> None:
    for device in ("YK-001", "HT-001", "HT-003", "YK-003"):
        text = page(example, device)
        checks = re.findall(r"as an administrator(.*?), ask who you are", text)
        users = re.findall(r"put-user-policy \\\n *--user-name (\S+)", text)
        assert users
        assert all(any(f"other than `{user}`" in check for check in checks) for user in users)


def test_a_shared_user_gets_its_password_sealed_again(
    variant: Callable[..., Organization], example: Organization
) -> None:
    assert "Seal the paper in a new envelope and bag" in page(example, "YK-001")
    assert "Seal the paper in a new envelope and bag" in page(variant(SHARED_USER), "YK-003")
    assert "Seal the paper" not in page(example, "HT-001")


@pytest.mark.parametrize("sheet", ["LD-HT-001", "OF-dan", "OF-bob"])
def test_every_credential_of_a_contained_user_is_switched_off(example: Organization, sheet: str) -> None:
    """Not only access keys: an SSH key, a certificate or an API key of one service signs requests too."""
    path = next(found.path for found in make_catalogue(example).pages if found.id == sheet)
    section = rendered_page(example, path).section
    blocks = [block for block in section.blocks if isinstance(block, BashBlock)]
    contained = {str(found.user) for block in blocks for found in block.after if isinstance(found, InlinePolicy)}
    assert contained
    for user in contained:
        assert parse_condition({"other_credentials": "active", "of": user}) in section.presumes
        off = [
            block for block in blocks if parse_condition({"other_credentials": "inactive", "of": user}) in block.after
        ]
        assert off
        assert parse_condition({"access_keys": "inactive", "of": user}) in off[0].after
        let_in = [
            block for block in blocks if parse_condition({"no_policy": "mfa-binder-contain", "on": user}) in block.after
        ]
        assert all(block in off for block in let_in)
        deleted = [
            block for block in blocks if parse_condition({"other_credentials": "none", "of": user}) in block.after
        ]
        assert bool(deleted) is sheet.startswith("OF")


def test_no_one_person_types_the_password_and_holds_the_key(example: Organization) -> None:
    text = page(example, "YK-001")
    assert "The password: Dan Müller (+49 30 555 0104). YK-002: any one of Carol Jensen" in text
    assert "Carol Jensen (+1 503 555 0103) could reach both, and must touch one of the two only." in text


def test_arns_follow_the_partition_and_no_page_applies_that_cannot(variant: Callable[..., Organization]) -> None:
    gov = variant(
        GOVCLOUD,
        ("region: us-east-1                 #", "region: us-gov-west-1 #"),
        ("      region: us-east-1\n", "      region: us-gov-west-1\n"),
        ("mfa: [{device: YK-001, name: yubikey-root-primary}, {device: YK-002, name: yubikey-root-backup}]", "mfa: []"),
        ("mfa: [{device: YK-004}, {device: YK-005}]     #", "mfa: [] #"),
        (
            "arn:aws:iam::111122223333:u2f/user/break-glass/bg-primary",
            "arn:aws-us-gov:iam::111122223333:u2f/user/break-glass/bg-primary",
        ),
        (
            "arn:aws:iam::111122223333:u2f/user/break-glass/bg-backup",
            "arn:aws-us-gov:iam::111122223333:u2f/user/break-glass/bg-backup",
        ),
        ("arn:aws:iam::444455556666:u2f", "arn:aws-us-gov:iam::444455556666:u2f"),
    )
    files = built(gov).files
    assert not [path for path in files if re.fullmatch(r"accounts/\d+/enrollment\.md", path)]
    assert not [path for path, text in files.items() if "arn:aws:iam" in text]


@pytest.mark.parametrize(
    ("changes", "pages"),
    [
        ((TOKEN_SPARE,), ("LD-HT-003",)),
        ((ROOT_ONE_KEY,), ("LD-YK-004",)),
        ((SHARED_USER, NO_SPARE), ("LD-YK-003",)),
    ],
)
def test_the_sheet_of_each_situation_is_rehearsed(
    variant: Callable[..., Organization], tmp_path: Path, changes: tuple[Change, ...], pages: tuple[str, ...]
) -> None:
    organization = variant(*changes)
    made = built(organization)
    write_runbooks(tmp_path, made)
    (tmp_path / "scratch").mkdir()
    aws = Path(sys.executable).parent / "aws"
    report = rehearse_pages(tmp_path / "runbooks", made.sidecar, organization, aws, tmp_path / "scratch", pages)
    assert [f"{block.id}: {block.reason}" for block in report.blocks if block.status == "failed"] == []
    assert report.passed >= 2

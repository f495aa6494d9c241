"""What the pages of GovCloud must say, and those of the commercial partition must not."""

import re

REGION = "works in the Region `us-gov-west-1`, ask who you are"
SOURCE = "Regions and endpoints of each partition"


def test_a_terminal_for_govcloud_is_told_its_region(examples) -> None:
    """Without a Region the AWS CLI asks the commercial partition, which does not know the account."""
    built = examples["govcloud"].rendered
    page = built.files["devices/fk-03/lost.md"]  # opens a user in GovCloud only
    asked = re.findall(r"^\d+\. +In a terminal .*, ask who you are\.$", page, re.MULTILINE)
    assert len(asked) > 1
    assert all(REGION in step for step in asked)
    assert page.count("`export AWS_REGION=us-gov-west-1 AWS_DEFAULT_REGION=us-gov-west-1`") == len(asked)
    assert page.count(SOURCE) == 1


def test_nothing_is_said_of_regions_where_no_command_needs_it(examples) -> None:
    for name in ("example", "startup", "enterprise"):
        texts = examples[name].rendered.files.values()
        assert not [text for text in texts if "works in the Region" in text or SOURCE in text]
    commercial = examples["govcloud"].rendered.files["devices/gt-01/resync.md"]
    assert "ask who you are" in commercial
    assert "works in the Region" not in commercial
    assert SOURCE not in commercial


def test_no_arn_and_no_address_of_govcloud_is_of_another_partition(examples) -> None:
    built = examples["govcloud"]
    inside = [key for key in built.organization.accounts if key.startswith("7070")]
    for path, text in built.rendered.files.items():
        for account in inside:
            assert f"arn:aws:iam::{account}" not in text, path
            assert f"{account}.signin.aws.amazon.com" not in text, path


def test_a_closed_account_says_until_when_it_can_be_reopened(examples) -> None:
    files = examples["enterprise"].rendered.files
    assert (
        "closed on 2026-10-20; the 90 days in which it can be reopened end on 2027-01-18"
        in files["accounts/600060006023/index.md"]
    )
    assert (
        "closed on 2026-05-11; the 90 days in which it can be reopened end on 2026-08-09"
        in files["accounts/500050005036/index.md"]
    )

"""Which commands version 1 of the AWS CLI lacks: told from the call, not from the text of a page."""

from __future__ import annotations

import pytest

from mfa_binder.terminal.cli_versions import only_in_version_2


@pytest.mark.parametrize(
    ("call", "command"),
    [
        ("login ", "aws login"),
        ("--profile admin --region=us-east-1 --debug sso login --no-browser ", "aws sso login"),
        ("configure sso ", "aws configure sso"),
        ("--output json configure mfa-login --profile x ", "aws configure mfa-login"),
    ],
)
def test_commands_of_version_2(call: str, command: str) -> None:
    assert only_in_version_2(call) == command


@pytest.mark.parametrize(
    "call",
    [
        "iam list-users ",
        "--profile login iam list-users ",
        "configure set region x ",
        "sso logout ",
        "iam login ",
        "",
        " ",
    ],
)
def test_commands_of_both(call: str) -> None:
    assert only_in_version_2(call) == ""

"""A value reaches the AWS CLI as the value of its option, whatever it begins with, and stays what it is."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Mapping, Sequence

import pytest

from mfa_binder.rendering.command_lines import command_code, command_line
from mfa_binder.rendering.escaping import variable

NAMES = [
    "dan",
    "-ops",
    "--profile",
    "--user-name",
    "-",
    "-1",
    "=x",
    "a,b",
    "a.b=c",
    "Key=Name,Value=a,b=c",
    "@ops",
    "+1",
    ".",
    "file.x",
    "None",
    "null",
    "true",
    "0123",
]
"""Legal names of IAM users and roles: letters, digits and `_+=,.@-`."""


def received(line: str, before: str = "") -> Sequence[str]:
    """The words that a program called `aws` gets when the line is typed into bash."""
    script = f"aws() {{ printf '%s\\0' \"$@\"; }}\n{before}\n{line}\n"
    done = subprocess.run(["bash", "--norc", "-euc", script], capture_output=True, check=True, text=True)
    return done.stdout.split("\0")[:-1]


def understood(arguments: Sequence[str]) -> Mapping[str, object]:
    """What argparse, with which the AWS CLI reads its arguments, makes of them."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("operation", nargs=2)
    for option in ("--user-name", "--role-session-name", "--query", "--profile"):
        parser.add_argument(option)
    parser.add_argument("--action-names", nargs="*")
    return vars(parser.parse_args(arguments))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_value_of_its_option(name: str) -> None:
    line = command_line(["aws", "iam", "x"], {"user_name": name, "query": "Users[].Arn", "profile": name})
    assert understood(received(line)) == understood(
        ["iam", "x", f"--user-name={name}", "--query=Users[].Arn", f"--profile={name}"]
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("option", ["user_name", "role_session_name"])
def test_so_is_one_that_the_shell_fills_in(name: str, option: str) -> None:
    line = command_line(["aws", "iam", "x"], {option: variable("NAME")})
    typed = received(line, before=f"read -r NAME <<< '{name}'")
    assert understood(typed)[option] == name


def test_a_command_without_such_a_value_is_printed_as_ever() -> None:
    line = command_line(["aws", "configure", "set", "region", "eu-west-1"], {"profile": "prod"})
    assert line == "aws configure set region eu-west-1 --profile prod"
    assert command_line(["aws", "iam", "x"], {"user_name": "dan", "access_key_id": variable("KEY")}) == (
        'aws iam x --user-name dan --access-key-id "$KEY"'
    )


def test_several_values_of_one_option_stay_apart() -> None:
    line = command_line(["aws", "iam", "x"], {"action_names": ["iam:GetUser", "s3:*"]})
    assert understood(received(line))["action_names"] == ["iam:GetUser", "s3:*"]


def test_in_a_sentence_a_command_is_one_line_of_code() -> None:
    words = ["aws", "iam", "remove-user-from-group"]
    assert command_code(words, {"group_name": "mfa-required", "user_name": "--profile"}) == (
        "`aws iam remove-user-from-group --group-name mfa-required --user-name=--profile`"
    )
    assert command_code(words, {"group_name": "mfa-required", "user_name": "a=b"}) == (
        "`aws iam remove-user-from-group --group-name mfa-required --user-name 'a=b'`"
    )

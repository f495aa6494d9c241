"""Commands that only version 2 of the AWS CLI has: PyPI's `awscli` is version 1 and cannot rehearse them.

Source: tried with awscli 1.46.3 on 2026-11-24, which answers "Invalid choice" to each; the AWS CLI
user guide describes them for version 2 (`aws login` from 2.32.0 on).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_ONLY_IN_VERSION_2 = (
    ("login",),
    ("logout",),
    ("sso", "login"),
    ("configure", "sso"),
    ("configure", "sso-session"),
    ("configure", "mfa-login"),
    ("configure", "export-credentials"),
    ("configure", "list-profiles"),
)

_WITH_VALUE = frozenset(
    {
        "--endpoint-url",
        "--output",
        "--query",
        "--profile",
        "--region",
        "--color",
        "--ca-bundle",
        "--cli-read-timeout",
        "--cli-connect-timeout",
        "--cli-binary-format",
    }
)


def only_in_version_2(call: str) -> str:
    """The command of a logged call, such as `aws sso login`, if version 1 lacks it; else empty."""
    command = tuple(_command(call.split(" ")))
    for known in _ONLY_IN_VERSION_2:
        if command[: len(known)] == known:
            return " ".join(("aws", *known))
    return ""


def _command(words: Sequence[str]) -> Iterator[str]:
    """The words of a call without its global options."""
    value_follows = False
    for word in words:
        if value_follows:
            value_follows = False
        elif word.startswith("--"):
            value_follows = word in _WITH_VALUE
        else:
            yield word

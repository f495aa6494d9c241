"""The layout of a command: one line where it fits, else one option a line with `\\` at the end.

The AWS CLI reads a word that begins with a hyphen as an option, and names in AWS may begin with one.
So such a value is joined to its option (`--user-name=-ops`). Source: argparse, by which the AWS CLI
parses; tried with awscli 1.46.3 on 2026-12-01.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from mfa_binder.rendering.escaping import code, shell_word

WIDTH = 66
"""Characters of code that fit beside a step on A4 at 9.5 pt."""

_NAMES = frozenset({"email_address", "name", "primary_email", "role_session_name", "title", "user_name"})
"""Options whose value may begin with a hyphen (botocore 1.44.5, patterns of IAM, STS and Account Management): a shell
variable is joined to them whatever it holds. The values of other options are ids, serials, codes and words of AWS."""


def command_line(words: Sequence[object], options: Mapping[str, object], *, wrapped: bool = True) -> Markup:
    """A command with its options, every value one shell word.

    Option names are written as in Python (`user_name`); True is a flag, a list several words. `wrapped`:
    divided into lines where it is too long for one.
    """
    parts = [" ".join(shell_word(word) for word in words), *(_option(name, value) for name, value in options.items())]
    line = " ".join(parts)
    # Every part is made of shell words, so only what joins them is added here.
    return Markup(line if len(line) <= WIDTH or not wrapped else " \\\n    ".join(parts))  # noqa: S704 - shell words, joined


def command_code(words: Sequence[object], options: Mapping[str, object]) -> Markup:
    """The same command as a code span, for a sentence."""
    return code(str(command_line(words, options, wrapped=False)))


def _option(name: str, value: object) -> str:
    flag = f"--{shell_word(name.replace('_', '-'))}"
    if value is True:
        return flag
    values = [shell_word(item) for item in (value if isinstance(value, list | tuple) else [value])]
    if len(values) == 1 and _joined(name, values[0]):
        return f"{flag}={values[0]}"
    return " ".join([flag, *values])


def _joined(name: str, word: str) -> bool:
    return word.startswith(("-", "'-", '"-')) or (name in _NAMES and word.startswith('"$'))

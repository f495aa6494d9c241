"""The layout of a command: one line where it fits, else one option a line with `\\` at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from generator.rendering.escaping import shell_word

WIDTH = 66
"""Characters of code that fit beside a step on A4 at 9.5 pt."""


def command_line(words: Sequence[object], options: Mapping[str, object]) -> Markup:
    """A command with its options, every value one shell word.

    Option names are written as in Python (`user_name`); True is a flag, a list several words.
    """
    parts = [" ".join(shell_word(word) for word in words), *(_option(name, value) for name, value in options.items())]
    line = " ".join(parts)
    # Every part is made of shell words, so only what joins them is added here.
    return Markup(line if len(line) <= WIDTH else " \\\n    ".join(parts))  # noqa: S704 - shell words, joined


def _option(name: str, value: object) -> str:
    flag = f"--{shell_word(name.replace('_', '-'))}"
    if value is True:
        return flag
    values = value if isinstance(value, list | tuple) else [value]
    return " ".join([flag, *(shell_word(item) for item in values)])

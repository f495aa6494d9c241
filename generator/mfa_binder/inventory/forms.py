"""Forms of paths: `devices.*.model` stands for the model of every device."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.inventory.positions import Path
from mfa_binder.inventory.tree import Data

Form = tuple[str | None, ...]
"""Map keys from the top of the file; None stands for every key of a map and every item of a list."""


def form(text: str) -> Form:
    """A form written with dots and stars."""
    return tuple(None if step == "*" else step for step in text.split("."))


def matches(data: Data, wanted: Form, path: Path = ()) -> Iterator[tuple[Path, Data]]:
    """Every value whose path has the form, with its path."""
    if not wanted:
        yield path, data
        return
    step, rest = wanted[0], wanted[1:]
    if isinstance(data, dict):
        for key in data if step is None else (step,):
            if key in data:
                yield from matches(data[key], rest, (*path, key))
    elif isinstance(data, list) and step is None:
        for index, item in enumerate(data):
            yield from matches(item, rest, (*path, index))

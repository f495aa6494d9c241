"""Names that refer to nothing, and the one person who is named as their own deputy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from generator.findings import Unplaced
from generator.inventory.checks.problem import problem
from generator.inventory.draft import Draft
from generator.inventory.nearest import did_you_mean
from generator.inventory.positions import Path
from generator.inventory.spelling import quoted
from generator.inventory.tree import Data

ANY = None
"""A step of a pattern: every key of a map, every item of a list."""

_Pattern = tuple[str | None, ...]


class Reference(NamedTuple):
    """Where the format names something by its id, and the section that declares it."""

    pattern: _Pattern
    section: str


def _written(text: str, section: str) -> Reference:
    return Reference(tuple(ANY if step == "*" else step for step in text.split(".")), section)


REFERENCES: tuple[Reference, ...] = tuple(
    _written(pattern, section)
    for section, patterns in {
        "organizations": ("accounts.*.organization", "identity_center_users.*.organization"),
        "accounts": ("organizations.*.management_account", "organizations.*.delegated_iam_admin"),
        "people": (
            "document.owner",
            "people.*.deputy",
            "locations.*.custodians.*",
            "bags.*.sealed_by.*",
            "secrets.*.holders.*",
            "mailboxes.*.readers.*",
            "phones.*.holders.*",
            "devices.*.holder",
            "accounts.*.users.*.person",
            "identity_center_users.*.person",
        ),
        "sites": ("people.*.site", "travel_minutes.*.between.*", "locations.*.site"),
        "locations": ("bags.*.location", "secrets.*.location", "phones.*.location", "devices.*.location"),
        "bags": ("secrets.*.bag", "devices.*.bag"),
        "mailboxes": ("accounts.*.root.mailbox",),
        "phones": ("accounts.*.root.phone",),
        "models": ("devices.*.model",),
        "secrets": ("accounts.*.root.password", "accounts.*.users.*.password"),
        "devices": (
            "secrets.*.device",
            "accounts.*.root.mfa.*.device",
            "accounts.*.users.*.mfa.*.device",
            "identity_center_users.*.mfa.*.device",
            "elsewhere.*.devices.*",
        ),
    }.items()
    for pattern in patterns
)

_ONE = {
    "organizations": "organization",
    "accounts": "account",
    "people": "person",
    "sites": "site",
    "locations": "location",
    "bags": "bag",
    "mailboxes": "mailbox",
    "phones": "phone",
    "models": "model",
    "devices": "device",
}


def references(draft: Draft) -> Iterator[Unplaced]:
    """Each name that its section does not declare."""
    for pattern, section in REFERENCES:
        declared = draft.ids(section)
        for path, value in matches(draft.top.data, pattern):
            if isinstance(value, str) and value not in declared:
                yield _unknown(path, value, section, declared)
    for person in draft.top.parts("people"):
        if person.text("deputy") == person.key:
            path = (*person.path, "deputy")
            yield problem("own-deputy", path, "a person cannot be their own deputy", "name somebody else")


def _unknown(path: Path, value: str, section: str, declared: dict[str, Data]) -> Unplaced:
    if section == "secrets":
        # It may be the password itself, so it is not repeated.
        hint = did_you_mean(value, declared, "declare under secrets where it is kept, and name that entry here")
        message = "this names no entry of secrets, and a password itself must never stand here"
        return problem("password-reference", path, message, hint)
    hint = did_you_mean(value, declared, f"declare it under {section}, or name another")
    return problem("unknown-reference", path, f"there is no {_ONE[section]} {quoted(value)}", hint)


def matches(data: Data, pattern: _Pattern, path: Path = ()) -> Iterator[tuple[Path, Data]]:
    """Every value whose path has the form of the pattern."""
    if not pattern:
        yield path, data
        return
    step, rest = pattern[0], pattern[1:]
    if isinstance(data, dict):
        for key in data if step is ANY else (step,):
            if key in data:
                yield from matches(data[key], rest, (*path, key))
    elif isinstance(data, list) and step is ANY:
        for index, item in enumerate(data):
            yield from matches(item, rest, (*path, index))

"""Names that refer to nothing, and the one person who is named as their own deputy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft
from mfa_binder.inventory.forms import Form, form, matches
from mfa_binder.inventory.nearest import did_you_mean
from mfa_binder.inventory.positions import Path
from mfa_binder.inventory.spelling import named
from mfa_binder.inventory.tree import Data


class Reference(NamedTuple):
    """Where the format names something by its id, and the section that declares it."""

    form: Form
    section: str


REFERENCES: tuple[Reference, ...] = tuple(
    Reference(form(text), section)
    for section, forms in {
        "organizations": ("accounts.*.organization", "identity_center_users.*.organization"),
        "accounts": (
            "organizations.*.management_account",
            "organizations.*.delegated_iam_admin",
            "organizations.*.identity.emergency_access.account",
            "accounts.*.linked_account",
        ),
        "people": (
            "document.owner",
            "organizations.*.identity.emergency_access.administrators.*",
            "people.*.deputy",
            "locations.*.custodians.*",
            "bags.*.sealed_by.*",
            "secrets.*.holders.*",
            "mailboxes.*.readers.*",
            "phones.*.holders.*",
            "devices.*.holder",
            "accounts.*.users.*.person",
            "identity_center_users.*.person",
            "binders.each.*.copies.*.person",
        ),
        "sites": ("people.*.site", "travel_minutes.*.between.*", "locations.*.site"),
        "locations": (
            "bags.*.location",
            "secrets.*.location",
            "phones.*.location",
            "devices.*.location",
            "binders.each.*.copies.*.location",
        ),
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
    for text in forms
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
    for wanted, section in REFERENCES:
        declared = draft.ids(section)
        for path, value in matches(draft.top.data, wanted):
            if isinstance(value, str) and value not in declared:
                yield _unknown(path, value, section, declared)
    for person in draft.top.parts("people"):
        if person.text("deputy") == person.key:
            path = (*person.path, "deputy")
            yield problem("own-deputy", path, "a person cannot be their own deputy", "name somebody else")


def _unknown(path: Path, value: str, section: str, declared: dict[str, Data]) -> Unplaced:
    if section == "secrets":
        # It may be the password itself, so it is not repeated.
        hint = partial(
            did_you_mean, value, declared, "declare under secrets where it is kept, and name that entry here"
        )
        message = "this names no entry of secrets, and a password itself must never stand here"
        return problem("password-reference", path, message, hint)
    hint = partial(did_you_mean, value, declared, f"declare it under {section}, or name another")
    return problem("unknown-reference", path, f"no {_ONE[section]} is called {named(value)}", hint)

"""Ids and names: those that refer to nothing, stand in a list twice, or that nobody tells apart.

Source: "Names are not distinguished by case" (botocore 1.44.5, iam, CreateUser and CreateRole; checked 2026-12-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.message_words import did_you_mean, quote_name
from mfa_binder.inventory.raw_inventory import PathForm, RawInventory, RawMap, path_form
from mfa_binder.inventory.validation.problem_ids import inventory_error
from mfa_binder.inventory.yaml_nodes import Data, KeyPath
from mfa_binder.organization.confusables import look_alikes


class ReferenceForm(NamedTuple):
    """Where the format names something by its id, and the section that declares it."""

    form: PathForm
    section: str


REFERENCES: tuple[ReferenceForm, ...] = tuple(
    ReferenceForm(path_form(text), section)
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

_SINGULARS = {
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


def check_references(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Each name that its section does not declare."""
    for form, section in REFERENCES:
        declared = raw.ids(section)
        for path, value in raw.values_at(form):
            if isinstance(value, str) and value not in declared:
                yield _unknown_reference(path, value, section, declared)
    for person in raw.top.parts("people"):
        if person.text("deputy") == person.key:
            path = (*person.path, "deputy")
            yield inventory_error("own-deputy", path, "a person cannot be their own deputy", "name somebody else")


def _unknown_reference(path: KeyPath, value: str, section: str, declared: dict[str, Data]) -> UnplacedFinding:
    if section == "secrets":
        # It may be the password itself, so it is not repeated.
        hint = partial(
            did_you_mean, value, declared, "declare under secrets where it is kept, and name that entry here"
        )
        message = "this names no entry of secrets, and a password itself must never stand here"
        return inventory_error("password-reference", path, message, hint)
    hint = partial(did_you_mean, value, declared, f"declare it under {section}, or name another")
    return inventory_error("unknown-reference", path, f"no {_SINGULARS[section]} is called {quote_name(value)}", hint)


_SECTIONS_OF_IDS = (
    *("organizations", "people", "sites", "locations", "bags", "secrets", "mailboxes", "phones", "models", "devices"),
    "identity_center_users",
)


def check_similar_ids(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Ids of one section that differ only by case, or by what nobody sees."""
    for section in _SECTIONS_OF_IDS:
        yield from _check_look_alikes((section,), raw.ids(section), "a reader does not tell the two apart")
    for account in raw.top.parts("accounts"):
        for section in ("users", "roles"):
            entries = account.data.get(section)
            names = entries if isinstance(entries, dict) else ()
            yield from _check_look_alikes((*account.path, section), names, "IAM does not tell names apart by case")


def _check_look_alikes(path: KeyPath, keys: Iterable[str], reason: str) -> Iterator[UnplacedFinding]:
    for key, first in look_alikes(keys):
        message = f"{quote_name(key)} looks like {quote_name(first)}: {reason}"
        yield inventory_error("similar-ids", (*path, key), message, "keep one of the two, or give this another name")


_LISTS_OF_IDS = (
    ("locations", "custodians"),
    ("bags", "sealed_by"),
    ("secrets", "holders"),
    ("mailboxes", "readers"),
    ("phones", "holders"),
    ("elsewhere", "devices"),
)


def check_repeated_items(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Each id that a list names again."""
    for section, name in _LISTS_OF_IDS:
        for entry in raw.top.parts(section):
            yield from _check_list(entry, name)


def _check_list(entry: RawMap, name: str) -> Iterator[UnplacedFinding]:
    seen: set[str] = set()
    for path, item in entry.texts(name):
        if item in seen:
            yield inventory_error(
                "listed-twice", path, f"{quote_name(item)} stands in the list already", "keep one of the two"
            )
        seen.add(item)

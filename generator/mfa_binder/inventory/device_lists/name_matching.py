"""The words of a list to the ids of the inventory: by id, by name, without regard to capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mfa_binder.organization.organization import Organization

NameIndex = Mapping[str, tuple[str, ...]]
"""Ids by the names of what they stand for, folded for comparing. A name of several ids decides for none of them."""

_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]+@[^<>]+)>")
"""A name with an email address, as mail programs write it."""

_AFTER_NAME = re.compile(r"(?P<name>[^()]*[^()\s])\s*\([^()]*\)(?:\s*-?\s*#\S+)?")
"""A full name with the user name behind it, in brackets, and the employee number: Snipe-IT's complete name."""


@dataclass(frozen=True)
class InventoryNames:
    """What things of an inventory are called."""

    organization: Organization

    @cached_property
    def people(self) -> NameIndex:
        """Ids by id, name (in either order) and email address."""
        people = self.organization.people.values()
        return _index_names((person.key, (person.key, *_name_orders(person.name), person.email)) for person in people)

    @cached_property
    def locations(self) -> NameIndex:
        """Ids by id and name."""
        return _index_names((place.key, (place.key, place.name)) for place in self.organization.locations.values())

    @cached_property
    def bags(self) -> NameIndex:
        """Ids by id."""
        return _index_names((bag, (bag,)) for bag in self.organization.bags)

    @cached_property
    def models(self) -> NameIndex:
        """Ids by id, name, and maker with name."""
        models = self.organization.models.values()
        return _index_names((model.key, (model.key, model.name, f"{model.maker} {model.name}")) for model in models)

    def people_called(self, text: str) -> tuple[str, ...]:
        """The ids of the people whom a cell names: as it stands, else by the name or address in it."""
        whole = self.people.get(fold_name(text), ())
        return whole or tuple(
            sorted({key for part in _name_parts(text) for key in self.people.get(fold_name(part), ())})
        )


def fold_name(text: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _name_orders(name: str) -> tuple[str, ...]:
    """A name as it stands, and with the last word first, with and without a comma."""
    words = name.split()
    if len(words) < 2:
        return (name,)
    first, last = " ".join(words[:-1]), words[-1]
    return name, f"{last} {first}", f"{last}, {first}"


def _name_parts(text: str) -> tuple[str, ...]:
    address = _ADDRESS.fullmatch(text.strip())
    if address is not None:
        return address["name"], address["email"]
    match = _AFTER_NAME.fullmatch(text.strip())
    return (match["name"],) if match is not None else ()


def _index_names(names_by_key: Iterable[tuple[str, tuple[str | None, ...]]]) -> NameIndex:
    keys_by_name: dict[str, dict[str, None]] = {}
    for key, names in names_by_key:
        for name in names:
            if name:
                keys_by_name.setdefault(fold_name(name), {})[key] = None
    return {name: tuple(keys) for name, keys in keys_by_name.items()}


def new_id(name: str, known_ids: Iterable[str]) -> str:
    """An id for something that has a name: `YubiKey 5 NFC` is `yubikey-5-nfc`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain_name = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or "model"
    plain_name = plain_name if plain_name[0].isalpha() else f"model-{plain_name}"
    ids_in_use, number, candidate = set(known_ids), 2, plain_name
    while candidate in ids_in_use:
        candidate, number = f"{plain_name}-{number}", number + 1
    return candidate

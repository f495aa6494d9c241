"""The words of a list to the ids of the inventory: by id, by name, without regard to capitals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from generator.organization.organization import Organization


@dataclass(frozen=True)
class Names:
    """What things of an inventory are called. A name that two things have names neither."""

    organization: Organization

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Ids by id, name and email address."""
        people = self.organization.people.values()
        return _index((person.key, (person.key, person.name, person.email)) for person in people)

    @cached_property
    def locations(self) -> Mapping[str, str]:
        """Ids by id and name."""
        return _index((place.key, (place.key, place.name)) for place in self.organization.locations.values())

    @cached_property
    def bags(self) -> Mapping[str, str]:
        """Ids by id."""
        return _index((bag, (bag,)) for bag in self.organization.bags)

    @cached_property
    def models(self) -> Mapping[str, str]:
        """Ids by id, name, and maker with name."""
        models = self.organization.models.values()
        return _index((model.key, (model.key, model.name, f"{model.maker} {model.name}")) for model in models)


def folded(text: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _index(named: Iterable[tuple[str, tuple[str | None, ...]]]) -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for key, names in named:
        for name in names:
            if name:
                found.setdefault(folded(name), set()).add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def new_id(name: str, taken: Iterable[str]) -> str:
    """An id for something that has a name: `YubiKey 5 NFC` is `yubikey-5-nfc`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or "model"
    wanted = wanted if wanted[0].isalpha() else f"model-{wanted}"
    known, number, found = set(taken), 2, wanted
    while found in known:
        found, number = f"{wanted}-{number}", number + 1
    return found

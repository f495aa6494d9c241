"""What was read of the inventory while a page was rehearsed, so that a change elsewhere leaves its proof valid.

A reading is written as one name:

    accounts/444455556666     one record of a map of the inventory, or that there is none
    accounts                  all records of that map
    members/main, units/main  the accounts of an AWS organization as it lists them; its units
    holders/GAHT12345678      whose a TOTP token is, by printed serial
    tokens/GAHT12345678       whether the inventory has a TOTP token of that serial
    keys/AKIA…                whose an access key is

The names are noted by the maps through which the simulator and the rehearsal see the inventory, so
that nothing is read unnoted; `InventoryFingerprint` says later what the same readings give in another inventory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import cached_property
from typing import TypeVar

from pydantic import BaseModel

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.organization import Organization
from mfa_binder.simulator.state.access_keys import long_term_keys
from mfa_binder.simulator.state.owners import Owner
from mfa_binder.simulator.state.serial_numbers import token_holders, token_serials

HOLDERS, TOKENS, KEYS, MEMBERS, UNITS = "holders", "tokens", "keys", "members", "units"

_Value = TypeVar("_Value")


class InventoryReads:
    """The names of what has been read since the last `clear`."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def note(self, field: str, key: str | None = None) -> None:
        """Something of a map was read: the record of a key, or (None) all of it."""
        self._names.add(field if key is None else f"{field}/{key}")

    def clear(self) -> None:
        """Begin anew."""
        self._names.clear()

    def __deepcopy__(self, _memo: object) -> InventoryReads:
        """A copied state goes on noting in the same place."""
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """In order; a record is left out where all of its map was read."""
        whole = {name for name in self._names if "/" not in name}
        return tuple(sorted(name for name in self._names if name in whole or name.partition("/")[0] not in whole))


class TrackedMap(Mapping[str, _Value]):
    """A map whose look-ups are noted."""

    def __init__(self, entries: Mapping[str, _Value], field: str, readings: InventoryReads) -> None:
        self._entries = entries
        self._field = field
        self._readings = readings

    def __getitem__(self, key: str) -> _Value:
        self._readings.note(self._field, key)
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        self._readings.note(self._field)
        return iter(self._entries)

    def __len__(self) -> int:
        self._readings.note(self._field)
        return len(self._entries)


class TrackedState(MutableMapping[str, _Value]):
    """A map that begins as the inventory has it and then changes; look-ups are noted, changes are not."""

    def __init__(self, entries: Mapping[str, _Value], field: str, readings: InventoryReads) -> None:
        self._origin = (field, readings)
        self._state = dict(entries)
        self._seen = TrackedMap(self._state, field, readings)

    def __copy__(self) -> TrackedState[_Value]:
        """A state to come back to; nothing is read by that."""
        return TrackedState(self._state, *self._origin)

    def __getitem__(self, key: str) -> _Value:
        return self._seen[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seen)

    def __len__(self) -> int:
        return len(self._seen)

    def __setitem__(self, key: str, value: _Value) -> None:
        self._state[key] = value

    def __delitem__(self, key: str) -> None:
        del self._state[key]


def track_reads(organization: Organization, readings: InventoryReads) -> Organization:
    """The same inventory, each look-up in one of its maps noted."""
    maps = {
        name: TrackedMap(entries, name, readings)
        for name in type(organization).model_fields
        if isinstance(entries := getattr(organization, name), Mapping)
    }
    copy = organization.model_copy(update=maps)
    drop_cached_properties(copy)
    return copy


def drop_cached_properties(organization: Organization) -> None:
    """Drop what the model has worked out and kept: the next one who asks reads for it anew."""
    for name in vars(organization).keys() - type(organization).model_fields.keys():
        del vars(organization)[name]


class InventoryFingerprint:
    """What an inventory answers to readings."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization
        self._known: dict[str, str] = {}
        self._worked_out: Mapping[str, Callable[[str], object]] = {
            HOLDERS: lambda serial: _owner_ref(self._holders.get(serial)),
            TOKENS: lambda serial: serial in self._tokens,
            KEYS: lambda key: _owner_ref(self._keys.get(key)),
            MEMBERS: lambda key: [
                [account.key, account.name, account.root.email, account.ou, account.status.value]
                for account in self._members(key)
            ],
            UNITS: lambda key: sorted({account.ou or "" for account in self._members(key)}),
        }

    def digest(self, names: Iterable[str]) -> str:
        """SHA-256 of what readings give here, in hexadecimal."""
        text = "".join(f"{name}\0{self._answer(name)}\n" for name in sorted(names))
        return hashlib.sha256(text.encode()).hexdigest()

    def _answer(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = hashlib.sha256(self._text(name).encode()).hexdigest()
        return self._known[name]

    def _text(self, name: str) -> str:
        field, slash, key = name.partition("/")
        if field in self._worked_out:
            return json.dumps(self._worked_out[field](key))
        entries: Mapping[str, BaseModel] = getattr(self._organization, field, {})
        if slash:
            return _record_json(entries.get(key))
        return "\n".join(f"{key} {_record_json(entry)}" for key, entry in entries.items())

    def _members(self, key: str) -> tuple[Account, ...]:
        organization = self._organization.organizations.get(key)
        return () if organization is None else self._organization.accounts_of(organization)

    @cached_property
    def _holders(self) -> Mapping[str, Owner]:
        return token_holders(self._organization)

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return token_serials(self._organization)

    @cached_property
    def _keys(self) -> Mapping[str, Owner]:
        return long_term_keys(self._organization)


def _record_json(entry: BaseModel | None) -> str:
    """A record as JSON. The model's maps are read-only views, which pydantic takes for something unexpected."""
    return "" if entry is None else entry.model_dump_json(fallback=dict, warnings=False)


def _owner_ref(owner: Owner | None) -> str:
    return "" if owner is None else owner.ref

"""One entry of a list in the inventory's own terms, or why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from generator.findings import Finding
from generator.inventory.devices.cells import Cell
from generator.inventory.devices.fields import DeviceList, Entry, Status
from generator.inventory.devices.naming import Names, folded, new_id
from generator.inventory.nearest import did_you_mean
from generator.inventory.spelling import quoted
from generator.organization.devices import DeviceKind, DeviceStatus

Report = Callable[[Finding], None]

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII)
"""What a spreadsheet makes of a long number."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00(?::00)?)?", re.ASCII)


@dataclass(frozen=True)
class Defaults:
    """What new devices get where a row says nothing: ids of the inventory. `statuses`: words of state by the user."""

    location: str | None = None
    holder: str | None = None
    model: str | None = None
    kind: DeviceKind | None = None
    statuses: Mapping[str, DeviceStatus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model that the inventory does not have yet."""

    key: str
    name: str
    maker: str
    kind: DeviceKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device is: `field` is bag, location or holder."""

    field: str
    key: str
    cell: Cell


@dataclass(slots=True)
class Reader:
    """Reads entries of one list; what cannot be understood is reported."""

    file: str
    format: DeviceList
    names: Names
    defaults: Defaults
    report: Report
    new_models: dict[str, NewModel] = field(default_factory=dict)

    def say(self, cell: Cell, problem: str, message: str, hint: str) -> None:
        """Report something about a cell."""
        self.report(cell.finding(self.file, problem, message, hint))

    def serial(self, entry: Entry) -> str | None:
        """The serial number; one that a spreadsheet has rounded is none."""
        cell = entry.serial
        if cell is None:
            return None
        if _ROUNDED.fullmatch(cell.text):
            hint = "format the column as text, enter the serial number again, and export again"
            self.say(cell, "list-value", "a spreadsheet has rounded this serial number", hint)
            return None
        return cell.text

    def day(self, cell: Cell | None) -> date | None:
        """A day, with or without midnight."""
        if cell is None:
            return None
        found = _DAY.fullmatch(cell.text)
        try:
            return date.fromisoformat(found[1] if found else cell.text[:0])
        except ValueError:
            self.say(cell, "list-value", "this is not a day written YYYY-MM-DD", "write it as 2026-11-24, as text")
            return None

    def status(self, entry: Entry) -> Status | None:
        """The state, by the user's own words first."""
        cell = entry.status
        if cell is None:
            return None
        own = self.defaults.statuses.get(folded(cell.text))
        found = Status(own) if own is not None else self.format.status(cell.text)
        if found is None:
            words = ", ".join(status.value for status in DeviceStatus)
            hint = f'give --status "{cell.text}=STATE", where STATE is one of {words}'
            self.say(cell, "list-value", f"no state is known by {quoted(cell.text)}", hint)
        return found

    def place(self, entry: Entry) -> Place | None:
        """Where it is, by the first column that says so."""
        for cell, known, name in (
            (entry.bag, self.names.bags, "bag"),
            (entry.holder, self.names.people, "holder"),
            (entry.location, self.names.locations, "location"),
        ):
            if cell is not None:
                return self._known(cell, {name: known})
        if entry.held_by is not None:
            return self._known(entry.held_by, {"holder": self.names.people, "location": self.names.locations})
        at = entry.stands_at
        key = self.names.locations.get(folded(at.text)) if at is not None else None
        return Place("location", key, at) if at is not None and key is not None else None

    def said_twice(self, entry: Entry) -> bool:
        """Whether more than one place is given; then that is reported."""
        given = [cell for cell in (entry.bag, entry.holder, entry.location) if cell is not None]
        if len(given) > 1:
            self.say(given[1], "list-value", "the row gives several places", "keep one of bag, location and holder")
        return len(given) > 1

    def _known(self, cell: Cell, maps: Mapping[str, Mapping[str, str]]) -> Place | None:
        for name, known in maps.items():
            if folded(cell.text) in known:
                return Place(name, known[folded(cell.text)], cell)
        what = " or ".join("person" if name == "holder" else name for name in maps)
        every = [name for known in maps.values() for name in known]
        hint = did_you_mean(cell.text, every, "add it to the inventory first, or correct the list")
        self.say(cell, "list-reference", f"no {what} is called {quoted(cell.text)}", hint)
        return None

    def known_model(self, cell: Cell) -> str | None:
        """The id of a model of the inventory."""
        return self.names.models.get(folded(cell.text))

    def model(self, entry: Entry) -> str | None:
        """The id of the model of a device that is new; the model itself may be new too."""
        if entry.model is None:
            if self.defaults.model is None:
                self.say(entry.first, "list-value", "no model is given", "add a column model, or give --model ID")
            return self.defaults.model
        return self.known_model(entry.model) or self._new_model(entry, entry.model)

    def _new_model(self, entry: Entry, cell: Cell) -> str | None:
        kind = self._kind(entry)
        maker = entry.maker.text if entry.maker is not None else None
        before = self.new_models.get(folded(cell.text))
        if before is not None:
            if (kind or before.kind, maker or before.maker) != (before.kind, before.maker):
                message = f"the rows disagree on the maker or the kind of {quoted(cell.text)}"
                self.say(cell, "list-conflict", message, "mend the rows that are wrong")
            return before.key
        if kind is None or maker is None:
            lacks = " and ".join(name for name, got in (("maker", maker), ("kind", kind)) if got is None)
            hint = did_you_mean(cell.text, self.names.models, f"add it under models, or give its {lacks} in the list")
            if maker is not None and "mean" not in hint:
                hint += " (--kind fido2 or --kind totp)"
            self.say(cell, "list-reference", f"no model is called {quoted(cell.text)}", hint)
            return None
        taken = [*self.names.organization.models, *(model.key for model in self.new_models.values())]
        made = NewModel(new_id(cell.text, taken), cell.text, maker, kind)
        self.new_models[folded(cell.text)] = made
        return made.key

    def _kind(self, entry: Entry) -> DeviceKind | None:
        if entry.kind is None:
            return self.defaults.kind
        found = next((kind for kind in DeviceKind if kind.value == entry.kind.text.lower()), None)
        if found is None:
            self.say(entry.kind, "list-value", "this is not a kind of device", "write fido2 or totp")
        return found

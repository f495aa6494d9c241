"""Where a device is and who holds it, by every column of a row that says so.

A row that says two things is a finding, never a choice: paper that says "in the safe" of a key in somebody's pocket
is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mfa_binder.findings import Severity
from mfa_binder.inventory.device_lists.device_entries import DeviceEntry
from mfa_binder.inventory.device_lists.name_matching import InventoryNames, NameIndex, fold_name
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.message_words import did_you_mean, quote_name, quote_word

_TYPES: Mapping[str, str] = {"user": "holder", "person": "holder", "location": "location", "asset": "asset"}
"""Snipe-IT's words for what an asset is checked out to: the last word of `App\\Models\\User`, too."""

_CORRECT = "correct the one that is wrong, or take a column out with --column TITLE=-"


_HOLDER_WORDS = ("user", "owner", "holder", "holds", "custod", "assign", "keeper", "employee", "person", "checkedout")
"""Titles with one of these make a bare id the id of a person."""


_OWNERS = ("owner", "holder", "custod", "assign", "keeper")
"""Titles with one of these say who has a device in any program."""


class CellReporter(Protocol):
    """Reports something about a cell."""

    def __call__(
        self, cell: ListCell, problem: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> None:
        """Report it."""


@dataclass(frozen=True, slots=True)
class DevicePlace:
    """Where a device is."""

    field: str
    """bag, location or holder."""
    key: str
    """The id of what it is in, or of who has it."""
    cell: ListCell
    """The cell that says so."""

    @property
    def label(self) -> str:
        """Field and id, as messages name it."""
        return f"{self.field} {quote_name(self.key)}"


@dataclass(slots=True)
class DevicePlaceReader:
    """Reads the places of the rows of one list; what is unknown or contradicts itself is reported."""

    names: InventoryNames
    say: CellReporter
    other_people: frozenset[str] = field(default_factory=frozenset)
    """Titles, in normal form, under which somebody stands who does not hold the device."""

    def read_place(self, entry: DeviceEntry, checked_out: bool | None = None) -> DevicePlace | None:
        """Where it is. None: the row does not say, or not clearly, which is then reported.

        `checked_out`: whether its state says that somebody or something has it.
        """
        cells = [cell for cell in (entry.bag, entry.holder, entry.location) if cell is not None]
        if len(cells) > 1:
            message = f"the row says two things: {_quote_cell(cells[0])}, and {_quote_cell(cells[1])}"
            self.say(cells[1], "list-value", message, "keep one of bag, location and holder")
            return None
        if entry.bag is not None:
            return self._read_named_place(entry.bag, {"bag": self.names.bags})
        if entry.location is not None:
            return self._read_named_place(entry.location, {"location": self.names.locations})
        if entry.holder is not None:
            return self._read_named_place(entry.holder, {"holder": self.names.people})
        if not self.names_place(entry):
            return None if checked_out else self._read_location(entry)
        place = self._read_holder(entry)
        if place is not None and checked_out is False and entry.status is not None:
            self._report_contradiction(entry.status, "", place)
            return None
        return place

    def names_place(self, entry: DeviceEntry) -> bool:
        """Whether the row speaks of a place or a holder in columns of its own."""
        strict = entry.bag or entry.location or entry.holder or entry.employee
        return strict is not None or _held_by_kind(entry) in ("holder", "asset") or any(self._holder_cells(entry))

    def _holder_cells(self, entry: DeviceEntry) -> Iterator[ListCell]:
        yield from (*entry.emails, *entry.full_names, *entry.user_names, *entry.held_by, *entry.held_at)

    def _read_location(self, entry: DeviceEntry) -> DevicePlace | None:
        for cell in (entry.stands_at, entry.belongs_at):
            keys = self.names.locations.get(fold_name(cell.text), ()) if cell is not None else ()
            if cell is not None and len(keys) == 1:
                return DevicePlace("location", keys[0], cell)
        return None

    # -- what another program says of a holder, in several columns

    def _read_holder(self, entry: DeviceEntry) -> DevicePlace | None:
        places_by_cell = {cell: self._places_named_in(entry, cell) for cell in self._holder_cells(entry)}
        places = [place for places in places_by_cell.values() for place in places]
        if not places:
            self._report_nobody(entry)
            return None
        for cell, several in places_by_cell.items():
            if len(several) > 1:
                self._report_several(cell, several)
                return None
        first = places[0]
        other = next((place for place in places if (place.field, place.key) != (first.field, first.key)), None)
        if other is not None:
            self._report_contradiction(other.cell, f" ({other.label})", first)
            return None
        weak = self._only_by_user_name(entry, places_by_cell)
        if weak is not None:
            self._report_contradiction(weak, ", whom the inventory does not know", first)
            return None
        return first if self._agrees_with_row(entry, first) else None

    def _places_named_in(self, entry: DeviceEntry, cell: ListCell) -> list[DevicePlace]:
        places: list[DevicePlace] = []
        if cell not in entry.held_at:
            places += [DevicePlace("holder", key, cell) for key in self.names.people_called(cell.text)]
        if not places and (cell in entry.held_at or cell in entry.held_by):
            keys = self.names.locations.get(fold_name(cell.text), ())
            places += [DevicePlace("location", key, cell) for key in keys]
        return places

    def _only_by_user_name(
        self, entry: DeviceEntry, places_by_cell: Mapping[ListCell, Sequence[DevicePlace]]
    ) -> ListCell | None:
        """A name or address that nobody has beside a weaker one that somebody has.

        An email address tells a person for sure, a full name nearly so; a user name is another program's, and may
        be the id of somebody else here.
        """
        people = (entry.emails, (*entry.full_names, *entry.held_by), entry.user_names)
        unknown: ListCell | None = None
        for cells in people:
            if any(places_by_cell[cell] for cell in cells):
                return unknown
            unknown = unknown or next(iter(cells), None)
        return None

    def _agrees_with_row(self, entry: DeviceEntry, place: DevicePlace) -> bool:
        if entry.held_type is not None and _held_by_kind(entry) not in (None, place.field):
            self._report_contradiction(entry.held_type, "", place)
            return False
        location = entry.stands_at
        keys = self.names.locations.get(fold_name(location.text), ()) if location is not None else ()
        if location is None or not keys or place.key in keys:
            return True
        if place.field == "location":
            self._report_contradiction(location, f" (location {quote_name(keys[0])})", place)
            return False
        message = f"{_quote_cell(place.cell)}, and {_quote_cell(location)}: taken as held by {quote_name(place.key)}"
        hint = f"if it lies in location {quote_name(keys[0])}, check it in there, and export again"
        self.say(location, "list-holder", message, hint, Severity.WARNING)
        return True

    def _report_contradiction(self, cell: ListCell, tail: str, place: DevicePlace) -> None:
        message = f"the row says two things: {_quote_cell(place.cell)} ({place.label}), and {_quote_cell(cell)}{tail}"
        self.say(cell, "list-conflict", message, _CORRECT)

    def _report_nobody(self, entry: DeviceEntry) -> None:
        kind = entry.held_type
        claims = [*entry.held_by, *entry.held_at, *entry.full_names, *entry.emails, *entry.user_names]
        if kind is not None and _held_by_kind(entry) == "asset":
            message = "it is checked out to another asset, which is no person and no location"
            self.say(kind, "list-holder", message, "give a person or a location in the list, or check the asset in")
        elif claims:
            self._report_unknown(claims[0], {"holder": self.names.people, "location": self.names.locations})
        elif entry.employee is not None:
            message = "an employee number tells nobody: the inventory has none"
            self.say(entry.employee, "list-holder", message, "export the name, user name or email address, too")
        elif kind is not None:
            message = f"{_quote_cell(kind)}, and no column says who has it"
            self.say(kind, "list-holder", message, "export the name, user name or email address, too")

    def _report_several(self, cell: ListCell, places: Sequence[DevicePlace]) -> None:
        which = " and ".join(quote_name(place.key) for place in places)
        message = f"{quote_word(cell.text)} names {which}"
        self.say(cell, "list-reference", message, "write the id of the one who is meant")

    # -- one column that must name something

    def _read_named_place(self, cell: ListCell, maps: Mapping[str, NameIndex]) -> DevicePlace | None:
        places = [
            DevicePlace(name, key, cell) for name, known in maps.items() for key in self._ids_of(cell, name, known)
        ]
        if len(places) == 1:
            return places[0]
        if places:
            self._report_several(cell, places)
        else:
            self._report_unknown(cell, maps)
        return None

    def _ids_of(self, cell: ListCell, name: str, known: NameIndex) -> tuple[str, ...]:
        return self.names.people_called(cell.text) if name == "holder" else known.get(fold_name(cell.text), ())

    def _report_unknown(self, cell: ListCell, maps: Mapping[str, NameIndex]) -> None:
        kinds = " or ".join("person" if name == "holder" else name for name in maps)
        known_names = [name for known in maps.values() for name in known]
        hint = did_you_mean(cell.text, known_names, "add it to the inventory first, or correct the list")
        self.say(cell, "list-reference", f"no {kinds} is called {quote_word(cell.text)}", hint)

    # -- columns that are not read

    def report_unread_people(
        self, entry: DeviceEntry, read: frozenset[str], known_place: tuple[str, str] | None
    ) -> None:
        """A person's name in a column that is not read, unless that person holds the device as it is.

        `read`: titles that are read; `known_place`: what is known of the place, as field and id.
        """
        for title, cell in entry.row.cells.items():
            may_be_place = cell in (entry.stands_at, entry.belongs_at)
            is_no_location = may_be_place and not self.names.locations.get(fold_name(cell.text))
            if (title in read and not is_no_location) or title in self.other_people:
                continue
            people = self.names.people_called(cell.text)
            if not people and any(word in title for word in _OWNERS):
                self._report_unread_owner(cell)
            for key in people:
                bare = fold_name(cell.text) == fold_name(key) and not any(word in title for word in _HOLDER_WORDS)
                if known_place != ("holder", key) and not bare:
                    self._report_unread(cell, key, known_place)

    def _report_unread_owner(self, cell: ListCell) -> None:
        message = f"this column is not read, and may say who has the device: {quote_word(cell.text)}"
        title = cell.title.strip()
        hint = f'give --column "{title}=holder", or --column "{title}=-" if it is somebody else'
        self.say(cell, "list-holder", message, hint, Severity.WARNING)

    def _report_unread(self, cell: ListCell, key: str, known_place: tuple[str, str] | None) -> None:
        field_name, place_id = known_place or ("", "")
        known = f"the device is in {field_name} {quote_name(place_id)}"
        if not field_name:
            known = "the row gives no place"
        elif field_name == "holder":
            known = f"{quote_name(place_id)} holds the device"
        message = f"this column is not read as the holder, and names {quote_name(key)}; {known}"
        title = cell.title.strip()
        hint = f'give --column "{title}=holder" if that is who has it, --column "{title}=-" if not'
        self.say(cell, "list-holder", message, hint)


def _held_by_kind(entry: DeviceEntry) -> str | None:
    """Which kind of thing has it, in the inventory's words; `asset` is none of them."""
    cell = entry.held_type
    return _TYPES.get(fold_name(cell.text).rsplit("\\", 1)[-1]) if cell is not None else None


def _quote_cell(cell: ListCell) -> str:
    """What a cell says, with its title."""
    return f"{quote_word(cell.title.strip())} says {quote_word(cell.text)}"

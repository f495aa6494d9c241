"""What a row of a list can say of a device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.inventory.devices.cells import Cell, Row
from generator.organization.devices import DeviceStatus


@dataclass(frozen=True, slots=True)
class Status:
    """A state that a list says. Not `firm`: only a device that is new takes it."""

    value: DeviceStatus
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One device as a list has it: the cells that say something, none of them understood yet.

    `model` is a name or an id. `held_by` is a person or a location, whichever it names; `stands_at` is a location
    that says nothing if it names none, since some programs want a place for everything.
    """

    row: Row
    id: Cell | None = None
    serial: Cell | None = None
    model: Cell | None = None
    maker: Cell | None = None
    kind: Cell | None = None
    bag: Cell | None = None
    location: Cell | None = None
    holder: Cell | None = None
    held_by: Cell | None = None
    stands_at: Cell | None = None
    status: Cell | None = None
    status_since: Cell | None = None
    firmware: Cell | None = None
    purchased: Cell | None = None

    @property
    def first(self) -> Cell:
        """A cell to name the row by."""
        return self.id or self.serial or next(iter(self.row.cells.values()))


@dataclass(frozen=True)
class DeviceList:
    """A format: which titles say what, and how its words of state are read.

    `columns` gives the titles, in normal form, that a field is read from; the first that says something counts.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    recognized: Callable[[frozenset[str]], bool]
    """Whether a file with these titles has the format."""
    status: Callable[[str], Status | None]
    """The state that a word means; None if it means none."""
    ids_are_ours: bool = False
    """Whether its ids are the inventory's own, so that another id for a known serial number is a contradiction."""
    id_from_serial: str = ""
    """What stands before a serial number to make an id, where a list has none."""

    def entry(self, row: Row) -> Entry:
        """A row as an entry."""
        cells = {name: self._cell(row, titles) for name, titles in self.columns.items()}
        return Entry(row, **cells)

    def _cell(self, row: Row, titles: tuple[str, ...]) -> Cell | None:
        return next((row.cells[title] for title in titles if title in row.cells), None)


def plain_status(word: str) -> Status | None:
    """One of the inventory's own words."""
    found = next((status for status in DeviceStatus if status.value == word.lower()), None)
    return Status(found) if found is not None else None

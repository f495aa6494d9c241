"""What a row of a list can say of a device."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mfa_binder.inventory.lists.list_cells import ListCell, ListRow
from mfa_binder.organization.mfa_devices import DeviceStatus


@dataclass(frozen=True, slots=True)
class StatusWord:
    """A state that a list says."""

    value: DeviceStatus
    firm: bool = True
    """Whether it counts for a device that is known, too, and not only for one that is new."""
    checked_out: bool | None = None
    """Whether the word says that somebody or something has the device; None: it says nothing of that."""


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """One device as a list has it: the cells that say something, none of them understood yet."""

    row: ListRow
    id: ListCell | None = None
    serial: ListCell | None = None
    model: ListCell | None = None
    """A name or an id."""
    product: ListCell | None = None
    """What the device calls itself."""
    maker: ListCell | None = None
    kind: ListCell | None = None
    bag: ListCell | None = None
    location: ListCell | None = None
    holder: ListCell | None = None
    stands_at: ListCell | None = None
    """A location, which says nothing if it names none: some programs want a place for everything."""
    belongs_at: ListCell | None = None
    """Where it goes when it is returned; says nothing either if it names no location."""
    status: ListCell | None = None
    status_since: ListCell | None = None
    firmware: ListCell | None = None
    purchased: ListCell | None = None
    held_type: ListCell | None = None
    """Whether a person, a location or another asset has it."""
    employee: ListCell | None = None
    """The holder's number in another program, which the inventory does not know."""
    emails: tuple[ListCell, ...] = ()
    full_names: tuple[ListCell, ...] = ()
    user_names: tuple[ListCell, ...] = ()
    held_by: tuple[ListCell, ...] = ()
    """A person or a location, whichever it names."""
    held_at: tuple[ListCell, ...] = ()
    """The location that has it."""

    @property
    def first(self) -> ListCell:
        """A cell to name the row by."""
        return self.id or self.serial or next(iter(self.row.cells.values()))

    @property
    def read_cells(self) -> Iterator[ListCell]:
        """Every cell that is read."""
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, ListCell):
                yield value
            elif isinstance(value, tuple):
                yield from value


FieldTitles = Mapping[str, tuple[str, ...]]
"""The titles, in normal form, that a field is read from."""


@dataclass(frozen=True)
class DeviceListFormat:
    """A format: which titles say what, and how its words of state are read."""

    name: str
    columns: FieldTitles
    """Of several titles the first that says something counts."""
    recognizes: Callable[[frozenset[str]], bool]
    """Whether a file with these titles has the format."""
    read_status: Callable[[str], StatusWord | None]
    """The state that a word means; None if it means none."""
    several: FieldTitles = field(default_factory=dict)
    """Fields that take every one of their titles."""
    full_names: tuple[tuple[str, str], ...] = ()
    """Titles of first and last names, which make a full name."""
    other_people: frozenset[str] = frozenset()
    """Titles under which somebody stands who does not hold the device."""
    ids_are_ours: bool = False
    """Whether its ids are the inventory's own, so that another id for a known serial number is a contradiction."""
    id_from_serial: bool = False
    """Whether a serial number makes an id where the list has none."""

    @property
    def titles(self) -> frozenset[str]:
        """Every title that is read."""
        fields = (*self.full_names, *self.columns.values(), *self.several.values())
        return frozenset(title for titles in fields for title in titles)

    def read_entry(self, row: ListRow) -> DeviceEntry:
        """A row as an entry."""
        fields: dict[str, Any] = {}
        for name, titles in self.columns.items():
            fields[name] = next((row.cells[title] for title in titles if title in row.cells), None)
        for name, titles in self.several.items():
            fields[name] = tuple(row.cells[title] for title in titles if title in row.cells)
        fields["full_names"] = (*fields.get("full_names", ()), *self._full_names(row))
        return DeviceEntry(row, **fields)

    def _full_names(self, row: ListRow) -> Iterator[ListCell]:
        for titles in self.full_names:
            cells = [row.cells[title] for title in titles if title in row.cells]
            if cells:
                text, title = (
                    " ".join(words) for words in zip(*((cell.text, cell.title) for cell in cells), strict=True)
                )
                yield ListCell(text, cells[0].line, cells[0].column, title)


def inventory_status(word: str) -> StatusWord | None:
    """One of the inventory's own words."""
    value = next((status for status in DeviceStatus if status.value == word.lower()), None)
    return StatusWord(value) if value is not None else None

"""A list of devices against the inventory: what is put into it, or every reason why not.

The inventory is right wherever it says something: a list adds devices, and fills in what is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from mfa_binder.errors import DeviceListError, InventoryError
from mfa_binder.findings import Finding, Place, Severity
from mfa_binder.inventory.devices.cells import Cell
from mfa_binder.inventory.devices.fields import Entry
from mfa_binder.inventory.devices.formats import Listed
from mfa_binder.inventory.devices.naming import Names
from mfa_binder.inventory.devices.places import DevicePlace, PlaceReader
from mfa_binder.inventory.devices.understanding import Defaults, Reader
from mfa_binder.inventory.door import Inventory, read_inventory
from mfa_binder.inventory.editing.edit import Edited, edit_inventory
from mfa_binder.inventory.editing.splices import Put
from mfa_binder.inventory.editing.yaml_text import Scalar
from mfa_binder.inventory.list_source import MOST_TOLD, limit_findings
from mfa_binder.inventory.spelling import dotted, named, quoted
from mfa_binder.organization.mfa_devices import Device, DeviceStatus


@dataclass(frozen=True)
class Imported:
    """What a list brings: the edit, the ids of what is new, filled in, and already said, and what is told beside."""

    edited: Edited
    added: tuple[str, ...]
    filled_in: tuple[str, ...]
    unchanged: tuple[str, ...]
    models: tuple[str, ...]
    warnings: tuple[Finding, ...] = ()
    gaps: tuple[str, ...] = ()
    """Accounts that the list names without an id."""


def import_devices(path: FilePath, listed: Listed, defaults: Defaults) -> Imported:
    """Take a list over into an inventory, in memory.

    Raises InventoryError if the inventory cannot be used as it is, DeviceListError with every problem of the list.
    """
    merging = _Merging(read_inventory(path), listed, defaults)
    for number, entry in enumerate(listed.entries):
        merging.take(entry)
        if merging.reader.errors >= MOST_TOLD:
            raise DeviceListError(
                limit_findings(merging.sorted_findings(), listed.file, len(listed.entries) - number - 1)
            )
    puts = merging.puts()
    try:
        edited = edit_inventory(path, puts)
    except InventoryError as error:
        merging.take_back(error.findings)
    told = limit_findings(merging.sorted_findings(), listed.file)
    if any(finding.severity is Severity.ERROR for finding in told):
        raise DeviceListError(told)
    models = tuple(model.key for model in merging.reader.new_models.values())
    return Imported(edited, *merging.counted(), models, told)


def _list_order(finding: Finding) -> tuple[int, int, str]:
    return finding.place.line, finding.place.column, finding.message


_FOLLOWING = frozenset({"missing-key", "custody", "missing-serial"})
"""What the door says of a device of which a part was not understood."""


_EXPORT_HOLDER = "tick Checked Out or the user name for the report and export again; --holder ID is for new devices"


@dataclass(frozen=True, slots=True)
class _Said:
    """What a list says of one key of a device. Not `firm`: only for a device that is new."""

    value: Scalar
    cell: Cell
    firm: bool = True


@dataclass
class _Merging:
    inventory: Inventory
    listed: Listed
    defaults: Defaults
    findings: list[Finding] = field(default_factory=list)
    new: dict[str, dict[str, Scalar]] = field(default_factory=dict)
    filled: dict[str, dict[str, Scalar]] = field(default_factory=dict)
    taken: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = Names(self.inventory.organization)
        self.reader = Reader(self.listed.file, self.listed.format, names, self.defaults, self.findings.append)
        self.places = PlaceReader(names, self.reader.say, self.listed.format.other_people | self.listed.ignored)
        self._by_serial: dict[str, list[Device]] = {}
        for device in self.inventory.organization.devices.values():
            if device.serial is not None:
                self._by_serial.setdefault(device.serial, []).append(device)

    def take(self, entry: Entry) -> None:
        """One entry: a device that is new, or more about one that is known."""
        self.reader.report_unreadable(entry)
        self.reader.report_two_values(entry)
        serial = self.reader.serial(entry)
        key = self.reader.id(entry, serial)
        known = self._known(entry, key, serial)
        key = known.key if known is not None else key
        if not self.reader.is_id(key, entry, serial):
            return
        if key in self.taken:
            message = f"line {self.taken[key].row.line} speaks of the device {named(key)} already"
            self.reader.say(entry.first, "list-twice", message, "keep one of the two rows")
            return
        self.taken[key] = entry
        if known is not None:
            self._fill_in(known, entry)
        else:
            self._add(key, entry)

    def _known(self, entry: Entry, key: str | None, serial: str | None) -> Device | None:
        by_id = self.inventory.organization.devices.get(key or "")
        same = self._by_serial.get(serial or "", [])
        by_serial = same[0] if len(same) == 1 else None
        if by_serial is None or entry.serial is None or by_serial is by_id:
            return by_id
        if by_id is not None or self.listed.format.ids_are_ours:
            message = f"the inventory gives the serial number {quoted(entry.serial.text)} to {named(by_serial.key)}"
            message += f", and the list to {named(key or '')}" if key else ""
            self._conflict(entry.serial, message)
            return by_id or by_serial
        return by_serial

    def _conflict(self, cell: Cell, message: str) -> None:
        self.reader.say(cell, "list-conflict", message, "read the device again, and correct the one that is wrong")

    # -- a device that is new

    def _add(self, key: str, entry: Entry) -> None:
        values: dict[str, Scalar] = {}
        model = self.reader.model(entry)
        if model is not None:
            values["model"] = model
        said = dict(self._said(entry))
        if "serial" in said:
            values["serial"] = said.pop("serial").value
        values |= self._new_place(entry)
        values |= {name: each.value for name, each in said.items() if each.value != DeviceStatus.ACTIVE}
        self.new[key] = values

    def _new_place(self, entry: Entry) -> Mapping[str, Scalar]:
        before = len(self.findings)
        place = self.places.place(entry, self._checked_out(entry))
        if place is None and not self.places.says(entry):
            place = self._default_place(entry)
        if all(finding.severity is not Severity.ERROR for finding in self.findings[before:]):
            self._report_unread_people(entry, (place.field, place.key) if place is not None else None)
        if place is None and len(self.findings) == before:
            self._report_no_place(entry)
        return {place.field: place.key} if place is not None else {}

    def _default_place(self, entry: Entry) -> DevicePlace | None:
        if self.defaults.location is not None and not self._checked_out(entry):
            return DevicePlace("location", self.defaults.location, entry.first)
        if self.defaults.holder is not None:
            return DevicePlace("holder", self.defaults.holder, entry.first)
        return None

    def _report_no_place(self, entry: Entry) -> None:
        if self._checked_out(entry) and entry.status is not None:
            message = f"{quoted(entry.status.text)} says that it is checked out, and no column says to whom"
            self.reader.say(entry.status, "list-holder", message, _EXPORT_HOLDER)
            return
        at = entry.stands_at or entry.belongs_at
        known = f"{quoted(at.text)} is no location of the inventory, so " if at is not None else ""
        message = f"{known}the row says neither bag, location nor holder"
        self.reader.say(at or entry.first, "list-place", message, "give --location ID or --holder ID, or add a column")

    def _checked_out(self, entry: Entry) -> bool | None:
        """Whether its word of state says that somebody or something has it."""
        status = self.listed.format.status(entry.status.text) if entry.status is not None else None
        return status.checked_out if status is not None else None

    def _report_unread_people(self, entry: Entry, there: tuple[str, str] | None) -> None:
        self.places.report_unread_people(entry, self.listed.format.titles, there)

    def _said(self, entry: Entry) -> Iterator[tuple[str, _Said]]:
        """What a list says in words of its own, by key."""
        serial = self.reader.serial(entry) if entry.serial is not None else None
        if serial is not None and entry.serial is not None:
            yield "serial", _Said(serial, entry.serial)
        status = self.reader.status(entry)
        if status is not None and entry.status is not None:
            yield "status", _Said(status.value.value, entry.status, status.firm)
        for name, cell in (("status_since", entry.status_since), ("purchased", entry.purchased)):
            day = self.reader.day(cell)
            if day is not None and cell is not None:
                yield name, _Said(day, cell)
        if entry.firmware is not None:
            yield "firmware", _Said(entry.firmware.text, entry.firmware)

    # -- a device that is known

    def _fill_in(self, device: Device, entry: Entry) -> None:
        if entry.model is not None and self.reader.known_model(entry.model) != device.model:
            self._conflict(entry.model, self._both("model", device.key, device.model, entry.model.text))
        self._compare_place(device, entry)
        values: dict[str, Scalar] = {}
        for name, said in self._said(entry):
            there = getattr(device, name)
            if self.inventory.positions.node(("devices", device.key, name)) is None or there is None:
                if said.firm and said.value != DeviceStatus.ACTIVE:
                    values[name] = said.value
            elif said.firm and said.value != there:
                self._conflict(said.cell, self._both(name, device.key, str(there), str(said.value)))
        self.filled[device.key] = values

    def _compare_place(self, device: Device, entry: Entry) -> None:
        before = len(self.findings)
        place = self.places.place(entry, self._checked_out(entry))
        if place is not None and not self._is_at(device, place):
            self._conflict(place.cell, self._both(*self._place_of(device), f"{place.field} {place.key}"))
        if len(self.findings) > before:
            return
        if place is None and device.holder is None and self._checked_out(entry):
            self._report_no_place(entry)
        else:
            name, _, key = self._place_of(device)
            self._report_unread_people(entry, (name, key))

    def _both(self, name: str, device: str, ours: str, theirs: str) -> str:
        line = self.inventory.positions.place(("devices", device, name)).line
        return (
            f"of {named(device)} line {line} of the inventory says {name} {quoted(ours)}, and the list {quoted(theirs)}"
        )

    def _place_of(self, device: Device) -> tuple[str, str, str]:
        name = next(name for name in ("bag", "location", "holder") if getattr(device, name) is not None)
        return name, device.key, str(getattr(device, name))

    def _is_at(self, device: Device, place: DevicePlace) -> bool:
        """A device in a bag is where the bag is, too."""
        bag = self.inventory.organization.bags.get(device.bag or "")
        ours = {"bag": device.bag, "holder": device.holder, "location": bag.location if bag else device.location}
        return ours[place.field] == place.key

    # -- the whole

    def sorted_findings(self) -> list[Finding]:
        """All that was found, in the order of the list."""
        return sorted(dict.fromkeys((*self.listed.warnings, *self.findings)), key=_list_order)

    def puts(self) -> list[Put]:
        """Everything that the list brings."""
        models = [
            Put(("models", model.key), {"name": model.name, "maker": model.maker, "kind": model.kind.value})
            for model in self.reader.new_models.values()
        ]
        new = [Put(("devices", key), values) for key, values in self.new.items()]
        filled = [
            Put(("devices", key, name), value) for key, values in self.filled.items() for name, value in values.items()
        ]
        return models + filled + new

    def counted(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The ids of what is new, filled in, unchanged."""
        return (
            tuple(self.new),
            tuple(key for key, values in self.filled.items() if values),
            tuple(key for key, values in self.filled.items() if not values),
        )

    def take_back(self, findings: Sequence[Finding]) -> None:
        """Findings of the door about what the list brought, but for what only follows from what was found before."""
        lines = {finding.place.line for finding in self.findings}
        cells = {(finding.place.line, finding.place.column) for finding in self.findings}
        for finding in map(self.on_the_list, findings):
            follows = finding.id in _FOLLOWING and finding.place.line in lines
            follows |= (finding.place.line, finding.place.column) in cells
            if not follows or finding.place.file != self.listed.file:
                self.findings.append(finding)

    def on_the_list(self, finding: Finding) -> Finding:
        """A finding of the door about something that the list brought, at its place in the list."""
        for key, entry in self.taken.items():
            under = dotted(("devices", key))
            if finding.place.path == under or finding.place.path.startswith(f"{under}."):
                name = finding.place.path[len(under) + 1 :]
                cell = getattr(entry, name, None) if name in Entry.__slots__ else None
                cell = cell if isinstance(cell, Cell) else entry.first
                return replace(finding, place=Place(self.listed.file, cell.line, cell.column, finding.place.path))
        return finding

"""A list of devices against the inventory: what is put into it, or every reason why not.

The inventory is right wherever it says something: a list adds devices, and fills in what is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mfa_binder.errors import DeviceListError, InventoryError
from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.device_lists.device_entries import DeviceEntry
from mfa_binder.inventory.device_lists.device_formats import DeviceList
from mfa_binder.inventory.device_lists.device_places import DevicePlace, DevicePlaceReader
from mfa_binder.inventory.device_lists.device_row_parsing import DeviceRowReader, NewDeviceDefaults
from mfa_binder.inventory.device_lists.name_matching import InventoryNames
from mfa_binder.inventory.editing.inventory_edit import edit_inventory
from mfa_binder.inventory.editing.text_splices import ValueEdit
from mfa_binder.inventory.editing.yaml_text import ScalarValue
from mfa_binder.inventory.inventory_loading import Inventory, load_inventory
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.lists.list_import import ListImport, count_ids, place_on_list, refuse_errors, sort_findings
from mfa_binder.inventory.lists.list_text import MOST_LIST_FINDINGS, limit_findings
from mfa_binder.inventory.message_words import quote_name, quote_word
from mfa_binder.organization.mfa_devices import Device, DeviceStatus


def import_devices(path: Path, listed: DeviceList, defaults: NewDeviceDefaults) -> ListImport:
    """Take a list over into an inventory, in memory.

    Raises InventoryError if the inventory cannot be used as it is, DeviceListError with every problem of the list.
    """
    merging = _DeviceMerge(load_inventory(path), listed, defaults)
    for number, entry in enumerate(listed.entries):
        merging.merge_entry(entry)
        if merging.reader.errors >= MOST_LIST_FINDINGS:
            raise DeviceListError(
                limit_findings(merging.sorted_findings(), listed.file, len(listed.entries) - number - 1)
            )
    try:
        edited = edit_inventory(path, merging.edits())
    except InventoryError as error:
        merging.add_findings_of_edit(error.findings)
    warnings = refuse_errors(merging.sorted_findings(), listed.file)
    models = tuple(model.key for model in merging.reader.new_models.values())
    return ListImport(edited, *count_ids(merging.new, merging.filled), models, warnings)


_CONSEQUENCES = frozenset({"missing-key", "custody", "missing-serial"})
"""Problems of the changed inventory that only follow from a cell that was not understood."""


_EXPORT_HOLDER = "tick Checked Out or the user name for the report and export again; --holder ID is for new devices"


@dataclass(frozen=True, slots=True)
class _ListedValue:
    """What a list says of one key of a device."""

    value: ScalarValue
    cell: ListCell
    firm: bool = True
    """Whether it counts for a device that is known, too, and not only for one that is new."""


@dataclass
class _DeviceMerge:
    """Takes the entries of a list one by one, and gives the edits that they bring."""

    inventory: Inventory
    listed: DeviceList
    defaults: NewDeviceDefaults
    findings: list[Finding] = field(default_factory=list)
    """What is wrong with them."""
    new: dict[str, dict[str, ScalarValue]] = field(default_factory=dict)
    """Keys and values of each device that is new."""
    filled: dict[str, dict[str, ScalarValue]] = field(default_factory=dict)
    """Keys and values that are put into each device that is known."""
    entries: dict[str, DeviceEntry] = field(default_factory=dict)
    """The entry of each device, known or new."""

    def __post_init__(self) -> None:
        names = InventoryNames(self.inventory.organization)
        self.reader = DeviceRowReader(self.listed.file, self.listed.format, names, self.defaults, self.findings.append)
        self.places = DevicePlaceReader(names, self.reader.say, self.listed.format.other_people | self.listed.ignored)
        self._by_serial: dict[str, list[Device]] = {}
        for device in self.inventory.organization.devices.values():
            if device.serial is not None:
                self._by_serial.setdefault(device.serial, []).append(device)

    def merge_entry(self, entry: DeviceEntry) -> None:
        """One entry: a device that is new, or more about one that is known."""
        self.reader.report_unreadable(entry)
        self.reader.report_two_values(entry)
        serial = self.reader.read_serial(entry)
        key = self.reader.read_id(entry, serial)
        known = self._find_device(entry, key, serial)
        key = known.key if known is not None else key
        if not self.reader.accepts_id(key, entry, serial):
            return
        if key in self.entries:
            message = f"line {self.entries[key].row.line} speaks of the device {quote_name(key)} already"
            self.reader.say(entry.first, "list-twice", message, "keep one of the two rows")
            return
        self.entries[key] = entry
        if known is not None:
            self._fill_in(known, entry)
        else:
            self._add_device(key, entry)

    def _find_device(self, entry: DeviceEntry, key: str | None, serial: str | None) -> Device | None:
        by_id = self.inventory.organization.devices.get(key or "")
        same = self._by_serial.get(serial or "", [])
        by_serial = same[0] if len(same) == 1 else None
        if by_serial is None or entry.serial is None or by_serial is by_id:
            return by_id
        if by_id is not None or self.listed.format.ids_are_ours:
            message = (
                f"the inventory gives the serial number {quote_word(entry.serial.text)} to {quote_name(by_serial.key)}"
            )
            message += f", and the list to {quote_name(key or '')}" if key else ""
            self._report_conflict(entry.serial, message)
            return by_id or by_serial
        return by_serial

    def _report_conflict(self, cell: ListCell, message: str) -> None:
        self.reader.say(cell, "list-conflict", message, "read the device again, and correct the one that is wrong")

    # -- a device that is new

    def _add_device(self, key: str, entry: DeviceEntry) -> None:
        values: dict[str, ScalarValue] = {}
        model = self.reader.read_model(entry)
        if model is not None:
            values["model"] = model
        listed_values = dict(self._listed_values(entry))
        if "serial" in listed_values:
            values["serial"] = listed_values.pop("serial").value
        values |= self._place_new_device(entry)
        values |= {name: listed.value for name, listed in listed_values.items() if listed.value != DeviceStatus.ACTIVE}
        self.new[key] = values

    def _place_new_device(self, entry: DeviceEntry) -> Mapping[str, ScalarValue]:
        before = len(self.findings)
        place = self.places.read_place(entry, self._is_checked_out(entry))
        if place is None and not self.places.names_place(entry):
            place = self._default_place(entry)
        if all(finding.severity is not Severity.ERROR for finding in self.findings[before:]):
            self._report_unread_people(entry, (place.field, place.key) if place is not None else None)
        if place is None and len(self.findings) == before:
            self._report_no_place(entry)
        return {place.field: place.key} if place is not None else {}

    def _default_place(self, entry: DeviceEntry) -> DevicePlace | None:
        if self.defaults.location is not None and not self._is_checked_out(entry):
            return DevicePlace("location", self.defaults.location, entry.first)
        if self.defaults.holder is not None:
            return DevicePlace("holder", self.defaults.holder, entry.first)
        return None

    def _report_no_place(self, entry: DeviceEntry) -> None:
        if self._is_checked_out(entry) and entry.status is not None:
            message = f"{quote_word(entry.status.text)} says that it is checked out, and no column says to whom"
            self.reader.say(entry.status, "list-holder", message, _EXPORT_HOLDER)
            return
        place = entry.stands_at or entry.belongs_at
        known = f"{quote_word(place.text)} is no location of the inventory, so " if place is not None else ""
        message = f"{known}the row says neither bag, location nor holder"
        self.reader.say(
            place or entry.first, "list-place", message, "give --location ID or --holder ID, or add a column"
        )

    def _is_checked_out(self, entry: DeviceEntry) -> bool | None:
        """Whether its word of state says that somebody or something has it."""
        status = self.listed.format.read_status(entry.status.text) if entry.status is not None else None
        return status.checked_out if status is not None else None

    def _report_unread_people(self, entry: DeviceEntry, known_place: tuple[str, str] | None) -> None:
        self.places.report_unread_people(entry, self.listed.format.titles, known_place)

    def _listed_values(self, entry: DeviceEntry) -> Iterator[tuple[str, _ListedValue]]:
        """What a list says in words of its own, by key."""
        serial = self.reader.read_serial(entry) if entry.serial is not None else None
        if serial is not None and entry.serial is not None:
            yield "serial", _ListedValue(serial, entry.serial)
        status = self.reader.read_status(entry)
        if status is not None and entry.status is not None:
            yield "status", _ListedValue(status.value.value, entry.status, status.firm)
        for name, cell in (("status_since", entry.status_since), ("purchased", entry.purchased)):
            day = self.reader.read_date(cell)
            if day is not None and cell is not None:
                yield name, _ListedValue(day, cell)
        if entry.firmware is not None:
            yield "firmware", _ListedValue(entry.firmware.text, entry.firmware)

    # -- a device that is known

    def _fill_in(self, device: Device, entry: DeviceEntry) -> None:
        if entry.model is not None and self.reader.find_model(entry.model) != device.model:
            self._report_conflict(
                entry.model, self._describe_conflict("model", device.key, device.model, entry.model.text)
            )
        self._compare_place(device, entry)
        values: dict[str, ScalarValue] = {}
        for name, listed in self._listed_values(entry):
            known_value = getattr(device, name)
            if self.inventory.positions.node(("devices", device.key, name)) is None or known_value is None:
                if listed.firm and listed.value != DeviceStatus.ACTIVE:
                    values[name] = listed.value
            elif listed.firm and listed.value != known_value:
                self._report_conflict(
                    listed.cell, self._describe_conflict(name, device.key, str(known_value), str(listed.value))
                )
        self.filled[device.key] = values

    def _compare_place(self, device: Device, entry: DeviceEntry) -> None:
        before = len(self.findings)
        place = self.places.read_place(entry, self._is_checked_out(entry))
        if place is not None and not self._is_at(device, place):
            self._report_conflict(
                place.cell, self._describe_conflict(*self._place_of(device), f"{place.field} {place.key}")
            )
        if len(self.findings) > before:
            return
        if place is None and device.holder is None and self._is_checked_out(entry):
            self._report_no_place(entry)
        else:
            name, _, key = self._place_of(device)
            self._report_unread_people(entry, (name, key))

    def _describe_conflict(self, name: str, device: str, ours: str, theirs: str) -> str:
        line = self.inventory.positions.place(("devices", device, name)).line
        message = f"of {quote_name(device)} line {line} of the inventory says {name} {quote_word(ours)},"
        return f"{message} and the list {quote_word(theirs)}"

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
        return sort_findings((*self.listed.warnings, *self.findings))

    def edits(self) -> list[ValueEdit]:
        """Everything that the list brings."""
        models = [
            ValueEdit(("models", model.key), {"name": model.name, "maker": model.maker, "kind": model.kind.value})
            for model in self.reader.new_models.values()
        ]
        new = [ValueEdit(("devices", key), values) for key, values in self.new.items()]
        filled = [
            ValueEdit(("devices", key, name), value)
            for key, values in self.filled.items()
            for name, value in values.items()
        ]
        return models + filled + new

    def add_findings_of_edit(self, findings: Sequence[Finding]) -> None:
        """Findings about the inventory as edited, but for what only follows from what was found before."""
        lines = {finding.place.line for finding in self.findings}
        cells = {(finding.place.line, finding.place.column) for finding in self.findings}
        for error in findings:
            finding = place_on_list(error, self.listed.file, "devices", self.entries)
            follows = finding.id in _CONSEQUENCES and finding.place.line in lines
            follows |= (finding.place.line, finding.place.column) in cells
            if not follows or finding.place.file != self.listed.file:
                self.findings.append(finding)

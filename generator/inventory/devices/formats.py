"""Which format a list of devices has, and its entries. To add one: a file beside this, and its line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.errors import DeviceListError
from generator.inventory.devices.cells import Cell, first_line, read_sheet
from generator.inventory.devices.fields import DeviceList, Entry
from generator.inventory.devices.netbox import NETBOX
from generator.inventory.devices.own import OWN
from generator.inventory.devices.snipe_it import SNIPE_IT
from generator.inventory.devices.ykman import YKMAN

FORMATS = (OWN, SNIPE_IT, NETBOX, YKMAN)


@dataclass(frozen=True)
class Listed:
    """A list that was read: its file, its format, and what each row says."""

    file: str
    format: DeviceList
    entries: tuple[Entry, ...]


def read_list(path: Path, forced: str | None = None) -> Listed:
    """Read a list of devices. `forced` is the name of its format; without it the titles tell.

    Raises InventoryError if the file cannot be read, DeviceListError for what is wrong with it.
    """
    wanted = next((known for known in FORMATS if known.name == forced), None)
    if wanted is YKMAN or (wanted is None and first_line(path).isdecimal()):
        sheet = read_sheet(path, titled=False)
        return Listed(sheet.file, YKMAN, tuple(YKMAN.entry(row) for row in sheet.rows))
    sheet = read_sheet(path)
    found = wanted or next((known for known in FORMATS if known.recognized(frozenset(sheet.titles))), None)
    if found is None:
        message = "these titles belong to no list that is known"
        hint = "the column id, Asset Tag or device_type tells the format; --from names it"
        raise DeviceListError((Cell("", 1, 1, "").finding(sheet.file, "list-format", message, hint),))
    return Listed(sheet.file, found, tuple(found.entry(row) for row in sheet.rows))

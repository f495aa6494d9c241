"""NetBox's CSV of devices.

Its titles are those of its table (`Serial number`, `Type`) or of its fields (`serial`, `device_type`).

Titles: the project's own source, netbox/dcim/tables/devices.py, read 2026-11-24. A site is where a device
must be in NetBox, and is no place that the inventory knows unless it is called as one of its locations.
Words of state: DeviceStatusChoices in netbox/dcim/choices.py, read 2026-12-01. A device may have neither name nor
asset tag.
"""

from __future__ import annotations

from mfa_binder.inventory.device_lists.device_entries import DeviceListFormat, StatusWord, inventory_status
from mfa_binder.organization.mfa_devices import DeviceStatus

_STATUS_WORDS = {
    "active": StatusWord(DeviceStatus.ACTIVE, firm=False),
    "offline": StatusWord(DeviceStatus.ACTIVE, firm=False),
    "failed": StatusWord(DeviceStatus.DAMAGED),
    "decommissioning": StatusWord(DeviceStatus.RETIRED),
    "inventory": StatusWord(DeviceStatus.SPARE, firm=False),
    "planned": StatusWord(DeviceStatus.SPARE, firm=False),
    "staged": StatusWord(DeviceStatus.SPARE, firm=False),
}

NETBOX = DeviceListFormat(
    name="netbox",
    columns={
        "id": ("assettag", "name"),
        "serial": ("serial", "serialnumber"),
        "model": ("devicetype", "type"),
        "maker": ("manufacturer",),
        "stands_at": ("location",),
        "belongs_at": ("site",),
        "status": ("status",),
    },
    recognizes=lambda titles: "devicetype" in titles or {"name", "type", "site"} <= titles,
    read_status=lambda word: _STATUS_WORDS.get(word.lower()) or inventory_status(word),
    other_people=frozenset({"name", "createdby"}),
    id_from_serial=True,
)

"""Snipe-IT's CSV of assets: the Custom Asset Report, or the export of the list of assets.

Titles: the project's own source, app/Http/Controllers/ReportsController.php (postCustom) and
app/Presenters/AssetPresenter.php, read 2026-11-24. Labels of states are the user's own; those below are
the ones it is installed with, and after the label the report says `(deployed)`, `(deployable)` and so on.
"""

from __future__ import annotations

from generator.inventory.devices.fields import DeviceList, Status, plain_status
from generator.organization.devices import DeviceStatus

_LABELS = {
    "archived": Status(DeviceStatus.RETIRED),
    "lost/stolen": Status(DeviceStatus.LOST),
    "broken - not fixable": Status(DeviceStatus.DAMAGED),
    "out for repair": Status(DeviceStatus.DAMAGED),
    "out for diagnostics": Status(DeviceStatus.DAMAGED),
    "deployed": Status(DeviceStatus.ACTIVE, firm=False),
    "ready to deploy": Status(DeviceStatus.SPARE, firm=False),
    "deployable": Status(DeviceStatus.SPARE, firm=False),
}


def _status(word: str) -> Status | None:
    """By the label; where that is `Ready to Deploy (deployed)`, by what stands in brackets."""
    label, _, meta = word.lower().rstrip(")").partition(" (")
    if label == "ready to deploy" and meta.strip():
        return _LABELS.get(meta.strip())
    return plain_status(label) or _LABELS.get(label.strip()) or _LABELS.get(meta.strip())


SNIPE_IT = DeviceList(
    name="snipe-it",
    columns={
        "id": ("assettag",),
        "serial": ("serial", "serialnumber"),
        "model": ("model", "modelname", "assetmodel"),
        "maker": ("manufacturer",),
        "held_by": ("checkedoutto", "checkedout", "assignedto"),
        "stands_at": ("location", "defaultlocation"),
        "status": ("status", "statuslabel"),
        "purchased": ("purchasedate", "purchased"),
    },
    recognized=lambda titles: (
        "assettag" in titles and bool({"model", "modelname", "assetmodel"} & titles) and "devicetype" not in titles
    ),
    status=_status,
)

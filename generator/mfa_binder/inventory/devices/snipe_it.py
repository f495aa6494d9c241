"""Snipe-IT's Custom Asset Report, its CSV of the list of assets, its import sample, and its API's JSON.

Titles: the project's own source, app/Http/Controllers/ReportsController.php (postCustom),
app/Presenters/AssetPresenter.php, app/Livewire/Importer.php, sample_csvs/assets-sample.csv and
app/Http/Transformers/AssetsTransformer.php (keys of `assigned_to`), read 2026-11-24 and 2026-12-01.

Labels of states are the user's own; those below are the ones it is installed with. After the label the report says
`(deployed)`, `(deployable)` and so on (AssetPresenter::statusMeta), the list of assets `Deployed` without brackets
if somebody has the asset (resources/views/partials/bootstrap-table.blade.php).
"""

from __future__ import annotations

import re
from dataclasses import replace

from mfa_binder.inventory.devices.fields import DeviceList, Status, plain_status
from mfa_binder.organization.mfa_devices import DeviceStatus

_LABELS = {
    "archived": Status(DeviceStatus.RETIRED),
    "lost/stolen": Status(DeviceStatus.LOST),
    "broken - not fixable": Status(DeviceStatus.DAMAGED),
    "broken": Status(DeviceStatus.DAMAGED),
    "out for repair": Status(DeviceStatus.DAMAGED),
    "out for diagnostics": Status(DeviceStatus.DAMAGED),
    "pending diagnostics": Status(DeviceStatus.DAMAGED),
    "deployed": Status(DeviceStatus.ACTIVE, firm=False),
    "ready to deploy": Status(DeviceStatus.SPARE, firm=False),
    "deployable": Status(DeviceStatus.SPARE, firm=False),
    "pending": Status(DeviceStatus.SPARE, firm=False),
}

_WITH_META = re.compile(r"(?P<label>.*?)\s*\((?P<meta>deployed|deployable|pending|archived|un-?deployable)\)")
_DEPLOYED = re.compile(r"(?P<label>.+\S)\s+(?P<meta>deployed)")
_DEPLOYED_FIRST = re.compile(r"(?P<meta>deployed)\s+\((?P<label>[^()]+)\)")
_DENIED = re.compile(r"(?:^|\s)(?:not|un|never|be|yet|previously|formerly|was|pre|re)$")
"""Words before `deployed` that make it another state."""


def _status(word: str) -> Status | None:
    """By the label, unless that only says that an asset may be given out; else by the word behind it."""
    lower = " ".join(word.lower().split())
    found = _WITH_META.fullmatch(lower) or _DEPLOYED.fullmatch(lower) or _DEPLOYED_FIRST.fullmatch(lower)
    if found is None or _DENIED.search(found["label"]):
        return plain_status(lower) or _LABELS.get(lower)
    label, meta = found["label"], found["meta"]
    by_label = None if label in ("ready to deploy", "deployable") else plain_status(label) or _LABELS.get(label)
    status = by_label or _LABELS.get(meta)
    out = {"deployed": True, "deployable": False}.get(meta)
    return replace(status, checked_out=out) if status is not None else None


_MODELS = ("model", "modelname", "assetmodel")
_SERIALS = ("serial", "serialnumber", "serialno")
_HELD_BY = (
    *("checkedoutto", "checkedout", "assignedto", "assignedtoname", "checkedouttoname", "assigneduser", "user"),
    *("checkedouttotag", "checkedouttoassettag", "assignedasset"),
)
_USER_NAMES = ("username", "checkedouttousername", "assignedtousername")

SNIPE_IT = DeviceList(
    name="snipe-it",
    columns={
        "id": ("assettag",),
        "serial": _SERIALS,
        "model": _MODELS,
        "maker": ("manufacturer",),
        "held_type": ("checkouttype", "checkedouttotype", "assignedtotype", "assignedtype", "checkoutclass", "type"),
        "employee": (
            "employeeno",
            "employeenumber",
            "employeenum",
            "assignedtoemployeenumber",
            "checkedouttoemployeenumber",
        ),
        "stands_at": ("location",),
        "belongs_at": ("defaultlocation", "rtdlocation"),
        "status": ("status", "statuslabel"),
        "purchased": ("purchasedate", "purchased"),
    },
    several={
        "emails": ("email", "emailaddress", "useremail", "checkedouttoemail", "assignedtoemail"),
        "full_names": ("fullname", "checkedouttofullname", "assignedtofullname"),
        "user_names": _USER_NAMES,
        "held_by": _HELD_BY,
        "held_at": ("checkedouttolocation", "checkoutlocation", "assignedlocation"),
    },
    full_names=(
        ("checkedouttofirstname", "checkedouttolastname"),
        ("assignedtofirstname", "assignedtolastname"),
        ("firstname", "lastname"),
    ),
    other_people=frozenset(
        {
            *("name", "assetname", "itemname", "company", "supplier", "department", "title", "jobtitle"),
            *("manager", "managedby", "managername", "managerusername", "managerfullname", "createdby", "admin"),
            *("checkedoutby", "requestedby", "auditedby", "lastauditby", "updatedby"),
        }
    ),
    recognized=lambda titles: (
        "assettag" in titles
        and not {*_MODELS, *_SERIALS, *_HELD_BY, *_USER_NAMES}.isdisjoint(titles)
        and "devicetype" not in titles
        and not {"name", "type", "site"} <= titles
    ),
    status=_status,
)

UNDEPLOYABLE = frozenset({"undeployable", "un-deployable"})
"""Words that say that a device cannot be used, and not why."""

"""Our own CSV: its titles are the keys of the inventory."""

from __future__ import annotations

from mfa_binder.inventory.devices.fields import DeviceList, plain_status

_KEYS = ("id", "serial", "model", "maker", "kind", "bag", "location", "holder")
_MORE = ("status", "status_since", "firmware", "purchased")

OWN_KEYS = frozenset((*_KEYS, *_MORE))
"""What a column can be said to be, in our own words."""

OWN = DeviceList(
    name="csv",
    columns={key: (key.replace("_", ""),) for key in (*_KEYS, *_MORE)},
    recognized=lambda titles: "id" in titles and "assettag" not in titles,
    status=plain_status,
    ids_are_ours=True,
)

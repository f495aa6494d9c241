"""The output of `ykman list --serials`: one serial number a line, nothing of keys that have none.

Source: docs.yubico.com, ykman base commands, read 2026-11-24.
"""

from __future__ import annotations

from generator.inventory.devices.fields import DeviceList

YKMAN = DeviceList(
    name="ykman",
    columns={"serial": ("",)},
    recognized=lambda titles: False,
    status=lambda word: None,
    id_from_serial="YK-",
)

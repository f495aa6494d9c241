"""A small inventory that lists are taken over into."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mfa_binder.inventory.device_lists.device_formats import read_device_file
from mfa_binder.inventory.device_lists.device_import import import_devices
from mfa_binder.inventory.device_lists.device_row_parsing import NewDeviceDefaults
from mfa_binder.inventory.lists.list_import import ListImport

ImportList = Callable[..., ListImport]

INVENTORY = """\
schema: 1
document: {title: Lists, dated: 2026-11-24, owner: ida, classification: INTERNAL, review_every_days: 90}
organizations:
  main: {name: Lists, id: o-listsexample, partition: aws, management_account: "222233334444", region: us-east-1}
people:
  ida: {name: Ida Berg, email: ida@example.com, phone: "+1 206 555 0111"}
  joe: {name: Joe Adams, email: joe.adams@example.com, phone: "+1 206 555 0112"}
  joe2: {name: Joe Adams, email: joe.other@example.com, phone: "+1 206 555 0113"}
  kim: {name: Kim O'Hara, email: kim@example.com, phone: "+1 206 555 0114"}
sites: {main: {name: Main site, address: "1 Road"}}
locations:
  vault: {name: Vault, kind: safe, site: main, custodians: [ida, kim], quorum: 2}
  drawer: {name: Red drawer, kind: safe, site: main, custodians: [ida], quorum: 1}
models:
  c5: {name: YubiKey 5C, maker: Yubico, kind: fido2}
devices:
  K-1: {model: c5, serial: "70000001", holder: ida}
  K-2: {model: c5, serial: "70000002", location: vault}
accounts:
  "222233334444":
    name: management
    ou: Root
    root: {intended: kept, email: root@example.com, mfa: [{device: K-1}, {device: K-2}]}
"""


@pytest.fixture
def import_list(tmp_path: Path) -> ImportList:
    """Takes a list over into the small inventory, in memory."""
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(INVENTORY, encoding="utf-8")

    def take_over(
        content: str | bytes,
        defaults: NewDeviceDefaults | None = None,
        forced: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> ListImport:
        path = tmp_path / "list.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_devices(inventory, read_device_file(path, forced, columns), defaults or NewDeviceDefaults())

    return take_over

"""Small inventories, for what the example organization cannot be turned into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.organization.organization import Organization

SMALL = """\
schema: 1
organizations: {main: {name: Small, partition: PARTITION, management_account: "111122223333"}}
models:
  key: {name: Key, maker: Maker, kind: fido2}
  token: {name: Token, maker: Maker, kind: totp}
people: {ann: {name: Ann, email: ann@example.com}}
devices:
  K-1: {model: key, holder: ann, status: spare}
  T-1: {model: token, serial: TOKEN00001, holder: ann, status: spare}
accounts:
  "111122223333": {name: all, root: {intended: kept, email: root@example.com}}
"""
MEMBER = '  "222233334444": {name: member, root: {intended: removed, email: root+member@example.com}}\n'


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Organization]:
    """An organization of one account in a partition, with a member account or without."""

    def make(partition: str = "aws", *, member: bool = True) -> Organization:
        path = tmp_path / "inventory.yaml"
        text = SMALL.replace("PARTITION", partition) + (MEMBER if member else "")
        path.write_text(text, encoding="utf-8")
        return load_inventory(path).organization

    return make

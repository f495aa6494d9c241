"""Accounts as CSV: what the AWS Organizations console exports, and tables of one's own with the same titles."""

from __future__ import annotations

from mfa_binder.errors import DeviceListError
from mfa_binder.inventory.accounts.account_reader import FIELDS, AccountReader
from mfa_binder.inventory.devices.cells import Sheet, titled_twice

_IDS = FIELDS["id"] - {"id"}
_OF_DEVICES = frozenset({"serial", "serialnumber", "model", "assettag", "devicetype", "holder", "bag"})


def recognizes(titles: frozenset[str]) -> bool:
    """Whether a table with these titles is one of accounts."""
    if titles & _OF_DEVICES:
        return False
    return bool(_IDS & titles) or ("id" in titles and bool((FIELDS["email"] | FIELDS["arn"]) & titles))


def read(sheet: Sheet, reader: AccountReader) -> None:
    """All accounts."""
    twice = list(titled_twice(sheet, frozenset(word for words in FIELDS.values() for word in words)))
    if twice:
        raise DeviceListError(twice)
    for row in sheet.rows:
        cells = {}
        for name, words in FIELDS.items():
            found = next((each for title, each in row.cells.items() if title in words), None)
            if found is not None:
                cells[name] = found
        reader.take(cells, row.line)

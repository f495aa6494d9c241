"""Requests of Account Factory for Terraform: the `control_tower_parameters` of its `.tf` files.

Names: aws-ia/terraform-aws-control_tower_account_factory, aft-account-request/examples/account-request.tf, read
2026-12-01. Only values that are written out are read; Terraform is not run.
"""

from __future__ import annotations

import re

from generator.inventory.accounts.listed import AccountReader
from generator.inventory.devices.cells import Cell
from generator.inventory.spelling import quoted

_REQUEST = re.compile(r"control_tower_parameters\s*=\s*\{(?P<body>[^{}]*(?:\$\{[^{}]*\}[^{}]*)*)\}")
_VALUE = re.compile(r"^[ \t]*\"?(?P<name>\w+)\"?[ \t]*=[ \t]*(?P<value>\"(?:[^\"\\\n]|\\.)*\"|[^\n#]+)", re.MULTILINE)
_NAMES = {"AccountEmail": "email", "AccountName": "name", "ManagedOrganizationalUnit": "ou"}


def recognized(text: str) -> bool:
    """Whether a text has requests for accounts."""
    return _REQUEST.search(text) is not None


def read(text: str, reader: AccountReader) -> None:
    """All accounts."""
    for request in _REQUEST.finditer(text):
        cells: dict[str, Cell] = {}
        for found in _VALUE.finditer(request["body"]):
            field = _NAMES.get(found["name"])
            if field is not None:
                cells[field] = _cell(text, request.start("body") + found.start("value"), found, reader)
        reader.take({name: each for name, each in cells.items() if each.text}, _line(text, request.start()))


def _cell(text: str, at: int, found: re.Match[str], reader: AccountReader) -> Cell:
    value = found["value"].strip()
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    cell = Cell(value.strip('"'), _line(text, at), column, found["name"])
    if not value.startswith('"') or "${" in value:
        message = f"{quoted(value)} is worked out by Terraform, which is not run here"
        reader.say(cell, "list-value", message, "import what aws organizations list-accounts --output json prints")
    return cell


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1

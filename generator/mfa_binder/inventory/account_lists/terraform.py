"""Accounts in Terraform's files: requests of Account Factory for Terraform, and resources `aws_organizations_account`.

Names: aws-ia/terraform-aws-control_tower_account_factory, aft-account-request/examples/account-request.tf, and the
documentation of hashicorp/aws, read 2026-12-01. Only values that are written out are read; Terraform is not run.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mfa_binder.inventory.account_lists.account_entries import AccountListReader
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.message_words import quote_word

_BLOCK = re.compile(
    r"control_tower_parameters\s*=\s*\{(?P<request>[^{}]*(?:\$\{[^{}]*\}[^{}]*)*)\}"
    r"|^resource\s+\"aws_organizations_account\"\s+\"[^\"\n]+\"\s*\{(?P<resource>.*?)^\}",
    re.MULTILINE | re.DOTALL,
)
_VALUE = re.compile(
    r"^[ \t]*\"?(?P<name>AccountEmail|AccountName|ManagedOrganizationalUnit|name|email)\"?[ \t]*=[ \t]*"
    r"(?P<value>\"(?:[^\"\\\n]|\\.)*\"|[^\n#]+)",
    re.MULTILINE,
)
_FIELDS = {
    **{"AccountEmail": "email", "AccountName": "name", "ManagedOrganizationalUnit": "ou"},
    **{"email": "email", "name": "name"},
}


def recognizes(text: str) -> bool:
    """Whether a text has accounts of Terraform."""
    return _BLOCK.search(text) is not None


def read(text: str, reader: AccountListReader) -> None:
    """All accounts."""
    for block in _BLOCK.finditer(text):
        part = "request" if block["request"] is not None else "resource"
        cells: dict[str, ListCell] = {}
        for value in _VALUE.finditer(block[part]):
            field = _FIELDS[value["name"]]
            if field not in cells:
                cells[field] = _value_cell(text, block.start(part) + value.start("value"), value, reader)
        reader.take({name: cell for name, cell in cells.items() if cell.text}, _line_number(text, block.start()))


def _value_cell(text: str, start: int, assignment: re.Match[str], reader: AccountListReader) -> ListCell:
    value = assignment["value"].strip()
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    cell = ListCell(value.strip('"'), _line_number(text, start), column, assignment["name"])
    if not value.startswith('"') or "${" in value:
        message = f"{quote_word(cell.text)} is worked out by Terraform, which is not run here"
        reader.say(cell, "list-value", message, "import what aws organizations list-accounts --output json prints")
        return replace(cell, text="")
    return cell


def _line_number(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1

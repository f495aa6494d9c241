"""Which format a list of accounts has, and its accounts. The CSV of the AWS Organizations console is here.

To add a format: a file beside this, and its line in `_DOCUMENT_FORMATS` or `_read_format`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.account_lists import aws_organizations, landing_zone, org_formation, terraform
from mfa_binder.inventory.account_lists.account_entries import (
    ACCOUNT_FIELDS,
    AccountEntry,
    AccountListReader,
    merge_repeated,
)
from mfa_binder.inventory.device_lists.ykman import looks_like_ykman
from mfa_binder.inventory.lists.list_cells import ListTable, find_repeated_titles, normal_title, read_table
from mfa_binder.inventory.lists.list_documents import is_document, read_documents
from mfa_binder.inventory.lists.list_text import ListText, limit_findings, refuse_list

_ID_TITLES = ACCOUNT_FIELDS["id"] - {"id"}
_DEVICE_TITLES = frozenset({"serial", "serialnumber", "model", "assettag", "devicetype", "holder", "bag"})


def _recognizes_table(titles: frozenset[str]) -> bool:
    """Whether a table with these titles is one of accounts."""
    if titles & _DEVICE_TITLES:
        return False
    return bool(_ID_TITLES & titles) or (
        "id" in titles and bool((ACCOUNT_FIELDS["email"] | ACCOUNT_FIELDS["arn"]) & titles)
    )


def _read_account_table(sheet: ListTable, reader: AccountListReader) -> None:
    """All accounts."""
    repeated = list(find_repeated_titles(sheet, frozenset(word for words in ACCOUNT_FIELDS.values() for word in words)))
    if repeated:
        raise DeviceListError(repeated)
    for row in sheet.rows:
        cells = {}
        for name, words in ACCOUNT_FIELDS.items():
            cell = next((known_cell for title, known_cell in row.cells.items() if title in words), None)
            if cell is not None:
                cells[name] = cell
        reader.take(cells, row.line)


ORGANIZATIONS, LANDING_ZONE, ORG_FORMATION = "organizations", "landing-zone", "org-formation"
TERRAFORM, ACCOUNTS_CSV = "terraform", "accounts-csv"

ACCOUNT_FORMATS = (ORGANIZATIONS, LANDING_ZONE, ORG_FORMATION, TERRAFORM, ACCOUNTS_CSV)

_DOCUMENT_FORMATS = {LANDING_ZONE: landing_zone, ORG_FORMATION: org_formation, ORGANIZATIONS: aws_organizations}
"""Formats in JSON or YAML; the most peculiar comes first."""

_PRINTED = re.compile(
    r"\s*(?:-{5,}\r?\n\||\+-{5,}|ACCOUNTS?\t|None\s*$|\d{12}(?:\t| {2,})"
    r"|[^\n{}\[\]\",;:]*\t?arn:[\w-]+:organizations::)"
)
"""How the AWS CLI prints with `--output table` and `--output text`."""

_PROFILES = re.compile(r"(?:\s*[#;][^\n]*\n)*\s*\[(?:profile\s+[^\]]+|sso-session\s+[^\]]+|default)\]")
"""The first section of `~/.aws/config`."""

_LIST_AGAIN = "print them with aws organizations list-accounts --output json, and import that"


@dataclass(frozen=True)
class AccountList:
    """A list of accounts that was read."""

    file: str
    format: str
    """The name of its format."""
    accounts: tuple[AccountEntry, ...]
    """Each once."""
    warnings: tuple[Finding, ...]


def lists_accounts(source: ListText) -> bool:
    """Whether a list is one of accounts and not of devices."""
    text = source.text
    if _PRINTED.match(text) or _PROFILES.match(text) or terraform.recognizes(text):
        return True
    if looks_like_ykman(text):
        return False
    if is_document(text):
        nodes = read_documents(source)
        return any(known.recognizes(nodes) for known in _DOCUMENT_FORMATS.values())
    titles = re.split(r"[,;\t]", text.lstrip().split("\n", 1)[0])
    return _recognizes_table(frozenset(normal_title(title) for title in titles))


def read_accounts(source: ListText, forced: str | None = None) -> AccountList:
    """Read a list of accounts. `forced` is the name of its format; without it the file decides.

    Raises DeviceListError for what is wrong with it.
    """
    reader = AccountListReader(source.file)
    name = _read_format(source, forced, reader)
    accounts, differences = merge_repeated(reader.accounts, source.file)
    findings = sorted((*reader.findings, *differences), key=lambda finding: (finding.place.line, finding.place.column))
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DeviceListError(limit_findings(findings, source.file))
    if not accounts:
        refuse_list(FindingPlace(source.file), "list-format", "there are no accounts in this file", _LIST_AGAIN)
    return AccountList(source.file, name, tuple(accounts), tuple(findings))


def _read_format(source: ListText, forced: str | None, reader: AccountListReader) -> str:
    text = source.text
    if forced == TERRAFORM or (forced is None and terraform.recognizes(text)):
        terraform.read(text, reader)
        return TERRAFORM
    if _PRINTED.match(text):
        message = "this is the AWS CLI's output as a table or text, which does not say what each word is"
        refuse_list(FindingPlace(source.file, 1, 1), "list-format", message, _LIST_AGAIN)
    if _PROFILES.match(text):
        message = "these are profiles of the AWS CLI: they have no names and addresses of accounts"
        refuse_list(FindingPlace(source.file, 1, 1), "list-format", message, _LIST_AGAIN)
    if forced == ACCOUNTS_CSV or (forced is None and not is_document(text)):
        _read_account_table(read_table(source), reader)
        return ACCOUNTS_CSV
    nodes = read_documents(source)
    name = forced or next((name for name, known in _DOCUMENT_FORMATS.items() if known.recognizes(nodes)), ORGANIZATIONS)
    if nodes:
        _DOCUMENT_FORMATS[name].read(nodes, reader)
    return name

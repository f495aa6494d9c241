"""What a list says of an AWS account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.lists.list_cells import ListCell, normal_title, unseen_character
from mfa_binder.inventory.lists.list_documents import cell_of, entries_of
from mfa_binder.inventory.message_words import quote_word
from mfa_binder.inventory.yaml_nodes import Node

_ID = re.compile(r"\d{12}", re.ASCII)
_GROUPED_ID = re.compile(r"(\d{4})([- ])(\d{4})\2(\d{4})", re.ASCII)
_ARN = re.compile(
    r"arn:(?P<partition>[\w-]+):organizations::(?P<management>\d{12}):account/(?P<organization>o-[a-z0-9]+)/(?P<id>\d{12})",
    re.ASCII,
)
"""organizations Account.Arn (AWS Organizations API reference, read 2026-12-01)."""

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
"""organizations Account.Email (AWS Organizations API reference, read 2026-12-01)."""

_ROOT_ID = re.compile(r"r-[0-9a-z]{4,32}")
"""organizations Root.Id, which the AWS Deployment Framework takes for the path of the root."""

ACCOUNT_FIELDS: Mapping[str, frozenset[str]] = {
    "id": frozenset({"id", "accountid", "awsaccountid", "accountnumber"}),
    "name": frozenset({"name", "accountname", "accountfullname"}),
    "email": frozenset({"email", "emailaddress", "rootemail", "accountemail"}),
    "ou": frozenset({"organizationalunit", "organizationalunitpath", "ou", "oupath", "managedorganizationalunit"}),
    "status": frozenset({"status"}),
    "state": frozenset({"state"}),
    "arn": frozenset({"arn"}),
}
"""What each field is called, in normal form: AWS Organizations, IAM Identity Center, landing zones, org-formation."""


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One account as a list has it."""

    line: int
    id: ListCell | None = None
    name: ListCell | None = None
    email: ListCell | None = None
    ou: ListCell | None = None
    """The path of its organizational unit from the root, without the root."""
    status: ListCell | None = None
    """The state that the Organizations API calls `State`, else its older `BlockStatus`."""
    organization: ListCell | None = None
    """The organization's id: `o-…`."""
    management: ListCell | None = None
    """The id of the management account."""

    @property
    def cells(self) -> tuple[ListCell, ...]:
        """What it says."""
        fields = (self.id, self.email, self.name, self.ou, self.status)
        return tuple(cell for cell in fields if cell is not None)

    @property
    def first(self) -> ListCell:
        """A cell to name it by."""
        return self.cells[0] if self.cells else ListCell("", self.line, 1, "")

    @property
    def label(self) -> str:
        """Its name, address or id, as messages name it."""
        cell = self.name or self.email or self.id
        return quote_word(cell.text) if cell is not None else "this account"


@dataclass
class AccountListReader:
    """Turns cells by field into accounts; what is wrong is reported."""

    file: str
    accounts: list[AccountEntry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(self, cell: ListCell, problem: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        """Report something about a cell."""
        self.findings.append(cell.finding(self.file, problem, message, hint, severity))

    def take_map(self, node: Node, ou: ListCell | None = None, management: ListCell | None = None) -> None:
        """A map whose keys are the fields, whatever capitals they have."""
        cells: dict[str, ListCell] = {}
        for key, value in entries_of(node):
            name = next((name for name, words in ACCOUNT_FIELDS.items() if normal_title(key) in words), None)
            cell = cell_of(value, key) if name is not None else None
            if name is not None and cell is not None:
                cells.setdefault(name, cell)
        if ou is not None:
            cells.setdefault("ou", ou)
        self.take(cells, node.line, management)

    def take(self, cells: Mapping[str, ListCell], line: int, management: ListCell | None = None) -> None:
        """Cells by field."""
        if not {"id", "arn", "email", "name"} & cells.keys():
            return
        self._report_unreadable(cells)
        arn = self._read_arn(cells)
        self.accounts.append(
            AccountEntry(
                line,
                id=self._read_id(cells, arn),
                name=cells.get("name"),
                email=cells.get("email"),
                ou=_without_root(cells.get("ou")),
                status=cells.get("state") or cells.get("status"),
                organization=_arn_part(cells, arn, "organization"),
                management=management or _arn_part(cells, arn, "management"),
            )
        )

    def _report_unreadable(self, cells: Mapping[str, ListCell]) -> None:
        for cell in cells.values():
            unseen = unseen_character(cell)
            if unseen is not None:
                self.say(cell, "list-value", unseen, "remove it from the list")
        email = cells.get("email")
        if email is not None and not _EMAIL.fullmatch(email.text):
            self.say(
                email, "list-value", f"{quote_word(email.text)} is no email address", "correct it, or export again"
            )

    def _read_id(self, cells: Mapping[str, ListCell], arn: re.Match[str] | None) -> ListCell | None:
        written = cells.get("id")
        if written is None:
            return _arn_part(cells, arn, "id")
        grouped = _GROUPED_ID.fullmatch(written.text)
        text = grouped[1] + grouped[3] + grouped[4] if grouped is not None else written.text
        if not _ID.fullmatch(text):
            hint = "an account id has twelve digits; format the column as text, or write it in quotes"
            if text.isdecimal() and 8 <= len(text) < 12:
                hint = f"a program took it for a number and dropped the zeros in front: is it {text.zfill(12)}?"
            self.say(written, "list-value", f"{quote_word(written.text)} is no account id", hint)
            return None
        if arn is not None and arn["id"] != text:
            message = f"the id is {text}, and the ARN has {arn['id']}"
            self.say(written, "list-conflict", message, "correct the one that is wrong, or export again")
        return ListCell(text, written.line, written.column, written.title)

    def _read_arn(self, cells: Mapping[str, ListCell]) -> re.Match[str] | None:
        written = cells.get("arn")
        return _ARN.fullmatch(written.text) if written is not None else None


def _arn_part(cells: Mapping[str, ListCell], arn: re.Match[str] | None, name: str) -> ListCell | None:
    if arn is None:
        return None
    written = cells["arn"]
    return ListCell(arn[name], written.line, written.column, written.title)


def _without_root(ou: ListCell | None) -> ListCell | None:
    """The path of an organizational unit without the root in front and the id in brackets that AFT writes behind."""
    if ou is None:
        return None
    text = re.sub(r"\s*\(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}\)$", "", ou.text.strip("/"))
    text = (
        "" if text.lower() == "root" or _ROOT_ID.fullmatch(text) else re.sub(r"^root/", "", text, flags=re.IGNORECASE)
    )
    return ListCell(text, ou.line, ou.column, ou.title)


def merge_repeated(accounts: list[AccountEntry], file: str) -> tuple[list[AccountEntry], list[Finding]]:
    """Each account once; a finding where a file says two things about one."""
    findings: list[Finding] = []
    merged: list[AccountEntry] = []
    by_word: dict[str, int] = {}
    for account in accounts:
        words = [cell.text.casefold() for cell in (account.id, account.email) if cell is not None]
        index = next((by_word[word] for word in words if word in by_word), len(merged))
        if index == len(merged):
            merged.append(account)
        else:
            findings += _find_differences(merged[index], account, file)
            merged[index] = _join_entries(merged[index], account)
        for word in words:
            by_word.setdefault(word, index)
    return merged, findings


def _join_entries(first: AccountEntry, second: AccountEntry) -> AccountEntry:
    """What both say; where the first says nothing, the second counts."""
    names = ("id", "name", "email", "ou", "status", "organization", "management")
    return replace(first, **{name: getattr(first, name) or getattr(second, name) for name in names})


def _find_differences(first: AccountEntry, second: AccountEntry, file: str) -> Iterator[Finding]:
    for name in ("id", "email", "name", "ou", "status"):
        first_cell, second_cell = getattr(first, name), getattr(second, name)
        if first_cell is None or second_cell is None:
            continue
        if first_cell.text.casefold() != second_cell.text.casefold():
            message = "the file says two things of one account:"
            message += (
                f" {quote_word(first_cell.text)} in line {first_cell.line}, and {quote_word(second_cell.text)} here"
            )
            hint = "keep one of the two"
            if name == "id":
                hint += ": two accounts cannot have one root email address"
            yield second_cell.finding(file, "list-conflict", message, hint)

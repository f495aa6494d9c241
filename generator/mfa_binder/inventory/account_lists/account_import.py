"""A list of accounts against the inventory: what is put into it, with warnings, or every reason why not.

The inventory is right wherever it says something. What only people know of a new account is marked as a gap, and so is
an account whose id the list does not have, since an account is known by its id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mfa_binder.errors import InventoryError
from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.account_lists.account_entries import AccountEntry
from mfa_binder.inventory.account_lists.account_formats import AccountList
from mfa_binder.inventory.editing.inventory_edit import edit_inventory
from mfa_binder.inventory.editing.text_splices import CommentEdit, ValueEdit
from mfa_binder.inventory.editing.yaml_text import EditValue
from mfa_binder.inventory.inventory_loading import load_inventory
from mfa_binder.inventory.lists.list_cells import ListCell
from mfa_binder.inventory.lists.list_import import ListImport, count_ids, place_on_list, refuse_errors, sort_findings
from mfa_binder.inventory.message_words import NOT_KNOWN, did_you_mean, one_line, quote_name, quote_word
from mfa_binder.inventory.secret_detection.secret_sentences import kind_of_secret
from mfa_binder.inventory.source_text import read_source
from mfa_binder.organization.aws_accounts import Account, AccountStatus, AwsOrganization

_GAP = "to be filled in: "
_STATES = frozenset({"ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED", "PENDING_ACTIVATION"})
"""organizations Account.Status and State (botocore 1.44.5, read 2026-12-01)."""

_ROOT_GAPS = "root kept or removed, its mailbox, phone, password and devices"


def import_accounts(path: Path, listed: AccountList, organization: str | None = None) -> ListImport:
    """Take a list of accounts over into an inventory, in memory. `organization`: the id of the one they belong to.

    Raises InventoryError if the inventory cannot be used as it is, DeviceListError with every problem of the list.
    """
    known = load_inventory(path).organization
    merging = _AccountMerge(listed, known.organizations, organization, known.accounts, read_source(path))
    for account in listed.accounts:
        merging.merge_account(account)
    try:
        edited = edit_inventory(path, merging.edits(), merging.comments)
    except InventoryError as error:
        merging.add_findings_of_edit(error.findings)
    warnings = refuse_errors(sort_findings((*listed.warnings, *merging.findings)), listed.file)
    return ListImport(edited, *count_ids(merging.new, merging.filled), (), warnings, tuple(merging.gaps))


@dataclass
class _AccountMerge:
    """Takes the entries of a list one by one, and gives the edits that they bring."""

    listed: AccountList
    organizations: Mapping[str, AwsOrganization]
    organization: str | None
    """The id of the organization that the user says the list is of."""
    accounts: Mapping[str, Account]
    """The accounts of the inventory."""
    text: str
    """The inventory as it stands."""
    findings: list[Finding] = field(default_factory=list)
    """What is wrong with them."""
    new: dict[str, ValueEdit] = field(default_factory=dict)
    """The entry of each account that is new."""
    filled: dict[str, list[ValueEdit]] = field(default_factory=dict)
    """What is put into each account that is known."""
    comments: list[CommentEdit] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    """Accounts without an id, as messages name them."""
    entries: dict[str, AccountEntry] = field(default_factory=dict)
    """The entry of each account, known or new."""

    def _say(self, cell: ListCell, problem: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.findings.append(cell.finding(self.listed.file, problem, message, hint, severity))

    def __post_init__(self) -> None:
        self._emails: dict[str, list[str]] = {}
        for key, account in self.accounts.items():
            self._emails.setdefault(account.root.email.casefold(), []).append(key)

    # -- which account of the inventory it is

    def merge_account(self, account: AccountEntry) -> None:
        """One account: one that is new, or more about one that is known."""
        by_email = self._by_email(account.email)
        known = self.accounts.get(account.id.text) if account.id is not None else None
        if known is None and account.id is not None and by_email and account.email is not None:
            message = f"the inventory gives {quote_word(account.email.text)} to {by_email[0]},"
            message += f" and the list to {account.id.text}"
            self._say(account.email, "list-conflict", message, "correct the one that is wrong")
            return
        if known is None and len(by_email) > 1 and account.email is not None:
            which = " and ".join(by_email)
            self._say(account.email, "list-reference", f"the inventory has this address at {which}", "give the id")
            return
        if known is None and by_email:
            known = self.accounts[by_email[0]]
        self._refuse_other_organization(account)
        if known is not None:
            self.entries[known.key] = account
            self._fill_in(known, account)
        elif account.id is not None:
            self.entries[account.id.text] = account
            self._add_account(account.id.text, account)
        else:
            self._mark_gap(account)

    def _by_email(self, email: ListCell | None) -> list[str]:
        return self._emails.get(email.text.casefold(), []) if email is not None else []

    def _refuse_other_organization(self, account: AccountEntry) -> None:
        """A list of another organization than the inventory's."""
        organization = self._organization_of(account)
        if organization is None:
            return
        if account.organization is not None and organization.id not in (None, account.organization.text):
            message = f"the list is of {account.organization.text}, and the inventory's {quote_name(organization.key)}"
            message += f" is {organization.id}"
            self._say(account.organization, "list-conflict", message, "name the list of that organization")
        elif account.management is not None and organization.management_account != account.management.text:
            message = f"the list says that {account.management.text} manages the organization"
            message += f", and the inventory {organization.management_account}"
            self._say(account.management, "list-conflict", message, "correct the one that is wrong")

    def _organization_of(self, account: AccountEntry) -> AwsOrganization | None:
        """The organization that the user names, else that of its id, of its management account, or the only one."""
        if self.organization is not None:
            return self.organizations.get(self.organization)
        known = list(self.organizations.values())
        for organization in known:
            if account.organization is not None and organization.id == account.organization.text:
                return organization
        for organization in known:
            if account.management is not None and organization.management_account == account.management.text:
                return organization
        return known[0] if len(known) == 1 else None

    # -- an account that is known

    def _fill_in(self, known: Account, account: AccountEntry) -> None:
        edits = self.filled.setdefault(known.key, [])
        for keys, cell, known_value in (
            (("name",), account.name, known.name),
            (("root", "email"), account.email, known.root.email),
            (("ou",), account.ou, known.ou),
        ):
            if cell is not None and known_value in (None, NOT_KNOWN):
                edits.append(
                    ValueEdit(
                        ("accounts", known.key, *keys), _inventory_unit(cell.text) if keys == ("ou",) else cell.text
                    )
                )
            elif cell is not None and not _says_the_same(keys[-1], cell.text, str(known_value)):
                self._report_difference(known, keys[-1], cell, str(known_value))
        self._fill_in_status(known, account, edits)

    def _report_difference(self, known: Account, name: str, cell: ListCell, known_value: str) -> None:
        theirs = _inventory_unit(cell.text) if name == "ou" else cell.text
        message = (
            f"of {known.key} the inventory says {name} {quote_word(known_value)}, and the list {quote_word(theirs)}"
        )
        if name == "email":
            self._say(cell, "list-conflict", message, "correct the one that is wrong")
        else:
            hint = "the inventory is left as it is; change it there if the list is right"
            self._say(cell, "list-difference", message, hint, Severity.WARNING)

    def _fill_in_status(self, known: Account, account: AccountEntry, edits: list[ValueEdit]) -> None:
        state = self._read_state(account)
        if state is None or account.status is None:
            return
        active = known.status is AccountStatus.ACTIVE
        if state == "ACTIVE" and not active:
            message = f"of {known.key} the inventory says {known.status.value}, and the list ACTIVE"
            self._say(account.status, "list-conflict", message, "correct the one that is wrong")
        elif state != "ACTIVE" and active:
            edits.append(ValueEdit(("accounts", known.key, "status"), AccountStatus.SUSPENDED.value))
            self._report_state(known.key, state, account.status)
        elif state == "CLOSED" and known.status is AccountStatus.SUSPENDED:
            self._report_state(known.key, state, account.status)

    def _report_state(self, key: str, state: str, cell: ListCell) -> None:
        message = f"AWS says {state} of {key}: it is suspended in the inventory"
        hint = "if it is closed, make it closed, with closed_on"
        self._say(cell, "list-status", message, hint, Severity.WARNING)

    def _read_state(self, account: AccountEntry) -> str | None:
        if account.status is None:
            return None
        state = account.status.text.upper().replace(" ", "_")
        if state in _STATES:
            return state
        hint = did_you_mean(state, sorted(_STATES), f"it is one of {', '.join(sorted(_STATES))}")
        self._say(account.status, "list-value", f"{quote_word(account.status.text)} is no state of an account", hint)
        return None

    # -- an account that is new

    def _add_account(self, key: str, account: AccountEntry) -> None:
        values: dict[str, EditValue] = {"name": account.name.text if account.name is not None else NOT_KNOWN}
        organization = self._organization_of(account)
        if organization is None:
            ids = ", ".join(self.organizations)
            message = f"the list does not say which organization {account.label} belongs to"
            self._say(account.first, "list-reference", message, f"give --organization, one of {ids}")
        elif len(self.organizations) > 1:
            values["organization"] = organization.key
        if account.ou is not None:
            values["ou"] = _inventory_unit(account.ou.text)
        state = self._read_state(account)
        if state not in (None, "ACTIVE"):
            values["status"] = AccountStatus.SUSPENDED.value
        values["root"] = {"intended": "kept", "email": account.email.text if account.email is not None else NOT_KNOWN}
        self.new[key] = ValueEdit(("accounts", key), values, _GAP + "; ".join(_gaps_of(account, state)))

    def _mark_gap(self, account: AccountEntry) -> None:
        """An account without id: a comment after the last account, once."""
        details = [f"email {account.email.text}"] if account.email is not None else []
        details += [f"ou {_inventory_unit(account.ou.text)}"] if account.ou is not None else []
        name = f" {account.name.text}" if account.name is not None else ""
        text = one_line(f"{_GAP}the account{name}, whose id the list does not have: {', '.join(details)}")
        if kind_of_secret(text):
            self._say(account.first, "secret-in-inventory", "a secret is written here", "remove it from the list")
            return
        self.gaps.append(account.label.strip('"'))
        message = f"{account.label} has no id: it is marked as a gap, and not taken over"
        hint = "import what aws organizations list-accounts --output json prints first, and then this list again"
        self._say(account.first, "list-gap", message, hint, Severity.WARNING)
        if f"# {text}" not in self.text:
            self.comments.append(CommentEdit(("accounts",), text))

    # -- the whole

    def edits(self) -> list[ValueEdit]:
        """Everything that the list brings."""
        return [*(edit for edits in self.filled.values() for edit in edits), *self.new.values()]

    def add_findings_of_edit(self, findings: Sequence[Finding]) -> None:
        """Findings about the inventory as edited, but for what is reported already in the list's own words."""
        for error in findings:
            finding = place_on_list(error, self.listed.file, "accounts", self.entries)
            if finding.id != "which-organization" or finding.place.file != self.listed.file:
                self.findings.append(finding)


def _gaps_of(account: AccountEntry, state: str | None) -> Iterator[str]:
    if account.name is None:
        yield "its name"
    if account.email is None:
        yield "the address of the root user"
    if state not in (None, "ACTIVE"):
        yield _gap_of_state(str(state)).removeprefix(_GAP)
    yield _ROOT_GAPS


def _gap_of_state(state: str) -> str:
    return f"{_GAP}AWS says {state}: suspended, or closed with closed_on"


def _inventory_unit(path: str) -> str:
    """The path of an organizational unit as the inventory writes it."""
    return f"Root/{path}" if path else "Root"


def _says_the_same(name: str, theirs: str, ours: str) -> bool:
    if name == "ou":
        return _unit_below_root(_inventory_unit(theirs)) == _unit_below_root(ours)
    return theirs.casefold() == ours.casefold() if name == "email" else theirs == ours


def _unit_below_root(path: str) -> Sequence[str]:
    words = [word.strip() for word in path.strip("/").split("/")]
    return words[1:] if words[:1] == ["Root"] else words

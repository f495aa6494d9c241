"""One row of a list of devices in the inventory's own terms, or why it cannot be.

A day that can be read in two ways is none.

Snipe-IT offers nine styles of dates (resources/macros/macros.php, read 2026-12-01); exports of its list of assets
use the one that is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeGuard

from mfa_binder.findings import Finding, Severity
from mfa_binder.inventory.device_lists.device_entries import DeviceEntry, DeviceListFormat, StatusWord
from mfa_binder.inventory.device_lists.name_matching import InventoryNames, fold_name, new_id
from mfa_binder.inventory.device_lists.snipe_it import UNDEPLOYABLE
from mfa_binder.inventory.lists.list_cells import ListCell, unseen_character
from mfa_binder.inventory.message_words import did_you_mean, quote_word
from mfa_binder.organization.mfa_devices import DeviceKind, DeviceStatus

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_TIME = re.compile(
    r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?$", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_DOTS = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})", re.ASCII)
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)

WRITE_ISO_DAY = "write it as YYYY-MM-DD, as text, or set that style in the program and export again"


def read_day(text: str) -> date:
    """A day of the calendar. Raises ValueError that says why it is none, in words for a message."""
    words = _TIME.sub("", text.strip()).strip()
    if _SERIAL.fullmatch(words):
        raise ValueError("this is a spreadsheet's number of a day")
    year, month, day = _year_first(words) or _named_month(words) or _day_first(words) or _slashes(words)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None


def _year_first(words: str) -> tuple[int, int, int] | None:
    match = _YEAR_FIRST.fullmatch(words)
    return (int(match[1]), int(match[3]), int(match[4])) if match else None


def _named_month(words: str) -> tuple[int, int, int] | None:
    match = _MONTH_FIRST.fullmatch(words)
    if match is not None:
        return int(match[3]), _month(match[1]), int(match[2])
    match = _DAY_FIRST.fullmatch(words)
    return (int(match[3]), _month(match[2]), int(match[1])) if match is not None else None


def _month(word: str) -> int:
    lower = word.lower()
    if lower in _LONG:
        return _LONG.index(lower) + 1
    if lower[:3] in _MONTHS and lower in (lower[:3], "sept"):
        return _MONTHS.index(lower[:3]) + 1
    raise ValueError("no month has this name in English")


def _day_first(words: str) -> tuple[int, int, int] | None:
    match = _DOTS.fullmatch(words)
    return (int(match[3]), int(match[2]), int(match[1])) if match is not None else None


def _slashes(words: str) -> tuple[int, int, int]:
    """Year, month and day of a form whose order shows only by a number above 12."""
    match = _SLASHES.fullmatch(words)
    if match is None:
        raise ValueError("this is not a day")
    first, second, year = int(match[1]), int(match[3]), match[4]
    if len(year) == 2 and (first > 12 or second <= 12):
        raise ValueError("this day can be read in several ways: its year has two digits")
    whole = int(year) + (2000 if len(year) == 2 else 0)
    if first <= 12 and second <= 12 and first != second:
        raise ValueError("this day can be read in two ways: month first or day first")
    return (whole, second, first) if first > 12 else (whole, first, second)


ReportFinding = Callable[[Finding], None]

_LONGEST_ID = 200
"""A key of YAML ends within 1,024 characters, and a label within far fewer."""

_YUBICO = "yubico"

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.ASCII)
"""What a spreadsheet makes of a long number."""

_ONE_VALUE = ("serial", "model", "maker", "status", "purchased", "firmware")
"""Fields of which two columns of one row must say the same."""

_FORMULA = re.compile(r"[=+]?=[A-Z][A-Z0-9.]*\(.*|#(?:REF|VALUE|NAME\?|DIV/0|NULL|NUM|N/A)!?", re.DOTALL)
"""A function of a spreadsheet, and what it prints for a mistake."""


@dataclass(frozen=True)
class NewDeviceDefaults:
    """What new devices get where a row says nothing: ids of the inventory."""

    location: str | None = None
    holder: str | None = None
    model: str | None = None
    kind: DeviceKind | None = None
    statuses: Mapping[str, DeviceStatus] = field(default_factory=dict)
    """Words of state that the user explains, folded for comparing."""


@dataclass(frozen=True, slots=True)
class NewModel:
    """A model that the inventory does not have yet."""

    key: str
    name: str
    maker: str
    kind: DeviceKind


@dataclass(slots=True)
class DeviceRowReader:
    """Reads entries of one list; what cannot be understood is reported."""

    file: str
    format: DeviceListFormat
    names: InventoryNames
    defaults: NewDeviceDefaults
    report: ReportFinding
    new_models: dict[str, NewModel] = field(default_factory=dict)
    errors: int = 0
    """How many were reported."""

    def say(self, cell: ListCell, problem: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        """Report something about a cell."""
        self.errors += severity is Severity.ERROR
        self.report(cell.finding(self.file, problem, message, hint, severity))

    def report_unreadable(self, entry: DeviceEntry) -> None:
        """Every cell that is read and holds no value of its own."""
        if entry.id is not None and _ROUNDED.fullmatch(entry.id.text):
            hint = "format the column as text, enter the id again, and export again"
            self.say(entry.id, "list-value", "a spreadsheet has rounded this id", hint)
        for cell in entry.read_cells:
            unseen = unseen_character(cell)
            if unseen is not None:
                self.say(cell, "list-value", unseen, "remove it from the list")
            elif _FORMULA.fullmatch(cell.text):
                message = "this is a formula or its error, not a value"
                self.say(cell, "list-value", message, "copy the column, paste it as values, and export again")

    def report_two_values(self, entry: DeviceEntry) -> None:
        """Two columns for one thing that disagree."""
        for name in _ONE_VALUE:
            cells = [entry.row.cells[title] for title in self.format.columns.get(name, ()) if title in entry.row.cells]
            other = next((cell for cell in cells if fold_name(cell.text) != fold_name(cells[0].text)), None)
            if other is not None:
                first, second = (f"{quote_word(cell.title)} says {quote_word(cell.text)}" for cell in (cells[0], other))
                hint = "correct the one that is wrong, or take a column out with --column TITLE=-"
                self.say(other, "list-conflict", f"the row says two things: {first}, and {second}", hint)

    def read_id(self, entry: DeviceEntry, serial: str | None) -> str | None:
        """The id that a list gives a device, or that its serial number makes."""
        key = entry.id.text if entry.id is not None else None
        if key is None and serial is not None and self.format.id_from_serial:
            maker = fold_name(entry.maker.text) if entry.maker is not None else _YUBICO
            key = ("YK-" if maker == _YUBICO else "SN-") + serial
        return key

    def accepts_id(self, key: str | None, entry: DeviceEntry, serial: str | None) -> TypeGuard[str]:
        """Whether a device can be known by a key; else that is reported, but for a serial number that was already."""
        hint = "give the tag that is stuck to the device"
        if key is None and (serial is not None or entry.serial is None):
            self.say(entry.first, "list-value", "the row has no id", hint)
        elif key is not None and len(key) > _LONGEST_ID:
            message = f"the id has {len(key):,} characters, and a tag has at most {_LONGEST_ID}"
            self.say(entry.first, "list-value", message, hint)
        return key is not None and len(key) <= _LONGEST_ID

    def read_serial(self, entry: DeviceEntry) -> str | None:
        """The serial number; one that a spreadsheet has rounded is none."""
        cell = entry.serial
        if cell is None:
            return None
        if _ROUNDED.fullmatch(cell.text):
            hint = "format the column as text, enter the serial number again, and export again"
            self.say(cell, "list-value", "a spreadsheet has rounded this serial number", hint)
            return None
        return cell.text

    def read_date(self, cell: ListCell | None) -> date | None:
        """A day, with or without a time."""
        if cell is None:
            return None
        try:
            return read_day(cell.text)
        except ValueError as error:
            self.say(cell, "list-value", f"{error}: {quote_word(cell.text)}", WRITE_ISO_DAY)
            return None

    def read_status(self, entry: DeviceEntry) -> StatusWord | None:
        """The state, by the user's own words first."""
        cell = entry.status
        if cell is None:
            return None
        own = self.defaults.statuses.get(fold_name(cell.text))
        status = StatusWord(own) if own is not None else self.format.read_status(cell.text)
        if status is None:
            words = ", ".join(status.value for status in DeviceStatus)
            message = f"no state is known by {quote_word(cell.text)}"
            if any(word in fold_name(cell.text) for word in UNDEPLOYABLE):
                message = f"{quote_word(cell.text)} does not say whether it is lost, damaged or retired"
            self.say(cell, "list-value", message, f'give --status "{cell.text}=STATE", where STATE is one of {words}')
        return status

    def find_model(self, cell: ListCell) -> str | None:
        """The id of a model of the inventory; None if there is none of that name, or there are several."""
        ids = self.names.models.get(fold_name(cell.text), ())
        return ids[0] if len(ids) == 1 else None

    def read_model(self, entry: DeviceEntry) -> str | None:
        """The id of the model of a device that is new; the model itself may be new too."""
        if entry.product is not None:
            return self._model_of_product(entry, entry.product)
        if entry.model is None:
            if self.defaults.model is None:
                self.say(entry.first, "list-value", "no model is given", "add a column model, or give --model ID")
            return self.defaults.model
        several = self.names.models.get(fold_name(entry.model.text), ())
        if len(several) > 1:
            which = " and ".join(several)
            message = f"{quote_word(entry.model.text)} names the models {which}"
            self.say(entry.model, "list-reference", message, "write the id of the one that is meant")
            return None
        return self.find_model(entry.model) or self._add_model(entry, entry.model)

    def _model_of_product(self, entry: DeviceEntry, product: ListCell) -> str | None:
        """The model by what a device calls itself; one named by the user goes first, with a warning if they differ."""
        known = self.find_model(product)
        default = self.defaults.model
        if default is None:
            return known or self._add_model(entry, product)
        model = self.names.organization.models[default]
        if known != default and fold_name(product.text) not in (
            fold_name(model.name),
            fold_name(f"{model.maker} {model.name}"),
        ):
            message = f"the key calls itself {quote_word(product.text)}: taken as {default} ({quote_word(model.name)})"
            hint = "leave --model out to take the model by its name"
            self.say(product, "list-model", message, hint, Severity.WARNING)
        return default

    def _add_model(self, entry: DeviceEntry, cell: ListCell) -> str | None:
        kind = self._read_kind(entry)
        maker = entry.maker.text if entry.maker is not None else None
        before = self.new_models.get(fold_name(cell.text))
        if before is not None:
            if (kind or before.kind, maker or before.maker) != (before.kind, before.maker):
                message = f"the rows disagree on the maker or the kind of {quote_word(cell.text)}"
                self.say(cell, "list-conflict", message, "correct the rows that are wrong")
            return before.key
        if kind is None or maker is None:
            missing = " and ".join(name for name, value in (("maker", maker), ("kind", kind)) if value is None)
            hint = did_you_mean(cell.text, self.names.models, f"add it under models, or give its {missing} in the list")
            if maker is not None and "mean" not in hint:
                hint += " (--kind fido2 or --kind totp)"
            self.say(cell, "list-reference", f"no model is called {quote_word(cell.text)}", hint)
            return None
        known_ids = [*self.names.organization.models, *(model.key for model in self.new_models.values())]
        new_model = NewModel(new_id(cell.text, known_ids), cell.text, maker, kind)
        self.new_models[fold_name(cell.text)] = new_model
        return new_model.key

    def _read_kind(self, entry: DeviceEntry) -> DeviceKind | None:
        if entry.kind is None:
            return self.defaults.kind
        kind_named = next((kind for kind in DeviceKind if kind.value == entry.kind.text.lower()), None)
        if kind_named is None:
            self.say(entry.kind, "list-value", "this is not a kind of device", "write fido2 or totp")
        return kind_named

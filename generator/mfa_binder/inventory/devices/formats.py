"""Which format a list of devices has, and its entries. To add one: a file beside this, and its line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, Place, Severity
from mfa_binder.inventory.devices.api_json import device_nodes, every_cell, json_row, missing_pages
from mfa_binder.inventory.devices.cells import Cell, Row, Sheet, normal, read_table, row_secrets, titled_twice
from mfa_binder.inventory.devices.fields import DeviceList, Entry
from mfa_binder.inventory.devices.netbox import NETBOX
from mfa_binder.inventory.devices.other_languages import TRANSLATED
from mfa_binder.inventory.devices.own import OWN, OWN_KEYS
from mfa_binder.inventory.devices.snipe_it import SNIPE_IT
from mfa_binder.inventory.devices.ykman import YKMAN, YkmanReader, looks_like_ykman
from mfa_binder.inventory.documents import is_document, read_documents
from mfa_binder.inventory.list_source import ListText, limit_findings, read_list_text, refuse_list
from mfa_binder.inventory.nearest import did_you_mean
from mfa_binder.inventory.spelling import quoted

FORMATS = (OWN, SNIPE_IT, NETBOX, YKMAN)

IGNORED = "-"
"""What a column is said to be that is not to be read."""

_ENGLISH = "set the language of your profile in Snipe-IT to English and export again"


@dataclass(frozen=True)
class Listed:
    """A list that was read: its file, its format, what each row says, and what is told beside that."""

    file: str
    format: DeviceList
    entries: tuple[Entry, ...]
    warnings: tuple[Finding, ...] = ()
    ignored: frozenset[str] = field(default_factory=frozenset)
    """Titles, in normal form, that the user has taken out."""


def read_list(path: Path, forced: str | None = None, columns: Mapping[str, str] | None = None) -> Listed:
    """Read a list of devices from a file: see `read_devices`."""
    return read_devices(read_list_text(path), forced, columns or {})


def read_devices(source: ListText, forced: str | None, columns: Mapping[str, str]) -> Listed:
    """Read a list of devices. `forced` is the name of its format; without it the titles tell.

    `columns` says what titles mean, in our own keys; `-` takes one out. Raises DeviceListError for what is wrong.
    """
    wanted = next((known for known in FORMATS if known.name == forced), None)
    if wanted is YKMAN or (wanted is None and looks_like_ykman(source.text)):
        if columns:
            place = Place(source.file, 1, 1)
            refuse_list(place, "list-format", "what ykman prints has no columns", "leave --column out")
        return _ykman_lines(source)
    answer = is_document(source.text) and wanted is not OWN
    sheet, warnings = _api_answer(source) if answer else (read_table(source), ())
    meant = {normal(title): key for title, key in columns.items()}
    _refuse_unknown_columns(sheet, columns)
    found = wanted or _recognized(frozenset(sheet.titles), meant)
    if found is None:
        raise DeviceListError((_not_known(sheet),))
    found = _with_columns(found, meant)
    problems = [*_translated(sheet, found, meant), *titled_twice(sheet, found.titles)]
    if problems:
        raise DeviceListError(problems)
    ignored = frozenset(title for title, key in meant.items() if key == IGNORED)
    return Listed(sheet.file, found, tuple(found.entry(row) for row in sheet.rows), warnings, ignored)


def _ykman_lines(source: ListText) -> Listed:
    reader = YkmanReader(source.file)
    reader.read(source.text)
    if reader.unread or any(finding.severity is Severity.ERROR for finding in reader.findings):
        raise DeviceListError(limit_findings(reader.findings, source.file, reader.unread))
    entries = tuple(YKMAN.entry(row) for row in reader.rows)
    return Listed(source.file, YKMAN, entries, tuple(reader.findings))


def _api_answer(source: ListText) -> tuple[Sheet, tuple[Finding, ...]]:
    """What the API of Snipe-IT or NetBox answered, as a table, and what is told of it."""
    nodes = read_documents(source)
    devices = device_nodes(nodes)
    if not devices:
        message = "this holds neither devices of Snipe-IT or NetBox nor accounts of AWS"
        hint = (
            "print accounts with aws organizations list-accounts --output json, without --query; devices need asset_tag"
        )
        raise DeviceListError((Cell("", 1, 1, "").finding(source.file, "list-format", message, hint),))
    rows = tuple(json_row(node) for node in devices)
    whole = tuple(Row(each.line, {str(n): every for n, every in enumerate(every_cell(each))}) for each in devices)
    secrets = list(row_secrets(source.file, whole))
    if secrets:
        raise DeviceListError(secrets)
    headings = tuple(dict.fromkeys(each.title for row in rows for each in row.cells.values()))
    sheet = Sheet(source.file, tuple(normal(title) for title in headings), rows, headings)
    return sheet, tuple(missing_pages(nodes, source.file))


def _recognized(titles: frozenset[str], meant: Mapping[str, str]) -> DeviceList | None:
    """The format by its titles, else our own if the user says which column is the id or the serial number."""
    left = (titles - meant.keys()) | set(meant.values())
    found = next((known for known in FORMATS if known.recognized(left)), None)
    return found or (OWN if not {"id", "serial"}.isdisjoint(meant.values()) else None)


def _with_columns(known: DeviceList, meant: Mapping[str, str]) -> DeviceList:
    """The format with the columns that the user names: they come before its own.

    What another program calls holder may be a location, and its location that of the holder.
    """
    if not meant:
        return known
    columns = {name: tuple(t for t in titles if t not in meant) for name, titles in known.columns.items()}
    several = {name: tuple(t for t in titles if t not in meant) for name, titles in known.several.items()}
    pairs = tuple(pair for pair in known.full_names if meant.keys().isdisjoint(pair))
    for title, key in meant.items():
        if known is not OWN and key == "holder":
            several["held_by"] = (title, *several.get("held_by", ()))
        elif key != IGNORED:
            field_ = "stands_at" if known is not OWN and key == "location" else key
            columns[field_] = (title, *columns.get(field_, ()))
    return replace(known, columns=columns, several=several, full_names=pairs)


def _refuse_unknown_columns(sheet: Sheet, columns: Mapping[str, str]) -> None:
    lacks = [title for title in columns if normal(title) not in sheet.titles]
    if lacks:
        hint = did_you_mean(lacks[0], sheet.headings, "write --column as the title stands in the first line")
        message = f"no column is titled {quoted(lacks[0])}"
        raise DeviceListError((Cell("", 1, 1, "").finding(sheet.file, "list-format", message, hint),))


def _not_known(sheet: Sheet) -> Finding:
    keys = ", ".join(sorted(OWN_KEYS))
    language = next((TRANSLATED[title][0] for title in sheet.titles if title in TRANSLATED), None)
    hint = "the column id, Asset Tag or device_type tells the format; --from names it, and --column TITLE=KEY says "
    hint += f"what a column is ({keys})"
    message = "these titles belong to no list that is known"
    if language is not None:
        message += f"; some are Snipe-IT's in {language}"
        hint = f"{_ENGLISH}; or say what each column is: --column TITLE=KEY ({keys})"
    return Cell("", 1, 1, "").finding(sheet.file, "list-format", message, hint)


def _translated(sheet: Sheet, known: DeviceList, meant: Mapping[str, str]) -> Iterator[Finding]:
    """Titles of Snipe-IT in another language, which would go unread."""
    if known.name != SNIPE_IT.name:
        return
    for column, (title, heading) in enumerate(zip(sheet.titles, sheet.headings, strict=True), 1):
        if title in TRANSLATED and title not in known.titles and title not in meant:
            language, key = TRANSLATED[title]
            message = f"the title {quoted(heading)} is Snipe-IT's in {language}, and would not be read"
            hint = f'{_ENGLISH}; or give --column "{heading}={key}"'
            yield Cell("", 1, column, heading).finding(sheet.file, "list-format", message, hint)

"""Which format a list of devices has, and its entries. Our own CSV is here: its titles are the keys of the inventory.

To add a format: a file beside this, and its line in `DEVICE_FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.device_lists.api_json import device_nodes, every_cell, find_missing_pages, read_json_row
from mfa_binder.inventory.device_lists.device_entries import DeviceEntry, DeviceListFormat, inventory_status
from mfa_binder.inventory.device_lists.netbox import NETBOX
from mfa_binder.inventory.device_lists.snipe_it import SNIPE_IT, TRANSLATED_TITLES
from mfa_binder.inventory.device_lists.ykman import YKMAN, YkmanReader, looks_like_ykman
from mfa_binder.inventory.lists.list_cells import (
    ListCell,
    ListRow,
    ListTable,
    find_repeated_titles,
    find_row_secrets,
    normal_title,
    read_table,
)
from mfa_binder.inventory.lists.list_documents import is_document, read_documents
from mfa_binder.inventory.lists.list_text import ListText, limit_findings, read_list_text, refuse_list
from mfa_binder.inventory.message_words import did_you_mean, quote_word

_OWN_NAMES = ("id", "serial", "model", "maker", "kind", "bag", "location", "holder")
_OWN_STATES = ("status", "status_since", "firmware", "purchased")

OWN_KEYS = frozenset((*_OWN_NAMES, *_OWN_STATES))
"""What a column can be said to be, in our own words."""

OWN_CSV = DeviceListFormat(
    name="csv",
    columns={key: (key.replace("_", ""),) for key in (*_OWN_NAMES, *_OWN_STATES)},
    recognizes=lambda titles: "id" in titles and "assettag" not in titles,
    read_status=inventory_status,
    ids_are_ours=True,
)


DEVICE_FORMATS = (OWN_CSV, SNIPE_IT, NETBOX, YKMAN)

IGNORED_COLUMN = "-"
"""What a column is said to be that is not to be read."""

_ENGLISH = "set the language of your profile in Snipe-IT to English and export again"


@dataclass(frozen=True)
class DeviceList:
    """A list of devices that was read."""

    file: str
    format: DeviceListFormat
    entries: tuple[DeviceEntry, ...]
    """What each row says."""
    warnings: tuple[Finding, ...] = ()
    ignored: frozenset[str] = field(default_factory=frozenset)
    """Titles, in normal form, that the user has taken out."""


def read_device_file(path: Path, forced: str | None = None, columns: Mapping[str, str] | None = None) -> DeviceList:
    """Read a list of devices from a file: see `read_devices`."""
    return read_devices(read_list_text(path), forced, columns or {})


def read_devices(source: ListText, forced: str | None, columns: Mapping[str, str]) -> DeviceList:
    """Read a list of devices. `forced` is the name of its format; without it the titles tell.

    `columns` says what titles mean, in our own keys; `-` takes one out. Raises DeviceListError for what is wrong.
    """
    forced_format = next((known for known in DEVICE_FORMATS if known.name == forced), None)
    if forced_format is YKMAN or (forced_format is None and looks_like_ykman(source.text)):
        if columns:
            place = FindingPlace(source.file, 1, 1)
            refuse_list(place, "list-format", "what ykman prints has no columns", "leave --column out")
        return _read_ykman_lines(source)
    answer = is_document(source.text) and forced_format is not OWN_CSV
    sheet, warnings = _read_api_answer(source) if answer else (read_table(source), ())
    keys_by_title = {normal_title(title): key for title, key in columns.items()}
    _refuse_unknown_columns(sheet, columns)
    list_format = forced_format or _recognize_format(frozenset(sheet.titles), keys_by_title)
    if list_format is None:
        raise DeviceListError((_unknown_titles(sheet),))
    list_format = _with_columns(list_format, keys_by_title)
    problems = [
        *_find_translated_titles(sheet, list_format, keys_by_title),
        *find_repeated_titles(sheet, list_format.titles),
    ]
    if problems:
        raise DeviceListError(problems)
    ignored = frozenset(title for title, key in keys_by_title.items() if key == IGNORED_COLUMN)
    return DeviceList(
        sheet.file, list_format, tuple(list_format.read_entry(row) for row in sheet.rows), warnings, ignored
    )


def _read_ykman_lines(source: ListText) -> DeviceList:
    reader = YkmanReader(source.file)
    reader.read(source.text)
    if reader.unread or any(finding.severity is Severity.ERROR for finding in reader.findings):
        raise DeviceListError(limit_findings(reader.findings, source.file, reader.unread))
    entries = tuple(YKMAN.read_entry(row) for row in reader.rows)
    return DeviceList(source.file, YKMAN, entries, tuple(reader.findings))


def _read_api_answer(source: ListText) -> tuple[ListTable, tuple[Finding, ...]]:
    """What the API of Snipe-IT or NetBox answered, as a table, with warnings."""
    nodes = read_documents(source)
    devices = device_nodes(nodes)
    if not devices:
        message = "this holds neither devices of Snipe-IT or NetBox nor accounts of AWS"
        hint = (
            "print accounts with aws organizations list-accounts --output json, without --query; devices need asset_tag"
        )
        raise DeviceListError((ListCell("", 1, 1, "").finding(source.file, "list-format", message, hint),))
    rows = tuple(read_json_row(node) for node in devices)
    whole = tuple(
        ListRow(node.line, {str(number): cell for number, cell in enumerate(every_cell(node))}) for node in devices
    )
    secrets = list(find_row_secrets(source.file, whole))
    if secrets:
        raise DeviceListError(secrets)
    headings = tuple(dict.fromkeys(cell.title for row in rows for cell in row.cells.values()))
    sheet = ListTable(source.file, tuple(normal_title(title) for title in headings), rows, headings)
    return sheet, tuple(find_missing_pages(nodes, source.file))


def _recognize_format(titles: frozenset[str], keys_by_title: Mapping[str, str]) -> DeviceListFormat | None:
    """The format by its titles, else our own if the user says which column is the id or the serial number."""
    unnamed = (titles - keys_by_title.keys()) | set(keys_by_title.values())
    by_titles = next((known for known in DEVICE_FORMATS if known.recognizes(unnamed)), None)
    return by_titles or (OWN_CSV if not {"id", "serial"}.isdisjoint(keys_by_title.values()) else None)


def _with_columns(known: DeviceListFormat, keys_by_title: Mapping[str, str]) -> DeviceListFormat:
    """The format with the columns that the user names: they come before its own.

    What another program calls holder may be a location, and its location that of the holder.
    """
    if not keys_by_title:
        return known
    columns = {name: tuple(own for own in titles if own not in keys_by_title) for name, titles in known.columns.items()}
    several = {name: tuple(own for own in titles if own not in keys_by_title) for name, titles in known.several.items()}
    pairs = tuple(pair for pair in known.full_names if keys_by_title.keys().isdisjoint(pair))
    for title, key in keys_by_title.items():
        if known is not OWN_CSV and key == "holder":
            several["held_by"] = (title, *several.get("held_by", ()))
        elif key != IGNORED_COLUMN:
            field_ = "stands_at" if known is not OWN_CSV and key == "location" else key
            columns[field_] = (title, *columns.get(field_, ()))
    return replace(known, columns=columns, several=several, full_names=pairs)


def _refuse_unknown_columns(sheet: ListTable, columns: Mapping[str, str]) -> None:
    missing = [title for title in columns if normal_title(title) not in sheet.titles]
    if missing:
        hint = did_you_mean(missing[0], sheet.headings, "write --column as the title stands in the first line")
        message = f"no column is titled {quote_word(missing[0])}"
        raise DeviceListError((ListCell("", 1, 1, "").finding(sheet.file, "list-format", message, hint),))


def _unknown_titles(sheet: ListTable) -> Finding:
    keys = ", ".join(sorted(OWN_KEYS))
    language = next((TRANSLATED_TITLES[title][0] for title in sheet.titles if title in TRANSLATED_TITLES), None)
    hint = "the column id, Asset Tag or device_type tells the format; --from names it, and --column TITLE=KEY says "
    hint += f"what a column is ({keys})"
    message = "these titles belong to no list that is known"
    if language is not None:
        message += f"; some are Snipe-IT's in {language}"
        hint = f"{_ENGLISH}; or say what each column is: --column TITLE=KEY ({keys})"
    return ListCell("", 1, 1, "").finding(sheet.file, "list-format", message, hint)


def _find_translated_titles(
    sheet: ListTable, known: DeviceListFormat, keys_by_title: Mapping[str, str]
) -> Iterator[Finding]:
    """Titles of Snipe-IT in another language, which would go unread."""
    if known.name != SNIPE_IT.name:
        return
    for column, (title, heading) in enumerate(zip(sheet.titles, sheet.headings, strict=True), 1):
        if title in TRANSLATED_TITLES and title not in known.titles and title not in keys_by_title:
            language, key = TRANSLATED_TITLES[title]
            message = f"the title {quote_word(heading)} is Snipe-IT's in {language}, and would not be read"
            hint = f'{_ENGLISH}; or give --column "{heading}={key}"'
            yield ListCell("", 1, column, heading).finding(sheet.file, "list-format", message, hint)

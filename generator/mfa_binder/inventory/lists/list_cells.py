"""From a file of a spreadsheet to cells, each with its line and column."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, FindingPlace, Severity
from mfa_binder.inventory.lists.list_text import ListText, limit_findings, read_list_text, refuse_list
from mfa_binder.inventory.message_words import one_line, quote_word
from mfa_binder.inventory.secret_detection.secret_findings import is_secret_key
from mfa_binder.inventory.secret_detection.secret_sentences import kind_of_secret

MAX_CELL = 100_000
"""Characters of one cell; beyond it a quote was not closed."""

_DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r'"?sep=(?P<delimiter>[,;\t])"?\r?\n', re.IGNORECASE)
"""A first line that says to Excel what divides cells."""

_HINT = "remove it from the list, change it where it is used, and keep it out of every file"


@dataclass(frozen=True, slots=True)
class ListCell:
    """What one cell says."""

    text: str
    line: int
    """Where its row begins, counted from 1."""
    column: int
    """Which cell of its row it is, counted from 1; in JSON and YAML, the character of its line."""
    title: str
    """The title of its column, as it stands."""

    def finding(self, file: str, problem: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
        """A finding about it."""
        place = FindingPlace(file, self.line, self.column, one_line(self.title))
        return Finding(problem, severity, place, one_line(message), one_line(hint))


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list."""

    line: int
    cells: Mapping[str, ListCell]
    """By the normal form of their titles; an empty cell is not among them."""


@dataclass(frozen=True, slots=True)
class ListTable:
    """A table as it was written."""

    file: str
    titles: tuple[str, ...]
    """In normal form."""
    rows: tuple[ListRow, ...]
    headings: tuple[str, ...] = ()
    """The titles as they stand."""


_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cs"})
"""Categories of characters that paper does not show: control, direction, line separators, private use."""


def unseen_character(cell: ListCell) -> str | None:
    """What to say of a cell with a character that paper does not show; None if it has none."""
    character = next((letter for letter in cell.text if unicodedata.category(letter) in _UNSEEN), None)
    if character is None:
        return None
    return f"the cell holds the character U+{ord(character):04X}, which paper does not show"


def normal_title(title: str) -> str:
    """A title without spaces, signs and capitals: `Asset Tag` and `asset_tag` are the same."""
    return re.sub(r"[\W_]+", "", title).lower()


def read_table_file(path: Path) -> ListTable:
    """Read a table from a file. Raises DeviceListError if it is none, or with every secret in it."""
    return read_table(read_list_text(path))


def read_table(source: ListText) -> ListTable:
    """Read a table. Raises DeviceListError if it is none, or with every secret in it."""
    file = source.file
    if source.coloured is not None:
        message = "the control character U+001B stands here"
        refuse_list(source.coloured, "file-characters", message, "remove it; is this a table?")
    lines = list(_read_csv_lines(source.text, file))
    titles = [cell.strip() for cell in lines.pop(0)[1]] if lines else [""]
    rows = tuple(_read_row(number, cells, titles) for number, cells in lines if any(cell.strip() for cell in cells))
    findings = [
        *find_row_secrets(file, rows),
        *_find_untitled_cells(file, lines, titles),
        *_find_repeated_titles(file, titles, _DECISIVE_TITLES),
    ]
    if findings:
        raise DeviceListError(limit_findings(findings, file))
    return ListTable(file, tuple(normal_title(title) for title in titles), rows, tuple(titles))


def _read_csv_lines(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each line of the list with its number; empty ones are left out, as is Excel's line about the delimiter."""
    csv.field_size_limit(MAX_CELL)
    excel_line = _SEPARATOR.match(text)
    delimiter = excel_line["delimiter"] if excel_line is not None else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cells) and not (excel_line is not None and begins == 1):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        finding = ListCell("", begins, 1, "").finding(
            file,
            "list-broken",
            f"this is not CSV: {error}",
            'close every quote; a quote in a cell is written twice: ""',
        )
        raise DeviceListError((finding,)) from None


def _delimiter(text: str) -> str:
    """What stands between the cells: as the first line shows it, commas if it shows nothing."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    try:
        return csv.Sniffer().sniff(first, _DELIMITERS).delimiter
    except csv.Error:
        return max(_DELIMITERS, key=first.count)


def _read_row(line: int, cells: list[str], titles: list[str]) -> ListRow:
    row_cells = {}
    for column, (title, text) in enumerate(zip(titles, cells, strict=False), 1):
        words = text.strip()
        if words and words != _DASH:
            row_cells[normal_title(title)] = ListCell(_unwrap_value(words), line, column, title)
    return ListRow(line, row_cells)


_DASH = "\N{EM DASH}"
"""What tables of NetBox print for nothing."""

_AS_TEXT = re.compile(r'="(?P<value>[^"]*)"')
"""How a program makes Excel leave a number as it is."""

_GUARDED = re.compile(r"'[=+@-].+", re.DOTALL)
"""A cell that a program has kept from being read as a formula."""


def _unwrap_value(words: str) -> str:
    as_text = _AS_TEXT.fullmatch(words)
    if as_text is not None:
        return as_text["value"].strip() or words
    return words[1:] if _GUARDED.fullmatch(words) else words


def find_row_secrets(file: str, rows: tuple[ListRow, ...]) -> Iterator[Finding]:
    """Every secret in the cells of rows, by its form, its words or the title above it."""
    for row in rows:
        for cell in row.cells.values():
            kind = kind_of_secret(cell.text)
            if kind is not None:
                yield cell.finding(file, "secret-in-inventory", f"this looks like {kind}", _HINT)
            elif is_secret_key(cell.title):
                yield cell.finding(file, "secret-in-inventory", "a secret is written here", "remove the column")


def _find_untitled_cells(file: str, lines: list[tuple[int, list[str]]], titles: list[str]) -> Iterator[Finding]:
    for number, cells in lines:
        extra = [column for column, cell in enumerate(cells, 1) if column > len(titles) and cell.strip()]
        for column in extra[:1]:
            message = f"the row has {len(cells)} cells, and there are {len(titles)} titles"
            hint = "put a cell in quotes if the delimiter belongs to it"
            yield ListCell("", number, column, "").finding(file, "list-broken", message, hint)


def find_repeated_titles(sheet: ListTable, read: frozenset[str]) -> Iterator[Finding]:
    """Titles that stand twice, of those that a format reads; Snipe-IT repeats those of addresses."""
    yield from _find_repeated_titles(sheet.file, list(sheet.headings), read - _DECISIVE_TITLES)


def _find_repeated_titles(file: str, titles: list[str], read: frozenset[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for column, title in enumerate(titles, 1):
        if normal_title(title) in seen and normal_title(title) in read:
            message = f"the title {quote_word(title)} stands twice"
            yield ListCell("", 1, column, title).finding(file, "list-broken", message, "remove one of the two columns")
        seen.add(normal_title(title))


_DECISIVE_TITLES = frozenset({"id", "serial", "assettag", "model", "bag", "holder", "status"})
"""Titles that say so much that two of them cannot both be right."""

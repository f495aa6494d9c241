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
from mfa_binder.findings import Finding, Place, Severity
from mfa_binder.inventory.list_source import ListText, limit_findings, read_list_text, refuse_list
from mfa_binder.inventory.secret_prose import kind_of_secret
from mfa_binder.inventory.secrets import suspicious
from mfa_binder.inventory.spelling import one_line, quoted

MAX_CELL = 100_000
"""Characters of one cell; beyond it a quote was not closed."""

_DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r'"?sep=(?P<delimiter>[,;\t])"?\r?\n', re.IGNORECASE)
"""The first line by which Excel is told what divides cells."""

_HINT = "remove it from the list, change it where it is used, and keep it out of every file"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says. `line` counts from 1 and is where its row begins; `column` counts the cells from 1."""

    text: str
    line: int
    column: int
    title: str

    def finding(self, file: str, problem: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
        """A finding about it."""
        place = Place(file, self.line, self.column, one_line(self.title))
        return Finding(problem, severity, place, one_line(message), one_line(hint))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its cells by the normal form of their titles. An empty cell is not among them."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was written: its titles in normal form, and its rows."""

    file: str
    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()
    """The titles as they stand."""


_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Co", "Cs"})
"""Categories of characters that paper does not show: control, direction, line separators, private use."""


def unseen_character(cell: Cell) -> str | None:
    """What to say of a cell with a character that paper does not show; None if it has none."""
    found = next((each for each in cell.text if unicodedata.category(each) in _UNSEEN), None)
    return f"the cell holds the character U+{ord(found):04X}, which paper does not show" if found is not None else None


def normal(title: str) -> str:
    """A title without spaces, signs and capitals: `Asset Tag` and `asset_tag` are the same."""
    return re.sub(r"[\W_]+", "", title).lower()


def read_sheet(path: Path) -> Sheet:
    """Read a table from a file. Raises DeviceListError if it is none, or with every secret in it."""
    return read_table(read_list_text(path))


def read_table(source: ListText) -> Sheet:
    """Read a table. Raises DeviceListError if it is none, or with every secret in it."""
    file = source.file
    if source.coloured is not None:
        message = "the control character U+001B stands here"
        refuse_list(source.coloured, "file-characters", message, "remove it; is this a table?")
    lines = list(_lines(source.text, file))
    titles = [cell.strip() for cell in lines.pop(0)[1]] if lines else [""]
    rows = tuple(_row(number, cells, titles) for number, cells in lines if any(cell.strip() for cell in cells))
    found = [*_secrets(file, rows), *_untitled(file, lines, titles), *_titled_twice(file, titles, _READ)]
    if found:
        raise DeviceListError(limit_findings(found, file))
    return Sheet(file, tuple(normal(title) for title in titles), rows, tuple(titles))


def _lines(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each line of the list with its number; empty ones are left out, as is Excel's line about the delimiter."""
    csv.field_size_limit(MAX_CELL)
    told = _SEPARATOR.match(text)
    delimiter = told["delimiter"] if told is not None else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cells) and not (told is not None and begins == 1):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        finding = Cell("", begins, 1, "").finding(
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


def _row(line: int, cells: list[str], titles: list[str]) -> Row:
    found = {}
    for column, (title, text) in enumerate(zip(titles, cells, strict=False), 1):
        words = text.strip()
        if words and words != _DASH:
            found[normal(title)] = Cell(_value(words), line, column, title)
    return Row(line, found)


_DASH = "\N{EM DASH}"
"""What tables of NetBox print for nothing."""

_AS_TEXT = re.compile(r'="(?P<value>[^"]*)"')
"""How a program makes Excel leave a number as it is."""

_GUARDED = re.compile(r"'[=+@-].+", re.DOTALL)
"""A cell that a program has kept from being read as a formula."""


def _value(words: str) -> str:
    as_text = _AS_TEXT.fullmatch(words)
    if as_text is not None:
        return as_text["value"].strip() or words
    return words[1:] if _GUARDED.fullmatch(words) else words


def _secrets(file: str, rows: tuple[Row, ...]) -> Iterator[Finding]:
    for row in rows:
        for cell in row.cells.values():
            kind = kind_of_secret(cell.text)
            if kind is not None:
                yield cell.finding(file, "secret-in-inventory", f"this looks like {kind}", _HINT)
            elif suspicious(cell.title):
                yield cell.finding(file, "secret-in-inventory", "a secret is written here", "remove the column")


def _untitled(file: str, lines: list[tuple[int, list[str]]], titles: list[str]) -> Iterator[Finding]:
    for number, cells in lines:
        extra = [column for column, cell in enumerate(cells, 1) if column > len(titles) and cell.strip()]
        for column in extra[:1]:
            message = f"the row has {len(cells)} cells, and there are {len(titles)} titles"
            hint = "put a cell in quotes if the delimiter belongs to it"
            yield Cell("", number, column, "").finding(file, "list-broken", message, hint)


def row_secrets(file: str, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """Every secret in rows that are no table."""
    yield from _secrets(file, rows)


def titled_twice(sheet: Sheet, read: frozenset[str]) -> Iterator[Finding]:
    """Titles that stand twice, of those that a format reads; Snipe-IT repeats those of addresses."""
    yield from _titled_twice(sheet.file, list(sheet.headings), read - _READ)


def _titled_twice(file: str, titles: list[str], read: frozenset[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for column, title in enumerate(titles, 1):
        if normal(title) in seen and normal(title) in read:
            message = f"the title {quoted(title)} stands twice"
            yield Cell("", 1, column, title).finding(file, "list-broken", message, "remove one of the two columns")
        seen.add(normal(title))


_READ = frozenset({"id", "serial", "assettag", "model", "bag", "holder", "status"})
"""Titles that say so much that two of them cannot both be right."""

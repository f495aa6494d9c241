"""From a file of a spreadsheet to cells, each with its line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import DeviceListError
from generator.findings import Finding, Place, Severity
from generator.inventory.secret_prose import kind_of_secret
from generator.inventory.secrets import suspicious
from generator.inventory.source import read_source
from generator.inventory.spelling import one_line, quoted

MAX_CELL = 100_000
"""Characters of one cell; beyond it a quote was not closed."""

_DELIMITERS = ",;\t"
_HINT = "remove it from the list, change it where it is used, and keep it out of every file"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says. `line` counts from 1 and is where its row begins; `column` counts the cells from 1."""

    text: str
    line: int
    column: int
    title: str

    def finding(self, file: str, problem: str, message: str, hint: str) -> Finding:
        """A finding about it."""
        place = Place(file, self.line, self.column, one_line(self.title))
        return Finding(problem, Severity.ERROR, place, one_line(message), one_line(hint))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its cells by the normal form of their titles. An empty cell is not among them."""

    line: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of devices as it was written: its titles in normal form, and its rows."""

    file: str
    titles: tuple[str, ...]
    rows: tuple[Row, ...]


def normal(title: str) -> str:
    """A title without spaces, signs and capitals: `Asset Tag` and `asset_tag` are the same."""
    return re.sub(r"[\W_]+", "", title).lower()


def read_sheet(path: Path, *, titled: bool = True) -> Sheet:
    """Read a list. Raises InventoryError if the file cannot be read, DeviceListError with every secret in it.

    Without titles there is one column, and it has no name.
    """
    file = str(path)
    text = read_source(path)
    lines = list(_lines(text, file)) if titled else _words(text)
    titles = [cell.strip() for cell in lines.pop(0)[1]] if titled and lines else [""]
    rows = tuple(_row(number, cells, titles) for number, cells in lines if any(cell.strip() for cell in cells))
    found = [*_secrets(file, rows), *_untitled(file, lines, titles), *_titled_twice(file, titles)]
    if found:
        raise DeviceListError(found)
    return Sheet(file, tuple(normal(title) for title in titles), rows)


def first_line(path: Path) -> str:
    """The first line that says something."""
    return next(line.strip() for line in read_source(path).splitlines() if line.strip())


def _lines(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each line of the list with its number; empty ones are left out."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cells):
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


def _words(text: str) -> list[tuple[int, list[str]]]:
    return [(number, [line]) for number, line in enumerate(text.splitlines(), 1)]


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
        if text.strip():
            found[normal(title)] = Cell(text.strip(), line, column, title)
    return Row(line, found)


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


def _titled_twice(file: str, titles: list[str]) -> Iterator[Finding]:
    """Only titles that a format reads matter; Snipe-IT repeats those of addresses."""
    seen: set[str] = set()
    for column, title in enumerate(titles, 1):
        if normal(title) in seen and normal(title) in _READ:
            message = f"the title {quoted(title)} stands twice"
            yield Cell("", 1, column, title).finding(file, "list-broken", message, "remove one of the two columns")
        seen.add(normal(title))


_READ = frozenset({"id", "serial", "assettag", "model", "bag", "holder", "status"})
"""Titles that say so much that two of them cannot both be right."""

"""From a path to the text of a list that another program wrote: spreadsheets, exports, what a terminal printed."""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mfa_binder.errors import DeviceListError
from mfa_binder.findings import Finding, FindingPlace, Severity

MAX_BYTES = 32 * 1024 * 1024
"""Ten thousand accounts as AWS prints them are about 4 MB."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; that of UTF-32 begins as that of UTF-16 does, so it comes first."""

_NO_TEXT = (
    (b"PK\x03\x04", "a workbook (xlsx, ods) or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "a workbook in Excel's old format (xls)"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a word processor's file (rtf)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3", "a database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
"""First bytes of files that people name by mistake."""

_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml|meta|head|body)\b", re.IGNORECASE)
_COLOURS = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
"""Escape sequences of terminals (ECMA-48): colours, titles of windows."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SAVE = 'save it as "CSV UTF-8", or as JSON where the program offers that, and name that file'


MOST_LIST_FINDINGS = 200
"""Problems of one list that are shown; of the others only the number is."""


def limit_findings(findings: Sequence[Finding], file: str, unread: int = 0) -> tuple[Finding, ...]:
    """Findings in their order: errors come before warnings where there are too many to tell.

    `unread`: rows that were not looked at any more.
    """
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    chosen = dict.fromkeys((*errors[:MOST_LIST_FINDINGS], *findings))
    limited = set(list(chosen)[:MOST_LIST_FINDINGS])
    omitted = len(findings) - len(limited)
    in_order = tuple(finding for finding in findings if finding in limited)
    if not omitted and not unread:
        return in_order
    rows = f", and {unread:,} rows were not looked at" if unread else ""
    severity = Severity.ERROR if errors else Severity.WARNING
    message = f"there are {omitted:,} more{rows}" if omitted else f"{unread:,} more rows were not looked at"
    return (
        *in_order,
        Finding("list-long", severity, FindingPlace(file), message, "correct these first, and import again"),
    )


def refuse_list(place: FindingPlace, problem: str, message: str, hint: str) -> NoReturn:
    """Raise DeviceListError for a problem after which nothing more can be said of the list."""
    raise DeviceListError((Finding(problem, Severity.ERROR, place, message, hint),))


@dataclass(frozen=True, slots=True)
class ListText:
    """The text of a list, without a byte order mark and the colours of a terminal; its lines end as they did."""

    file: str
    text: str
    coloured: FindingPlace | None = None
    """Where the first colour of a terminal stood, which a cell of a spreadsheet cannot have."""


def read_list_text(path: Path) -> ListText:
    """Read a list. Raises DeviceListError with one finding if it is no text."""
    file = FindingPlace(str(path))
    data = _read_list_bytes(path, file)
    if not data.strip():
        refuse_list(file, "file-empty", "the file is empty", "export the list again")
    kind = next((kind for first, kind in _NO_TEXT if data.startswith(first)), None)
    if kind is not None:
        refuse_list(file, "file-kind", f"this is {kind}, not a list as text", _SAVE)
    written = _decode(data, file)
    text = _COLOURS.sub("", written)
    if not text.strip():
        refuse_list(file, "file-empty", "the file is empty", "export the list again")
    if _MARKUP.match(text):
        refuse_list(file, "file-kind", "this is a web page or XML, not a list", _SAVE)
    _refuse_control(text, file)
    colour = _COLOURS.search(written)
    return ListText(str(path), text, _place_after(written[: colour.start()], file) if colour is not None else None)


def _read_list_bytes(path: Path, file: FindingPlace) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            refuse_list(file, "file-unreadable", "this is a folder, not a file", "name the list in it")
        if not stat.S_ISREG(status.st_mode):
            refuse_list(
                file, "file-unreadable", "this is not an ordinary file", "save the list as a file and name that"
            )
        if status.st_size > MAX_BYTES:
            message = f"the file has {status.st_size // 1024**2} MiB, and {MAX_BYTES // 1024**2} MiB is the limit"
            refuse_list(file, "file-too-large", message, "is this the list? export only the rows that you need")
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        refuse_list(file, "file-unreadable", "there is no such file", "name the list that you exported")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error) or "unknown reason").lower()
        message = f"the file cannot be read: {reason}"
        refuse_list(file, "file-unreadable", message, "make it readable, or name another file")


def _decode(data: bytes, file: FindingPlace) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        encoding_name = "UTF-8" if encoding.startswith("utf-8") else encoding.upper()
        refuse_list(_place_after(before, file), "file-encoding", f"the file is not {encoding_name} from here on", _SAVE)


def _refuse_control(text: str, file: FindingPlace) -> None:
    match = _CONTROL.search(text)
    if match is None:
        return
    place = _place_after(text[: match.start()], file)
    message = f"the control character U+{ord(match.group()):04X} stands here"
    if match.group() == "\0":
        message += ": this is no text, or UTF-16 without its mark"
    refuse_list(place, "file-characters", message, f"remove it; {_SAVE}")


def _place_after(before: str, file: FindingPlace) -> FindingPlace:
    """The place of the character that follows a text."""
    return FindingPlace(file.file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)

"""From a path to text: what can be wrong with a file before anybody reads its YAML."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NoReturn

from mfa_binder.errors import InventoryError, MissingFileError, ReadingError, TooLargeError
from mfa_binder.files.reading import read_bytes
from mfa_binder.findings import Finding, FindingPlace, Severity

MAX_BYTES = 32 * 1024 * 1024
"""Ten thousand accounts, each with a hundred lines, are about 20 MB."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""YAML's non-printable characters (YAML 1.1, section 4.1.1)."""

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""What YAML 1.1 takes for the end of a line, and no editor does."""

_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def refuse(problem: str, place: FindingPlace, message: str, hint: str) -> NoReturn:
    """Raise InventoryError for a problem after which nothing more can be said of the file."""
    raise InventoryError((Finding(problem, Severity.ERROR, place, message, hint),))


def read_source(path: Path, most: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file of `most` bytes, without a byte order mark. Raises InventoryError with one finding."""
    file = FindingPlace(str(path))
    data = _read_file_bytes(path, file, most)
    text = _decode(data, file)
    if not text.strip():
        refuse("file-empty", file, "the file is empty", "mfa-binder init makes an inventory to start from")
    _refuse_forbidden(text, file)
    return text


def refuse_odd_line_ends(text: str, file: FindingPlace) -> None:
    """Raise InventoryError for the first line end that only YAML takes for one."""
    line_end = _LINE_ENDS.search(text)
    if line_end is not None:
        message = (
            f"the character U+{ord(line_end.group()):04X} ends a line here for readers of YAML, and nobody sees it"
        )
        refuse("file-characters", _place_after(text[: line_end.start()], file), message, "remove it")


def _read_file_bytes(path: Path, file: FindingPlace, most: int) -> bytes:
    try:
        return read_bytes(path, most)
    except MissingFileError as error:
        refuse("file-unreadable", file, error.reason, "name another file, or make one with mfa-binder init")
    except TooLargeError as error:
        refuse("file-too-large", file, error.reason, "is this the inventory?")
    except ReadingError as error:
        refuse("file-unreadable", file, error.reason, error.hint)


def _decode(data: bytes, file: FindingPlace) -> str:
    if data.startswith(_WIDE):
        refuse("file-encoding", file, "the file is UTF-16 or UTF-32", "save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        refuse("file-encoding", _place_after(before, file), "the file is not UTF-8 from here on", "save it as UTF-8")


def _refuse_forbidden(text: str, file: FindingPlace) -> None:
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        character = f"the character U+{ord(forbidden.group()):04X} is not allowed in YAML"
        refuse(
            "file-characters",
            _place_after(text[: forbidden.start()], file),
            character,
            "remove it; is this a text file?",
        )


def _place_after(before: str, file: FindingPlace) -> FindingPlace:
    """The place of the character that follows a text."""
    return FindingPlace(file.file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)

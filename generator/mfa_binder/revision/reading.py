"""Reading `ledger.jsonl`: its lines, checked, folded into what is filed.

Each revision ends with the SHA-256 of everything before: a line that was changed, lost, or brought in by
a merge is noticed. Only what was cut off right behind a revision is not, since that was a ledger once.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from mfa_binder.errors import LedgerError
from mfa_binder.files.writing import read_whole
from mfa_binder.revision.entries import VERSION
from mfa_binder.revision.fold import Fold
from mfa_binder.revision.ledger import NOTHING, Ledger

_RESTORE = "restore the file as it was committed last; nothing but mfa-binder issue may write it"
_TWICE = (
    "two people issued at once: keep the revision whose pack was filed, remove the lines of the other, "
    "and issue again for what it held"
)
_ENDS = "write in .gitattributes: ledger.jsonl -text; then delete the file and bring it back: git checkout ledger.jsonl"
_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


def read_ledger(path: Path, until: int | None = None) -> Ledger:
    """What is filed after revision `until`, after the last one if None; NOTHING if there is no ledger or `until` is 0.

    Raises LedgerError, with file, line and next step, if the ledger is damaged: cut off, changed by hand,
    merged badly, or of a later version of the program; OutputError if it cannot be read at all.
    """
    if until == 0:
        return NOTHING
    written = read_whole(path, "check its rights, and what stands in its place")
    return NOTHING if written is None else _Reader(path.name).read(written, until)


class _Reader:
    """Reads one ledger; knows where it is, for the error."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fold = Fold()
        self._hash = hashlib.sha256()
        self._begun = 0
        """The line with which the revision that is being read begins; 0: none is."""
        self._last = 0

    def read(self, written: bytes, until: int | None) -> Ledger:
        lines = written.split(b"\n")
        if lines[-1]:
            raise self._damage(len(lines), "the file breaks off within the line")
        if lines[0].endswith(b"\r"):
            raise self._damage(1, "the ends of its lines were changed to those of Windows (CR LF)", _ENDS)
        for number, line in enumerate(lines[:-1], start=1):
            entry = self._entry(number, line)
            if "end" not in entry:
                self._take(number, entry)
            elif self._end(number, entry) == until:
                return self._fold.ledger
            self._hash.update(line + b"\n")
        if self._begun or not self._last:
            raise self._damage(max(1, len(lines) - 1), f"the file breaks off within revision {self._last + 1}")
        return self._fold.ledger

    def _entry(self, number: int, line: bytes) -> dict[str, Any]:
        if line.startswith(_CONFLICT):
            raise self._damage(number, "a merge was left unfinished", _TWICE)
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            raise self._damage(number, "the line is not JSON") from None
        if not isinstance(entry, dict) or not entry:
            raise self._damage(number, "the line is no record")
        return entry

    def _take(self, number: int, entry: dict[str, Any]) -> None:
        if number == 1:
            self._header(entry)
            return
        if "revision" in entry and next(iter(entry)) == "revision":
            self._begin(number, entry)
        elif not self._begun:
            raise self._damage(number, "the line stands behind the end of a revision")
        try:
            self._fold.take(entry, number)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            raise self._damage(number, "the line is none that this program writes, or does not follow") from None

    def _header(self, entry: dict[str, Any]) -> None:
        version, organizations = entry.get("ledger"), entry.get("of")
        if not isinstance(organizations, dict) or not isinstance(version, int):
            raise self._damage(1, "the first line does not say whose ledger this is")
        if version > VERSION:
            raise self._damage(1, "a later version of mfa-binder wrote it", "update mfa-binder")
        self._fold.organizations = organizations

    def _begin(self, number: int, entry: dict[str, Any]) -> None:
        found, expected = entry["revision"], self._last + 1
        if self._begun:
            raise self._damage(number, f"revision {expected} has no end before it")
        if found != expected:
            hint = _TWICE if isinstance(found, int) and found < expected else _RESTORE
            raise self._damage(number, f"revision {found} follows revision {self._last}", hint)
        self._begun = number

    def _end(self, number: int, entry: dict[str, Any]) -> int:
        if not self._begun or entry["end"] != self._last + 1:
            raise self._damage(number, f"revision {entry['end']} ends without having begun")
        if entry.get("sha256") != self._hash.hexdigest():
            changed = f"what stands before is not what was written: one of the lines {self._begun} to {number - 1}"
            raise self._damage(number, changed if self._last else f"{changed}, or the first")
        self._begun, self._last = 0, self._last + 1
        return self._last

    def _damage(self, number: int, what: str, hint: str = _RESTORE) -> LedgerError:
        return LedgerError(f"{self._name}:{number}: {what}", hint)

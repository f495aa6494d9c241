"""`ledger.jsonl`: read and checked, line by line to what is filed; a revision appended, whole or not at all.

Each revision ends with the SHA-256 of everything before: a line that was changed, lost, or brought in by
a merge is noticed. Only what was cut off right behind a revision is not, since that was a ledger once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.sidecar import CoverText
from mfa_binder.errors import LedgerError, OutputError
from mfa_binder.files.writing import read_whole, write_text
from mfa_binder.revision.changes import RevisionChanges
from mfa_binder.revision.ledger import (
    EMPTY_LEDGER,
    Delivery,
    EndedSet,
    IssuedBinder,
    IssuedCopy,
    IssuedSet,
    Ledger,
    Revision,
)
from mfa_binder.revision.ledger_entries import LEDGER_VERSION, LeafCounts, LedgerEntry, ledger_header, revision_entries

ReadEntry = Mapping[str, Any]


class LedgerReplay:
    """What is filed after the lines that were taken. Any of KeyError, TypeError, ValueError: a line is none of ours."""

    def __init__(self) -> None:
        self.organizations: Mapping[str, str] = {}
        self._revisions: list[Revision] = []
        self._binders: dict[str, IssuedBinder] = {}
        self._sets: dict[str, IssuedSet] = {}
        self._kept: dict[str, EndedSet] = {}
        self._facts: dict[str, InventoryFact] = {}
        self._takes: Mapping[str, Callable[[ReadEntry, int], None]] = {
            "revision": self._revision,
            "binder": self._binder,
            "set": self._set,
            "stands": self._stands,
            "ended": self._ended,
            "fact": self._fact,
        }

    def take(self, entry: ReadEntry, line: int) -> None:
        """Take in one line, whose number in the ledger is `line`."""
        self._takes[next(iter(entry))](entry, line)

    @property
    def ledger(self) -> Ledger:
        """What is filed now."""
        return Ledger(
            organizations=self.organizations,
            revisions=tuple(self._revisions),
            binders=self._binders,
            sets=self._sets,
            kept=self._kept,
            facts=self._facts,
        )

    def _revision(self, entry: ReadEntry, line: int) -> None:
        issued = date.fromisoformat(entry["date"])
        front = CoverText.model_validate(entry["front"])
        self._revisions.append(
            Revision(entry["revision"], issued, entry["kind"] == "complete", entry["note"], front, line)
        )
        self._kept = {key: one for key, one in self._kept.items() if one.keep_until and one.keep_until >= issued}

    def _binder(self, entry: ReadEntry, line: int) -> None:
        key = entry["binder"]
        if entry["ended"]:
            del self._binders[key]
            return
        before = {copy.number: copy for copy in self._binders[key].copies} if key in self._binders else {}
        now = {one["copy"]: self._copy(one, before.get(one["copy"])) for one in entry["copies"]}
        copies = tuple({**before, **now}[number] for number in sorted({**before, **now}))
        self._binders[key] = IssuedBinder(key, entry["title"], entry["form"], copies, line)

    def _copy(self, entry: ReadEntry, before: IssuedCopy | None) -> IssuedCopy:
        gets = entry["gets"]
        filed = before.revisions if before is not None and not before.withdrawn else ()
        if gets in (Delivery.COMPLETE, Delivery.CHANGES):
            filed = (*filed, self._revisions[-1].number)
        return IssuedCopy(
            number=entry["copy"],
            where=entry["where"],
            place=entry["place"],
            holders=tuple(entry["holders"]),
            revisions=filed,
            withdrawn=gets == Delivery.WITHDRAWAL,
        )

    def _set(self, entry: ReadEntry, line: int) -> None:
        key = entry["set"]
        before = self._sets.get(key)
        last = self._revisions[-1]
        self._sets[key] = IssuedSet(
            id=key,
            section=entry["section"],
            title=entry["title"],
            subject=entry["subject"],
            digest=entry["digest"],
            marks=entry["lines"],
            before=before.marks if before is not None else None,
            leaves=entry["leaves"],
            binders=tuple(entry["binders"]),
            revision=last.number,
            issued=last.issued,
            line=line,
        )

    def _stands(self, entry: ReadEntry, line: int) -> None:
        before = self._sets[entry["stands"]]
        self._sets[before.id] = replace(before, leaves=entry["leaves"], binders=tuple(entry["binders"]))

    def _ended(self, entry: ReadEntry, line: int) -> None:
        gone = self._sets.pop(entry["ended"])
        if entry["keep_until"] is not None:
            last = date.fromisoformat(entry["keep_until"])
            self._kept[gone.id] = EndedSet(gone.id, entry["title"], gone.revision, entry["leaves"], entry["why"], last)

    def _fact(self, entry: ReadEntry, line: int) -> None:
        if entry["is"] is None:
            del self._facts[entry["fact"]]
        else:
            self._facts[entry["fact"]] = entry["is"]


_RESTORE_HINT = "restore the file as it was committed last; nothing but mfa-binder issue may write it"
_ISSUED_TWICE_HINT = (
    "two people issued at once: keep the revision whose pack was filed, remove the lines of the other, "
    "and issue again for what it held"
)
_LINE_ENDS_HINT = (
    "write in .gitattributes: ledger.jsonl -text; then delete the file and bring it back: git checkout ledger.jsonl"
)
_CONFLICT_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


def read_ledger(path: Path, until: int | None = None) -> Ledger:
    """What is filed after revision `until`, after the last one if None; NOTHING if there is no ledger or `until` is 0.

    Raises LedgerError, with file, line and next step, if the ledger is damaged: cut off, changed by hand,
    merged badly, or of a later version of the program; OutputError if it cannot be read at all.
    """
    if until == 0:
        return EMPTY_LEDGER
    written = read_whole(path, "check its rights, and what stands in its place")
    return EMPTY_LEDGER if written is None else _LedgerParser(path.name).read(written, until)


class _LedgerParser:
    """Reads one ledger; knows where it is, for the error."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fold = LedgerReplay()
        self._hash = hashlib.sha256()
        self._begun = 0
        """The line with which the revision that is being read begins; 0: none is."""
        self._last = 0

    def read(self, written: bytes, until: int | None) -> Ledger:
        lines = written.split(b"\n")
        if lines[-1]:
            raise self._damage(len(lines), "the file breaks off within the line")
        if lines[0].endswith(b"\r"):
            raise self._damage(1, "the ends of its lines were changed to those of Windows (CR LF)", _LINE_ENDS_HINT)
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
        if line.startswith(_CONFLICT_MARKERS):
            raise self._damage(number, "a merge was left unfinished", _ISSUED_TWICE_HINT)
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
        if version > LEDGER_VERSION:
            raise self._damage(1, "a later version of mfa-binder wrote it", "update mfa-binder")
        self._fold.organizations = organizations

    def _begin(self, number: int, entry: dict[str, Any]) -> None:
        found, expected = entry["revision"], self._last + 1
        if self._begun:
            raise self._damage(number, f"revision {expected} has no end before it")
        if found != expected:
            hint = _ISSUED_TWICE_HINT if isinstance(found, int) and found < expected else _RESTORE_HINT
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

    def _damage(self, number: int, what: str, hint: str = _RESTORE_HINT) -> LedgerError:
        return LedgerError(f"{self._name}:{number}: {what}", hint)


def revision_lines(changes: RevisionChanges, leaves: LeafCounts) -> str:
    """The lines of a revision as the ledger has them, without the one that ends it. Raises what `entries` does."""
    return "".join(map(_ledger_line, revision_entries(changes, leaves)))


def append_revision(path: Path, changes: RevisionChanges, leaves: LeafCounts) -> None:
    """Record that `changes` were issued; `leaves` says how many each newly typeset set has, by name of form.

    Replacing the file is the moment in which a revision is issued. Raises OutputError if it cannot be
    written, LedgerError as `entries` does.
    """
    written = _read_text(path) or _ledger_line(ledger_header(changes))
    written += revision_lines(changes, leaves)
    digest = hashlib.sha256(written.encode("utf-8")).hexdigest()
    write_text(path, written + _ledger_line({"end": changes.revision.number, "sha256": digest}), durable=True)


def recorded_lines(path: Path, revision: Revision) -> str:
    """The lines of the last revision as they stand in the ledger, without the one that ends it."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    return "".join(f"{line}\n" for line in lines[revision.line - 1 : -2])


def _ledger_line(entry: LedgerEntry) -> str:
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise OutputError(f"{path.name} cannot be read: {error.strerror}", "check its rights") from error

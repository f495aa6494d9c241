"""`ledger.jsonl`: read and checked, line by line to what is filed; a revision appended, whole or not at all.

Each revision ends with the SHA-256 of everything before: a line that was changed, lost, or brought in by
a merge is noticed. Only what was cut off right behind a revision is not, since that was a ledger once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from mfa_binder.book.inventory_facts import InventoryFact
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
from mfa_binder.revision.ledger_entries import (
    LEDGER_VERSION,
    BinderEntry,
    CopyRecord,
    EndedEntry,
    EndEntry,
    FactEntry,
    HeaderEntry,
    LeafCounts,
    LedgerEntry,
    RefiledEntry,
    RevisionEntry,
    SetEntry,
    entry_line,
    ledger_header,
    parse_entry,
    revision_entries,
)

_RESTORE_HINT = "restore the file as it was committed last; nothing but mfa-binder issue may write it"
_ISSUED_TWICE_HINT = (
    "two people issued at once: keep the revision whose pack was filed, remove the lines of the other, "
    "and issue again for what it held"
)
_LINE_ENDS_HINT = (
    "write in .gitattributes: ledger.jsonl -text; then delete the file and bring it back: git checkout ledger.jsonl"
)
_NOT_OURS = "the line is none that this program writes, or does not follow"
_CONFLICT_MARKERS = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


def read_ledger(path: Path, until: int | None = None) -> Ledger:
    """What is filed after revision `until`, after the last one if None; EMPTY_LEDGER without a ledger, or if it is 0.

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
        self._replay = _LedgerReplay()
        self._hash = hashlib.sha256()
        self._begun = 0
        """The line with which the revision that is being read begins; 0: none is."""
        self._last = 0
        """The number of the last revision that ended."""

    def read(self, written: bytes, until: int | None) -> Ledger:
        lines = written.split(b"\n")
        if lines[-1]:
            raise self._damage(len(lines), "the file breaks off within the line")
        if lines[0].endswith(b"\r"):
            raise self._damage(1, "the ends of its lines were changed to those of Windows (CR LF)", _LINE_ENDS_HINT)
        for number, line in enumerate(lines[:-1], start=1):
            entry = self._parse(number, line)
            # A revision is taken in before its end confirms it: nothing of a damaged ledger leaves this method.
            if isinstance(entry, EndEntry):
                self._end(number, entry)
                if self._last == until:
                    return self._replay.ledger
            else:
                self._take(number, entry)
            # After the line: the digest at the end of a revision is over everything that stands before it.
            self._hash.update(line + b"\n")
        if self._begun or not self._last:
            raise self._damage(max(1, len(lines) - 1), f"the file breaks off within revision {self._last + 1}")
        return self._replay.ledger

    def _parse(self, number: int, line: bytes) -> LedgerEntry:
        if line.startswith(_CONFLICT_MARKERS):
            raise self._damage(number, "a merge was left unfinished", _ISSUED_TWICE_HINT)
        try:
            return parse_entry(line)
        except ValidationError:
            raise self._unreadable(number, line) from None

    def _unreadable(self, number: int, line: bytes) -> LedgerError:
        """Why a line is no record of ours."""
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return self._damage(number, "the line is not JSON")
        if not isinstance(record, dict) or not record:
            return self._damage(number, "the line is no record")
        if number == 1:
            return self._unreadable_header(record.get("ledger"))
        return self._damage(number, _NOT_OURS)

    def _unreadable_header(self, version: object) -> LedgerError:
        if isinstance(version, int) and version > LEDGER_VERSION:
            return self._later_version()
        return self._damage(1, "the first line does not say whose ledger this is")

    def _later_version(self) -> LedgerError:
        return self._damage(1, "a later version of mfa-binder wrote it", "update mfa-binder")

    def _take(self, number: int, entry: LedgerEntry) -> None:
        if number == 1:
            self._check_header(entry)
        elif isinstance(entry, RevisionEntry):
            self._begin(number, entry)
        elif not self._begun:
            raise self._damage(number, "the line stands behind the end of a revision")
        try:
            self._replay.take(entry, number)
        except LookupError:
            raise self._damage(number, _NOT_OURS) from None

    def _check_header(self, entry: LedgerEntry) -> None:
        if not isinstance(entry, HeaderEntry):
            raise self._unreadable_header(None)
        if entry.ledger > LEDGER_VERSION:
            raise self._later_version()

    def _begin(self, number: int, entry: RevisionEntry) -> None:
        expected = self._last + 1
        if self._begun:
            raise self._damage(number, f"revision {expected} has no end before it")
        if entry.revision != expected:
            hint = _ISSUED_TWICE_HINT if entry.revision < expected else _RESTORE_HINT
            raise self._damage(number, f"revision {entry.revision} follows revision {self._last}", hint)
        self._begun = number

    def _end(self, number: int, entry: EndEntry) -> None:
        if not self._begun or entry.end != self._last + 1:
            raise self._damage(number, f"revision {entry.end} ends without having begun")
        if entry.sha256 != self._hash.hexdigest():
            changed = f"what stands before is not what was written: one of the lines {self._begun} to {number - 1}"
            raise self._damage(number, changed if self._last else f"{changed}, or the first")
        self._begun, self._last = 0, self._last + 1

    def _damage(self, number: int, what: str, hint: str = _RESTORE_HINT) -> LedgerError:
        return LedgerError(f"{self._name}:{number}: {what}", hint)


class _LedgerReplay:
    """What is filed after the lines that were taken. A LookupError: a line does not follow from those before."""

    def __init__(self) -> None:
        self._organizations: Mapping[str, str] = {}
        self._revisions: list[Revision] = []
        self._binders: dict[str, IssuedBinder] = {}
        self._sets: dict[str, IssuedSet] = {}
        self._kept: dict[str, EndedSet] = {}
        self._facts: dict[str, InventoryFact] = {}

    @property
    def ledger(self) -> Ledger:
        """What is filed now."""
        return Ledger(
            organizations=self._organizations,
            revisions=tuple(self._revisions),
            binders=self._binders,
            sets=self._sets,
            kept=self._kept,
            facts=self._facts,
        )

    def take(self, entry: LedgerEntry, line: int) -> None:
        """Take in one line, whose number in the ledger is `line`."""
        match entry:
            case SetEntry():
                self._file_set(entry, line)
            case RefiledEntry():
                filed = self._sets[entry.stands]
                self._sets[filed.id] = replace(filed, leaves=entry.leaves, binders=entry.binders)
            case FactEntry():
                self._learn_fact(entry)
            case BinderEntry():
                self._issue_binder(entry, line)
            case EndedEntry():
                self._end_set(entry)
            case RevisionEntry():
                self._begin_revision(entry, line)
            case HeaderEntry():
                self._organizations = entry.of

    def _begin_revision(self, entry: RevisionEntry, line: int) -> None:
        is_complete = entry.kind == "complete"
        self._revisions.append(Revision(entry.revision, entry.date_, is_complete, entry.note, entry.front, line))
        kept = self._kept.items()
        self._kept = {key: gone for key, gone in kept if gone.keep_until and gone.keep_until >= entry.date_}

    def _issue_binder(self, entry: BinderEntry, line: int) -> None:
        if entry.ended:
            del self._binders[entry.binder]
            return
        issued = self._binders.get(entry.binder)
        before = {copy.number: copy for copy in issued.copies} if issued is not None else {}
        now = {copy.copy_: self._issued_copy(copy, before.get(copy.copy_)) for copy in entry.copies}
        # Copies that are not named stay as they were, the withdrawn ones too: a number is never given again.
        copies = tuple({**before, **now}[number] for number in sorted({**before, **now}))
        self._binders[entry.binder] = IssuedBinder(entry.binder, entry.title, entry.form, copies, line)

    def _issued_copy(self, copy: CopyRecord, before: IssuedCopy | None) -> IssuedCopy:
        filed = before.revisions if before is not None and not before.withdrawn else ()
        if copy.gets in (Delivery.COMPLETE, Delivery.CHANGES):
            filed = (*filed, self._revisions[-1].number)
        return IssuedCopy(
            number=copy.copy_,
            where=copy.where,
            place=copy.place,
            holders=copy.holders,
            revisions=filed,
            withdrawn=copy.gets is Delivery.WITHDRAWAL,
        )

    def _file_set(self, entry: SetEntry, line: int) -> None:
        before = self._sets.get(entry.set_)
        last = self._revisions[-1]
        self._sets[entry.set_] = IssuedSet(
            id=entry.set_,
            section=entry.section,
            title=entry.title,
            subject=entry.subject,
            digest=entry.digest,
            marks=entry.lines,
            before=before.marks if before is not None else None,
            leaves=entry.leaves,
            binders=entry.binders,
            revision=last.number,
            issued=last.issued,
            line=line,
        )

    def _end_set(self, entry: EndedEntry) -> None:
        gone = self._sets.pop(entry.ended)
        if entry.keep_until is not None:
            self._kept[gone.id] = EndedSet(
                gone.id, entry.title, gone.revision, entry.leaves, entry.why, entry.keep_until
            )

    def _learn_fact(self, entry: FactEntry) -> None:
        if entry.is_ is None:
            del self._facts[entry.fact]
        else:
            self._facts[entry.fact] = entry.is_


def revision_lines(changes: RevisionChanges, leaves: LeafCounts) -> str:
    """The lines of a revision as the ledger has them, without the one that ends it.

    Raises what `revision_entries` does.
    """
    return "".join(map(entry_line, revision_entries(changes, leaves)))


def append_revision(path: Path, changes: RevisionChanges, leaves: LeafCounts) -> None:
    """Record that `changes` were issued; `leaves` says how many each newly typeset set has, by name of form.

    Replacing the file is the moment in which a revision is issued. Raises OutputError if it cannot be
    written, LedgerError as `revision_entries` does.
    """
    written = _read_text(path) or entry_line(ledger_header(changes))
    written += revision_lines(changes, leaves)
    digest = hashlib.sha256(written.encode("utf-8")).hexdigest()
    write_text(path, written + entry_line(EndEntry(end=changes.revision.number, sha256=digest)), durable=True)


def recorded_lines(path: Path, revision: Revision) -> str:
    """The lines of the last revision as they stand in the ledger, without the one that ends it."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    return "".join(f"{line}\n" for line in lines[revision.line - 1 : -2])


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise OutputError(f"{path.name} cannot be read: {error.strerror}", "check its rights") from error

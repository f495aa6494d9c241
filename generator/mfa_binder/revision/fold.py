"""The fold: line by line of the ledger to what is filed after them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.sidecar import CoverText
from mfa_binder.revision.ledger import EndedSet, Gets, IssuedBinder, IssuedCopy, IssuedSet, Ledger, Revision

Entry = Mapping[str, Any]


class Fold:
    """What is filed after the lines that were taken. Any of KeyError, TypeError, ValueError: a line is none of ours."""

    def __init__(self) -> None:
        self.organizations: Mapping[str, str] = {}
        self._revisions: list[Revision] = []
        self._binders: dict[str, IssuedBinder] = {}
        self._sets: dict[str, IssuedSet] = {}
        self._kept: dict[str, EndedSet] = {}
        self._facts: dict[str, InventoryFact] = {}
        self._takes: Mapping[str, Callable[[Entry, int], None]] = {
            "revision": self._revision,
            "binder": self._binder,
            "set": self._set,
            "stands": self._stands,
            "ended": self._ended,
            "fact": self._fact,
        }

    def take(self, entry: Entry, line: int) -> None:
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

    def _revision(self, entry: Entry, line: int) -> None:
        issued = date.fromisoformat(entry["date"])
        front = CoverText.model_validate(entry["front"])
        self._revisions.append(
            Revision(entry["revision"], issued, entry["kind"] == "complete", entry["note"], front, line)
        )
        self._kept = {key: one for key, one in self._kept.items() if one.keep_until and one.keep_until >= issued}

    def _binder(self, entry: Entry, line: int) -> None:
        key = entry["binder"]
        if entry["ended"]:
            del self._binders[key]
            return
        before = {copy.number: copy for copy in self._binders[key].copies} if key in self._binders else {}
        now = {one["copy"]: self._copy(one, before.get(one["copy"])) for one in entry["copies"]}
        copies = tuple({**before, **now}[number] for number in sorted({**before, **now}))
        self._binders[key] = IssuedBinder(key, entry["title"], entry["form"], copies, line)

    def _copy(self, entry: Entry, before: IssuedCopy | None) -> IssuedCopy:
        gets = entry["gets"]
        filed = before.revisions if before is not None and not before.withdrawn else ()
        if gets in (Gets.COMPLETE, Gets.CHANGES):
            filed = (*filed, self._revisions[-1].number)
        return IssuedCopy(
            number=entry["copy"],
            where=entry["where"],
            place=entry["place"],
            holders=tuple(entry["holders"]),
            revisions=filed,
            withdrawn=gets == Gets.WITHDRAWAL,
        )

    def _set(self, entry: Entry, line: int) -> None:
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

    def _stands(self, entry: Entry, line: int) -> None:
        before = self._sets[entry["stands"]]
        self._sets[before.id] = replace(before, leaves=entry["leaves"], binders=tuple(entry["binders"]))

    def _ended(self, entry: Entry, line: int) -> None:
        gone = self._sets.pop(entry["ended"])
        if entry["keep_until"] is not None:
            last = date.fromisoformat(entry["keep_until"])
            self._kept[gone.id] = EndedSet(gone.id, entry["title"], gone.revision, entry["leaves"], entry["why"], last)

    def _fact(self, entry: Entry, line: int) -> None:
        if entry["is"] is None:
            del self._facts[entry["fact"]]
        else:
            self._facts[entry["fact"]] = entry["is"]

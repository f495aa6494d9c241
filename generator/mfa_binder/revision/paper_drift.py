"""Drift in paper terms: which copy of which binder is out of date, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mfa_binder.revision.changes import (
    BinderChanges,
    CopyChanges,
    InsertionCause,
    Removal,
    RemovalCause,
    RevisionChanges,
)
from mfa_binder.revision.ledger import Delivery
from mfa_binder.revision.set_reasons import OWN_WORDS, summarize_list

_MOST_SETS_NAMED = 6


@dataclass(frozen=True, slots=True)
class CopyDrift:
    """One copy of a binder that is not what the inventory says today."""

    binder: str
    """Its id."""
    copy: int
    """Its number."""
    sentence: str
    """Such as `hq-safe copy 1: leaf sets LD-YK-003 and ST-hq-safe (3 leaves) are out of date because YK-003 moved`."""
    line: int
    """The line of the ledger where the binder was last issued; 0: it never was."""


def copy_drifts(changes: RevisionChanges) -> tuple[CopyDrift, ...]:
    """A sentence for each copy that would get something if it were issued now."""
    return tuple(
        CopyDrift(binder.id, copy.number, f"{label} copy {copy.number}: {sentence}", line)
        for binder in changes.binders
        for label, line in [(_label(changes, binder.id), _line(changes, binder.id))]
        for copy in binder.copies
        for sentence in _sentence(changes, binder, copy)
    )


def _label(changes: RevisionChanges, binder: str) -> str:
    """What people call it: the id of the place alone, unless that is the id of another binder."""
    place = binder.removeprefix("location-")
    return binder if place in changes.ledger.binders or place in changes.filing.binders else place


def _line(changes: RevisionChanges, binder: str) -> int:
    issued = changes.ledger.binders.get(binder)
    return issued.line if issued is not None else 0


def _sentence(changes: RevisionChanges, binder: BinderChanges, copy: CopyChanges) -> Iterator[str]:
    """What the copy gets, told as what it lacks; nothing if it gets nothing."""
    if copy.gets is Delivery.WITHDRAWAL:
        yield "it is to be returned and destroyed"
    elif copy.gets is Delivery.NOTE:
        yield _moved_sentence(copy)
    elif copy.gets is not None and copy.before == 0:
        yield "it was never issued"
    elif copy.gets is not None:
        whole = [f"everything is out of date because of {binder.complete_because}"] if binder.is_reprinted else []
        yield "; ".join([*whole, *_clauses(binder)])


def _moved_sentence(copy: CopyChanges) -> str:
    clauses = [f"it stands at {copy.place_before} in the ledger, at {copy.place} now"] if copy.place_before else []
    if copy.holders_before:
        clauses.append(
            f"its holders are {summarize_list(copy.holders)} now, {summarize_list(copy.holders_before)} in the ledger"
        )
    return "; ".join(clauses)


def _clauses(binder: BinderChanges) -> Iterator[str]:
    # A set that is only issued again is not out of date, though it is taken out and put in.
    reissued = {insertion.id for insertion in binder.insert if insertion.why is InsertionCause.REISSUED}
    gone = [removal for removal in binder.remove if removal.id not in reissued]
    if gone:
        yield _out_of_date(gone)
    filed = {removal.id for removal in binder.remove}
    missing = [insertion for insertion in binder.insert if insertion.id not in filed]
    if missing:
        reasons = [reason for insertion in missing for reason in insertion.reasons]
        sets = _name_sets(insertion.id for insertion in missing)
        yield f"{sets} {_is_or_are(missing)} missing{_because(reasons, missing)}"
    if binder.cover:
        yield "its cover is out of date"


def _out_of_date(gone: Sequence[Removal]) -> str:
    leaves = sum(removal.leaves for removal in gone)
    counted = f"{leaves} leaf" if leaves == 1 else f"{leaves} leaves"
    reasons = [reason for removal in gone for reason in removal.reasons or _removal_reason(removal)]
    sets = _name_sets(removal.id for removal in gone)
    return f"{sets} ({counted}) {_is_or_are(gone)} out of date{_because(reasons, gone)}"


def _removal_reason(removal: Removal) -> tuple[str, ...]:
    return () if removal.why is RemovalCause.REPLACED else (f"{removal.id} {removal.why.value}",)


def _name_sets(keys: Iterable[str]) -> str:
    every = list(keys)
    return f"leaf set{'s' if len(every) != 1 else ''} {summarize_list(every, _MOST_SETS_NAMED)}"


def _is_or_are(things: Sequence[object]) -> str:
    return "is" if len(things) == 1 else "are"


def _because(reasons: Iterable[str], sets: Sequence[object]) -> str:
    every = list(dict.fromkeys(reasons))
    named = [reason for reason in every if reason != OWN_WORDS]
    if named:
        words = ["other words changed"] if len(named) < len(every) else []
        return f" because {summarize_list([*named, *words])}"
    if every:
        return f" because {OWN_WORDS if len(sets) == 1 else OWN_WORDS.replace('its', 'their')}"
    return ""

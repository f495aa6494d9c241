"""The lines of one revision in the ledger, as records: the first key of each says what it tells of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mfa_binder.errors import LedgerError
from mfa_binder.revision.changes import BinderChanges, CopyChanges, RevisionChanges
from mfa_binder.revision.ledger import LEDGER_NAME

LeafCounts = Mapping[str, Mapping[str, int]]
"""Leaves by leaf set and by name of form."""
LedgerEntry = Mapping[str, object]

LEDGER_VERSION = 1


def ledger_header(changes: RevisionChanges) -> LedgerEntry:
    """The first line of a ledger: whose it is."""
    return {
        "ledger": LEDGER_VERSION,
        "of": dict(changes.sidecar.issuing.organizations),
        "title": changes.revision.front.title,
    }


def revision_entries(changes: RevisionChanges, leaves: LeafCounts) -> Iterator[LedgerEntry]:
    """The lines of a revision, without the one that ends it.

    Raises LedgerError if a leaf set that is as it was takes other leaves now than those that are filed.
    """
    revision = changes.revision
    yield {
        "revision": revision.number,
        "date": revision.issued.isoformat(),
        "kind": "complete" if revision.complete else "changes",
        "note": revision.note,
        "front": revision.front.model_dump(mode="json"),
    }
    yield from map(_binder_entry, changes.binders)
    yield from _set_entries(changes, leaves)
    yield from _ended_entries(changes)
    yield from _fact_entries(changes)


def _binder_entry(binder: BinderChanges) -> LedgerEntry:
    return {
        "binder": binder.id,
        "title": binder.title,
        "form": binder.form.name,
        "complete_because": binder.complete_because,
        "ended": binder.ended,
        "insert": len(binder.insert),
        "remove": len(binder.remove),
        "copies": [_copy_record(copy) for copy in binder.copies],
    }


def _copy_record(copy: CopyChanges) -> LedgerEntry:
    return {
        "copy": copy.number,
        "where": copy.where,
        "place": copy.place,
        "holders": list(copy.holders),
        "gets": copy.gets.value if copy.gets is not None else None,
        "before": copy.before,
    }


def _set_entries(changes: RevisionChanges, leaves: LeafCounts) -> Iterator[LedgerEntry]:
    forms = {plan.id: plan.form.name for plan in changes.filing.plans}
    for key, (section, body) in changes.filing.sets.items():
        binders = list(changes.filing.standing_in[key])
        if key in changes.reasons:
            yield {
                "set": key,
                "section": section.id,
                "title": section.title,
                "subject": section.subject,
                "digest": body.digest,
                "lines": body.lines,
                "leaves": {form: leaves[key][form] for form in sorted({forms[binder] for binder in binders})},
                "binders": binders,
                "why": list(changes.reasons[key]),
            }
        else:
            yield from _refiled_entry(changes, key, leaves.get(key, {}), binders)


def _refiled_entry(
    changes: RevisionChanges, key: str, leaves: Mapping[str, int], binders: list[str]
) -> Iterator[LedgerEntry]:
    """A line for a set that stands in other binders now, or in another form."""
    issued = changes.ledger.sets[key]
    other = [form for form, count in leaves.items() if issued.leaves.get(form, count) != count]
    if other and not changes.revision.complete:
        raise LedgerError(
            f"{LEDGER_NAME}:{issued.line}: {key} takes {leaves[other[0]]} leaves now where {issued.leaves[other[0]]} "
            "are filed, with the same words: the program sets its sheets otherwise now",
            "issue everything anew: mfa-binder issue --complete",
        )
    filed = dict(sorted({**issued.leaves, **leaves}.items()))
    if binders != list(issued.binders) or filed != issued.leaves:
        yield {"stands": key, "leaves": filed, "binders": binders}


def _ended_entries(changes: RevisionChanges) -> Iterator[LedgerEntry]:
    for one in changes.ended:
        yield {
            "ended": one.id,
            "title": one.title,
            "revision": one.revision,
            "leaves": dict(one.leaves),
            "why": one.why,
            "keep_until": one.keep_until.isoformat() if one.keep_until is not None else None,
        }


def _fact_entries(changes: RevisionChanges) -> Iterator[LedgerEntry]:
    then, now = changes.ledger.facts, changes.sidecar.facts
    for thing in [*now, *(thing for thing in then if thing not in now)]:
        if then.get(thing) != now.get(thing):
            yield {"fact": thing, "is": dict(now[thing]) if thing in now else None}

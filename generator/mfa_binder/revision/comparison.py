"""What is filed against what the documents are now: the changes of the next revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.organization.binder_settings import Paper, PrintForm
from mfa_binder.revision.changes import (
    OTHER_FORM,
    OTHER_FURNITURE,
    BinderChanges,
    Changes,
    Inserted,
    Insertion,
    Removal,
    Removed,
)
from mfa_binder.revision.copies import copies, withdrawn
from mfa_binder.revision.effective import Text, effective
from mfa_binder.revision.filing import filed, filing
from mfa_binder.revision.identity import demand_same_organization
from mfa_binder.revision.ledger import EndedSet, IssuedBinder, Ledger, Revision
from mfa_binder.revision.reasons import listed
from mfa_binder.revision.retention import keep_until
from mfa_binder.revision.set_reasons import SetReasons

FIRST_ISSUE = "first issue"


def compare(
    ledger: Ledger, sidecar: Sidecar, text: Text, issued: date, *, complete: bool = False, note: str = ""
) -> Changes:
    """What the next revision exchanges, if it is issued on that day.

    `text` answers the Markdown of a page by its path under runbooks/; it is asked for changed pages only.
    `complete`: every binder is issued whole. Raises LedgerError if the ledger is of another organization.
    """
    demand_same_organization(ledger, sidecar)
    whole = complete or not ledger.revisions
    revision = Revision(ledger.revision + 1, issued, whole, note, sidecar.front)
    return _Comparison(ledger, sidecar, text, revision, asked=complete).changes()


class _Comparison:
    def __init__(self, ledger: Ledger, sidecar: Sidecar, text: Text, revision: Revision, *, asked: bool) -> None:
        self._ledger, self._sidecar, self._revision, self._asked = ledger, sidecar, revision, asked
        self._now, self._filed = filing(sidecar), filed(ledger)
        self._effective = effective(ledger, sidecar, text, (revision.number, revision.issued))
        self._other = frozenset(key for key in self._now.sets if self._is_other(key))
        self._reasons = SetReasons(ledger, sidecar, self._now, text, self._effective)
        self._reprint = bool(ledger.revisions) and _running(ledger) != _running_of(sidecar)

    def changes(self) -> Changes:
        every = [*map(self._binder, self._now.plans), *self._ended_binders()]
        touched = tuple(binder for binder in every if binder.is_touched)
        return Changes(
            revision=self._revision,
            binders=touched,
            typeset=self._typeset(touched),
            effective=self._effective,
            reasons={key: self._reasons.of_set(key) for key in self._now.sets if key in self._other},
            ended=tuple(self._ended(key) for key in self._ledger.sets if key not in self._now.sets),
            ledger=self._ledger,
            sidecar=self._sidecar,
            filing=self._now,
        )

    def _is_other(self, key: str) -> bool:
        """Whether a leaf set is new, or its body is not the issued one."""
        issued = self._ledger.sets.get(key)
        return issued is None or issued.digest != self._now.sets[key][1].digest

    def _binder(self, plan: BinderPlan) -> BinderChanges:
        issued = self._ledger.binders.get(plan.id)
        then, now = self._filed.get(plan.id, ()), self._now.binders[plan.id]
        stays = frozenset(then) & frozenset(now) - self._other
        because = self._complete_because(plan, issued, then, now, len(stays))
        insert = [key for key in now if because or key not in stays]
        remove = [key for key in then if because or key not in stays]
        cover = issued is not None and self._has_cover(now) and self._is_other_cover(plan, issued)
        gets_leaves = bool(insert or remove or cover)
        return BinderChanges(
            id=plan.id,
            title=plan.title,
            form=plan.form,
            complete_because=because,
            ended=False,
            cover=cover,
            sets=now,
            insert=tuple(self._insertion(plan.id, key) for key in insert),
            remove=tuple(self._removal(issued, key, now) for key in remove) if issued is not None else (),
            copies=copies(plan, issued, self._revision.number, complete=bool(because), gets_leaves=gets_leaves),
        )

    def _has_cover(self, sets: Sequence[str]) -> bool:
        """Cards have none."""
        return not all(self._now.sets[key][0].paper for key in sets)

    def _is_other_cover(self, plan: BinderPlan, issued: IssuedBinder) -> bool:
        return issued.title != plan.title or _cover(self._ledger) != _cover_of(self._sidecar)

    def _complete_because(
        self, plan: BinderPlan, issued: IssuedBinder | None, then: Sequence[str], now: Sequence[str], stay: int
    ) -> str:
        above = self._sidecar.issuing.complete_revision_above
        most = max(len(then), len(now))
        exchanged = len({*then, *now}) - stay
        if issued is None:
            return FIRST_ISSUE
        if self._asked:
            return "asked for"
        if self._reprint:
            return OTHER_FURNITURE
        if issued.form != plan.form.name:
            return OTHER_FORM
        return f"more than {above} % of its leaf sets changed" if exchanged * 100 > above * most else ""

    def _insertion(self, binder: str, key: str) -> Insertion:
        issued = self._ledger.sets.get(key)
        revision = self._effective_revision(key)
        if issued is None:
            return Insertion(key, revision, Inserted.NEW, self._reasons.of_set(key))
        if key in self._other:
            return Insertion(key, revision, Inserted.CHANGED, self._reasons.of_set(key))
        if binder not in issued.binders:
            return Insertion(key, revision, Inserted.NEWLY_HERE, self._reasons.of_place(key))
        return Insertion(key, revision, Inserted.REISSUED)

    def _effective_revision(self, key: str) -> int:
        return self._revision.number if key in self._other else self._ledger.sets[key].revision

    def _removal(self, binder: IssuedBinder, key: str, stay: Sequence[str]) -> Removal:
        issued = self._ledger.sets[key]
        leaves = issued.leaves[binder.form]
        if key in stay:
            reasons = self._reasons.of_set(key) if key in self._other else ()
            return Removal(key, issued.title, issued.revision, leaves, Removed.REPLACED, reasons)
        if key in self._now.sets:
            reasons = self._reasons.of_place(key)
            return Removal(key, issued.title, issued.revision, leaves, Removed.ELSEWHERE, reasons)
        kept = keep_until(issued, self._ledger, self._sidecar, self._revision.issued)
        return Removal(key, issued.title, issued.revision, leaves, Removed.ENDED, self._reasons.of_end(key), kept)

    def _ended_binders(self) -> Iterator[BinderChanges]:
        for binder in self._ledger.binders.values():
            if binder.id not in self._now.binders:
                remove = tuple(self._removal(binder, key, ()) for key in self._filed.get(binder.id, ()))
                yield BinderChanges(
                    id=binder.id,
                    title=binder.title,
                    form=form_named(binder.form),
                    complete_because="",
                    ended=True,
                    cover=False,
                    sets=(),
                    insert=(),
                    remove=remove,
                    copies=withdrawn(binder),
                )

    def _ended(self, key: str) -> EndedSet:
        issued = self._ledger.sets[key]
        kept = keep_until(issued, self._ledger, self._sidecar, self._revision.issued)
        why = listed(self._reasons.of_end(key))
        return EndedSet(key, issued.title, issued.revision, issued.leaves, why, kept)

    def _typeset(self, binders: Sequence[BinderChanges]) -> Mapping[str, tuple[str, ...]]:
        wanted: dict[str, set[str]] = {}
        for binder in binders:
            whole = any(copy.gets_all for copy in binder.copies)
            keys = binder.sets if whole else [insertion.id for insertion in binder.insert]
            if keys:
                wanted.setdefault(binder.form.name, set()).update(keys)
        return {form: tuple(key for key in self._now.sets if key in keys) for form, keys in wanted.items()}


def form_named(name: str) -> PrintForm:
    """The form that has that name."""
    paper, *rest = name.split("-")
    return PrintForm(paper=Paper(paper), qr="plain" not in rest, large_print="large" in rest)


def _running(ledger: Ledger) -> tuple[str, str]:
    """What stands on every sheet besides what is its own."""
    front = ledger.revisions[-1].front
    return front.title, front.classification


def _running_of(sidecar: Sidecar) -> tuple[str, str]:
    return sidecar.front.title, sidecar.front.classification


def _cover(ledger: Ledger) -> tuple[str, tuple[str, ...]]:
    front = ledger.revisions[-1].front
    return front.owner, front.organizations


def _cover_of(sidecar: Sidecar) -> tuple[str, tuple[str, ...]]:
    return sidecar.front.owner, sidecar.front.organizations

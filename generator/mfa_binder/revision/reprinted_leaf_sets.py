"""What is filed against what the documents are now: the changes of the next revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from mfa_binder.book.binder_plans import BinderPlan
from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.sidecar import CoverText, Sidecar
from mfa_binder.errors import LedgerError
from mfa_binder.organization.binder_settings import Paper, PrintForm
from mfa_binder.revision.changes import (
    FORM_CHANGED,
    FURNITURE_CHANGED,
    BinderChanges,
    Insertion,
    InsertionCause,
    Removal,
    RemovalCause,
    RevisionChanges,
)
from mfa_binder.revision.copy_deliveries import copy_deliveries, withdrawals
from mfa_binder.revision.effective_revisions import PageText, effective_revisions
from mfa_binder.revision.filing import current_filing, issued_filing
from mfa_binder.revision.ledger import LEDGER_NAME, EndedSet, IssuedBinder, IssuedSet, Ledger, Revision
from mfa_binder.revision.set_reasons import SetReasons, summarize_list


def require_same_organization(ledger: Ledger, sidecar: Sidecar) -> None:
    """Raise LedgerError unless half of the ledger's accounts are in the build, or an organization of the same name.

    A name may change and accounts come and go; both at once is another organization. One account that moved
    from one inventory to another does not make them the same.
    """
    organizations = sidecar.issuing.organizations
    filed_accounts = _account_facts(ledger.facts)
    if not ledger.revisions or 2 * len(filed_accounts & _account_facts(sidecar.facts)) >= len(filed_accounts) > 0:
        return
    if {*ledger.organizations.items()} & {*organizations.items()}:
        return
    theirs, ours = ", ".join(ledger.organizations.values()), ", ".join(organizations.values())
    raise LedgerError(
        f"{LEDGER_NAME}:1: this is the ledger of {theirs}, and the inventory is that of {ours}",
        f"put the ledger of {ours} here; if nothing was ever issued for it, move {LEDGER_NAME} away",
    )


def _account_facts(facts: Mapping[str, InventoryFact]) -> frozenset[str]:
    return frozenset(thing for thing in facts if thing.startswith("account:"))


def retention_end(ended: IssuedSet, ledger: Ledger, sidecar: Sidecar, issued: date) -> date | None:
    """The last day for the leaves of a closed account; None: they are destroyed at once.

    AWS lets a closed account be reopened for 90 days (AWS Account Management Reference Guide,
    "Close an AWS account"). Where nobody said on which day it was closed, or it is in the inventory no more, the days
    count from the issue: longer than needed, never shorter.
    """
    thing = f"account:{ended.subject.removeprefix('account:').partition('/')[0]}"
    then, now = ledger.facts.get(thing), sidecar.facts.get(thing)
    if then is None or (now is not None and now.get("status") != "closed"):
        return None
    closed = (now or then).get("closed_on", "")
    last = (date.fromisoformat(closed) if closed else issued) + timedelta(days=sidecar.issuing.keep_ended_days)
    return last if last >= issued else None


FIRST_ISSUE = "first issue"


def compare_with_ledger(
    ledger: Ledger, sidecar: Sidecar, text: PageText, issued: date, *, complete: bool = False, note: str = ""
) -> RevisionChanges:
    """What the next revision exchanges, if it is issued on that day.

    `text` answers the Markdown of a page by its path under runbooks/; it is asked for changed pages only.
    `complete`: every binder is issued whole. Raises LedgerError if the ledger is of another organization.
    """
    require_same_organization(ledger, sidecar)
    whole = complete or not ledger.revisions
    revision = Revision(ledger.revision + 1, issued, whole, note, sidecar.front)
    return _LedgerComparison(ledger, sidecar, text, revision, asked=complete).changes()


class _LedgerComparison:
    """One comparison, made step by step, each of what the ones before found.

    1. which leaf sets stand in which binder, now and as they are filed;
    2. which of them have another body than the one that was issued (`_other`), by their digests alone;
    3. for each binder whether all of it is issued, and if not, which sets come in and go out;
    4. what each of its copies gets; binders of which no copy gets anything are left out;
    5. which sets must be typeset, in the forms of the binders that are left.

    Reasons are sentences beside it: they decide nothing.
    """

    def __init__(self, ledger: Ledger, sidecar: Sidecar, text: PageText, revision: Revision, *, asked: bool) -> None:
        self._ledger, self._sidecar, self._revision, self._asked = ledger, sidecar, revision, asked
        self._now, self._filed = current_filing(sidecar), issued_filing(ledger)
        self._effective = effective_revisions(ledger, sidecar, text, (revision.number, revision.issued))
        self._other = frozenset(key for key in self._now.sets if self._is_other(key))
        self._reasons = SetReasons(ledger, sidecar, self._now, text, self._effective)
        # What stands on every sheet is in no digest: a set whose words are as they were looks otherwise all the same.
        self._reprint = bool(ledger.revisions) and _furniture(ledger.revisions[-1].front) != _furniture(sidecar.front)

    def changes(self) -> RevisionChanges:
        every = [*map(self._binder, self._now.plans), *self._ended_binders()]
        touched = tuple(binder for binder in every if binder.is_touched)
        return RevisionChanges(
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
        # A changed set is taken out and put in, so it counts in both; a binder that is issued whole exchanges all.
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
            copies=copy_deliveries(
                plan, issued, self._revision.number, complete=bool(because), gets_leaves=gets_leaves
            ),
        )

    def _has_cover(self, sets: Sequence[str]) -> bool:
        """Whether a binder of these sets has a cover: cards have none."""
        return not all(self._now.sets[key][0].paper for key in sets)

    def _is_other_cover(self, plan: BinderPlan, issued: IssuedBinder) -> bool:
        return issued.title != plan.title or _cover(self._ledger.revisions[-1].front) != _cover(self._sidecar.front)

    def _complete_because(
        self, plan: BinderPlan, issued: IssuedBinder | None, then: Sequence[str], now: Sequence[str], stay: int
    ) -> str:
        """Why the whole binder is issued: the first of these that is true; empty if only changes are."""
        above = self._sidecar.issuing.complete_revision_above
        most = max(len(then), len(now))
        exchanged = len({*then, *now}) - stay
        if issued is None:
            return FIRST_ISSUE
        if self._asked:
            return "asked for"
        if self._reprint:
            return FURNITURE_CHANGED
        if issued.form != plan.form.name:
            return FORM_CHANGED
        return f"more than {above} % of its leaf sets changed" if exchanged * 100 > above * most else ""

    def _insertion(self, binder: str, key: str) -> Insertion:
        issued = self._ledger.sets.get(key)
        revision = self._effective_revision(key)
        if issued is None:
            return Insertion(key, revision, InsertionCause.NEW, self._reasons.of_set(key))
        if key in self._other:
            return Insertion(key, revision, InsertionCause.CHANGED, self._reasons.of_set(key))
        if binder not in issued.binders:
            return Insertion(key, revision, InsertionCause.NEWLY_HERE, self._reasons.of_place(key))
        # Its body is as it was and filed here: only a binder that is issued whole brings it again.
        return Insertion(key, revision, InsertionCause.REISSUED)

    def _effective_revision(self, key: str) -> int:
        return self._revision.number if key in self._other else self._ledger.sets[key].revision

    def _removal(self, binder: IssuedBinder, key: str, stay: Sequence[str]) -> Removal:
        issued = self._ledger.sets[key]
        leaves = issued.leaves[binder.form]
        if key in stay:
            reasons = self._reasons.of_set(key) if key in self._other else ()
            return Removal(key, issued.title, issued.revision, leaves, RemovalCause.REPLACED, reasons)
        if key in self._now.sets:
            reasons = self._reasons.of_place(key)
            return Removal(key, issued.title, issued.revision, leaves, RemovalCause.ELSEWHERE, reasons)
        kept = retention_end(issued, self._ledger, self._sidecar, self._revision.issued)
        return Removal(key, issued.title, issued.revision, leaves, RemovalCause.ENDED, self._reasons.of_end(key), kept)

    def _ended_binders(self) -> Iterator[BinderChanges]:
        for binder in self._ledger.binders.values():
            if binder.id not in self._now.binders:
                remove = tuple(self._removal(binder, key, ()) for key in self._filed.get(binder.id, ()))
                yield BinderChanges(
                    id=binder.id,
                    title=binder.title,
                    form=form_of_name(binder.form),
                    complete_because="",
                    ended=True,
                    cover=False,
                    sets=(),
                    insert=(),
                    remove=remove,
                    copies=withdrawals(binder),
                )

    def _ended(self, key: str) -> EndedSet:
        issued = self._ledger.sets[key]
        kept = retention_end(issued, self._ledger, self._sidecar, self._revision.issued)
        why = summarize_list(self._reasons.of_end(key))
        return EndedSet(key, issued.title, issued.revision, issued.leaves, why, kept)

    def _typeset(self, binders: Sequence[BinderChanges]) -> Mapping[str, tuple[str, ...]]:
        """The sets that must be set, by name of form: all of a binder if one copy gets it whole, a new copy say."""
        keys_by_form: dict[str, set[str]] = {}
        for binder in binders:
            whole = any(copy.gets_all for copy in binder.copies)
            keys = binder.sets if whole else [insertion.id for insertion in binder.insert]
            if keys:
                keys_by_form.setdefault(binder.form.name, set()).update(keys)
        return {form: tuple(key for key in self._now.sets if key in keys) for form, keys in keys_by_form.items()}


def form_of_name(name: str) -> PrintForm:
    """The form that has that name."""
    paper, *rest = name.split("-")
    return PrintForm(paper=Paper(paper), qr="plain" not in rest, large_print="large" in rest)


def _furniture(front: CoverText) -> tuple[str, str]:
    """What stands on every sheet besides what is its own."""
    return front.title, front.classification


def _cover(front: CoverText) -> tuple[str, tuple[str, ...]]:
    """What stands on every cover besides the binder's title."""
    return front.owner, front.organizations

"""What each copy of a binder gets: the whole of it, the changes, a note, or the instruction to return it."""

from __future__ import annotations

from mfa_binder.book.binder_plans import BinderCopyPlan, BinderPlan
from mfa_binder.revision.changes import CopyChanges
from mfa_binder.revision.ledger import Delivery, IssuedBinder, IssuedCopy


def copy_deliveries(
    plan: BinderPlan, issued: IssuedBinder | None, revision: int, *, complete: bool, gets_leaves: bool
) -> tuple[CopyChanges, ...]:
    """What each copy of a binder that is issued gets; copies that somebody holds and that are no more are withdrawn.

    `complete`: the whole binder is issued. `gets_leaves`: anything in it is exchanged, its cover counted.
    """
    held = {copy.number: copy for copy in issued.copies if not copy.withdrawn} if issued is not None else {}
    # A copy that nobody held gets the whole binder, whatever the others get.
    leaves = Delivery.CHANGES if gets_leaves else None
    planned = [
        _planned_delivery(
            copy, held.get(copy.number), Delivery.COMPLETE if complete or copy.number not in held else leaves, revision
        )
        for copy in plan.copies
        if copy.withdrawn is None
    ]
    numbers = {copy.number for copy in planned}
    withdrawn = [_withdrawal(copy) for number, copy in held.items() if number not in numbers]
    return tuple(sorted((*planned, *withdrawn), key=lambda copy: copy.number))


def withdrawals(issued: IssuedBinder) -> tuple[CopyChanges, ...]:
    """What the copies of a binder that is issued no more get: each that somebody holds is returned."""
    return tuple(_withdrawal(copy) for copy in issued.copies if not copy.withdrawn)


def _planned_delivery(
    plan: BinderCopyPlan, held: IssuedCopy | None, gets: Delivery | None, revision: int
) -> CopyChanges:
    before = held.revisions if held is not None else ()
    moved = held is not None and (held.where, held.place) != (plan.where, plan.place)
    other_hands = held is not None and held.holders != plan.holders
    note = Delivery.NOTE if moved or other_hands else None
    return CopyChanges(
        number=plan.number,
        where=plan.where,
        place=plan.place,
        holders=plan.holders,
        gets=gets or note,
        before=before[-1] if before else 0,
        revisions=(*before, revision) if gets is not None else before,
        holders_before=held.holders if held is not None and other_hands else (),
        place_before=held.place if held is not None and moved else "",
    )


def _withdrawal(copy: IssuedCopy) -> CopyChanges:
    return CopyChanges(
        number=copy.number,
        where=copy.where,
        place=copy.place,
        holders=copy.holders,
        gets=Delivery.WITHDRAWAL,
        before=copy.revision,
        revisions=copy.revisions,
    )

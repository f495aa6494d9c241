"""How long the leaves of a set that ended are kept."""

from __future__ import annotations

from datetime import date, timedelta

from mfa_binder.book.sidecar import Sidecar
from mfa_binder.revision.ledger import IssuedSet, Ledger


def keep_until(ended: IssuedSet, ledger: Ledger, sidecar: Sidecar, issued: date) -> date | None:
    """The last day for the leaves of a closed account; None: they are destroyed at once.

    AWS lets a closed account be reopened for 90 days (FACTS: AWS Account Management, "Close an AWS
    account"). Where nobody said on which day it was closed, or it is in the inventory no more, the days
    count from the issue: longer than needed, never shorter.
    """
    thing = f"account:{ended.subject.removeprefix('account:').partition('/')[0]}"
    then, now = ledger.facts.get(thing), sidecar.facts.get(thing)
    if then is None or (now is not None and now.get("status") != "closed"):
        return None
    closed = (now or then).get("closed_on", "")
    last = (date.fromisoformat(closed) if closed else issued) + timedelta(days=sidecar.issuing.keep_ended_days)
    return last if last >= issued else None

"""Whose ledger it is: that of another organization would order the wrong leaves to be destroyed."""

from __future__ import annotations

from collections.abc import Mapping

from mfa_binder.book.inventory_facts import InventoryFact
from mfa_binder.book.sidecar import Sidecar
from mfa_binder.errors import LedgerError
from mfa_binder.revision.ledger import FILE, Ledger


def demand_same_organization(ledger: Ledger, sidecar: Sidecar) -> None:
    """Raise LedgerError unless half of the ledger's accounts are in the build, or an organization of the same name.

    A name may change and accounts come and go; both at once is another organization. One account that moved
    from one inventory to another does not make them the same.
    """
    organizations = sidecar.issuing.organizations
    theirs_filed = _accounts(ledger.facts)
    if not ledger.revisions or 2 * len(theirs_filed & _accounts(sidecar.facts)) >= len(theirs_filed) > 0:
        return
    if {*ledger.organizations.items()} & {*organizations.items()}:
        return
    theirs, ours = ", ".join(ledger.organizations.values()), ", ".join(organizations.values())
    raise LedgerError(
        f"{FILE}:1: this is the ledger of {theirs}, and the inventory is that of {ours}",
        f"put the ledger of {ours} here; if nothing was ever issued for it, move {FILE} away",
    )


def _accounts(facts: Mapping[str, InventoryFact]) -> frozenset[str]:
    return frozenset(thing for thing in facts if thing.startswith("account:"))

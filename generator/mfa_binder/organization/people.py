"""People: who holds, reads, keeps and signs."""

from __future__ import annotations

from mfa_binder.organization.record import Date, Keyed, Text


class Person(Keyed):
    """A human being, employed or contracted."""

    name: Text
    """The name as printed on sheets and signed."""
    email: Text
    phone: Text | None = None
    team: Text | None = None
    site: Text | None = None
    """The site where the person works; where spares are fetched for them first."""
    deputy: Text | None = None
    """Who stands in when this person cannot be reached."""
    employer: Text | None = None
    """The contractor's company; empty for the organization's own staff."""
    starts: Date | None = None
    ends: Date | None = None
    """The last day of a contract."""

"""Journeys between sites, and the hours in which a location can be opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def journeys(draft: Draft) -> Iterator[Unplaced]:
    """Journeys that are not between two different sites, or are declared twice."""
    seen: set[frozenset[str]] = set()
    for travel in draft.top.parts("travel_minutes"):
        between = travel.data.get("between")
        sites = frozenset(site for _, site in travel.texts("between"))
        path = (*travel.path, "between")
        if not isinstance(between, list):
            continue
        if len(between) != 2 or len(sites) != 2:
            message = "a journey is between two different sites"
            yield problem("impossible-travel", path, message, "name two sites")
        elif sites in seen:
            message = "this journey is declared already, and holds for both directions"
            yield problem("impossible-travel", path, message, "keep one of the two")
        seen.add(sites)


def hours(draft: Draft) -> Iterator[Unplaced]:
    """Locations that close before they open."""
    for location in draft.top.parts("locations"):
        opening = location.part("open")
        begin, end = (opening.text("from"), opening.text("to")) if opening is not None else (None, None)
        if opening is None or begin is None or end is None:
            continue
        if _CLOCK.fullmatch(begin) and _CLOCK.fullmatch(end) and end <= begin:
            message = "the location closes before it opens"
            yield problem("impossible-hours", (*opening.path, "to"), message, "mend from or to")

"""Lists of ids: nothing twice, and enough custodians for the quorum."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.spelling import named

_LISTS = (
    ("locations", "custodians"),
    ("bags", "sealed_by"),
    ("secrets", "holders"),
    ("mailboxes", "readers"),
    ("phones", "holders"),
    ("elsewhere", "devices"),
)


def listed_twice(draft: Draft) -> Iterator[Unplaced]:
    """Each id that a list names again."""
    for section, name in _LISTS:
        for entry in draft.top.parts(section):
            yield from _again(entry, name)


def _again(entry: Part, name: str) -> Iterator[Unplaced]:
    seen: set[str] = set()
    for path, item in entry.texts(name):
        if item in seen:
            yield problem("listed-twice", path, f"{named(item)} stands in the list already", "keep one of the two")
        seen.add(item)


def quorums(draft: Draft) -> Iterator[Unplaced]:
    """Each location that no number of its custodians can open."""
    for location in draft.top.parts("locations"):
        quorum = location.whole("quorum") if location.has("quorum") else 1
        custodians = {person for _, person in location.texts("custodians")}
        if quorum is None or not isinstance(location.data.get("custodians"), list):
            continue
        if quorum > len(custodians):
            message = f"{quorum} custodians must come together, and {len(custodians)} are named"
            path = (*location.path, "quorum" if location.has("quorum") else "custodians")
            yield problem("quorum-too-large", path, message, "lower the quorum, or name more custodians")

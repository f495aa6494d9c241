"""Binders: each entry tells of one that exists, and each copy stands in exactly one place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.nearest import did_you_mean

_OF = {"account": "accounts", "location": "locations", "person": "people"}


def binders(draft: Draft) -> Iterator[Unplaced]:
    """Binders of nothing that is declared; copies in no place or in two."""
    whole = draft.top.part("binders")
    if whole is None:
        return
    known = _known(draft)
    for binder in whole.parts("each"):
        if binder.key not in known:
            hint = partial(
                did_you_mean, binder.key, known, "write complete, cards, or location-, account- or person- and an id"
            )
            yield problem("unknown-binder", binder.path, "there is no such binder", hint)
        for copy in binder.parts("copies"):
            if copy.has("location") == copy.has("person"):
                message = "a copy stands at one location or with one person"
                yield problem("custody", copy.path, message, "write exactly one of location or person")


def _known(draft: Draft) -> tuple[str, ...]:
    entries = ((kind, _keys(draft.top, section)) for kind, section in _OF.items())
    return ("complete", "cards", *(f"{kind}-{key}" for kind, keys in entries for key in keys))


def _keys(top: Part, section: str) -> tuple[str, ...]:
    value = top.data.get(section)
    return tuple(map(str, value)) if isinstance(value, dict) else ()

"""Ids that nobody tells apart, names of IAM users and roles among them.

Source: "Names are not distinguished by case" (botocore 1.44.5, iam, CreateUser and CreateRole; checked 2026-12-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft
from mfa_binder.inventory.positions import Path
from mfa_binder.inventory.spelling import named
from mfa_binder.organization.confusables import look_alikes

_SECTIONS = (
    *("organizations", "people", "sites", "locations", "bags", "secrets", "mailboxes", "phones", "models", "devices"),
    "identity_center_users",
)


def similar_ids(draft: Draft) -> Iterator[Unplaced]:
    """Ids of one section that differ only by case, or by what nobody sees."""
    for section in _SECTIONS:
        yield from _alike((section,), draft.ids(section), "a reader does not tell the two apart")
    for account in draft.top.parts("accounts"):
        for section in ("users", "roles"):
            entries = account.data.get(section)
            names = entries if isinstance(entries, dict) else ()
            yield from _alike((*account.path, section), names, "IAM does not tell names apart by case")


def _alike(path: Path, keys: Iterable[str], reason: str) -> Iterator[Unplaced]:
    for key, first in look_alikes(keys):
        message = f"{named(key)} looks like {named(first)}: {reason}"
        yield problem("similar-ids", (*path, key), message, "keep one of the two, or give this another name")

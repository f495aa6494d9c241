"""The forms of a location, printed from what lies there: custody log, deposit or withdrawal, check of the seals."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Location
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.kinds.storage import Storage, storage
from mfa_binder.pages.page import Absence, Entry, Page, Part


def pages(organization: Organization) -> Iterator[Entry]:
    """Three forms for each location; no check of the seals where nothing lies."""
    names = slugs(organization.locations)
    for location in organization.locations.values():
        folder, view = f"locations/{names[location.key]}", storage(organization, location)
        yield _form("CL", "custody-log", "Custody log", folder, view)
        yield _form("DW", "transfer", "Deposit or withdrawal", folder, view)
        if view.stored:
            yield _form("SC", "seal-check", "Check of the seals", folder, view)
        else:
            yield _no_check(location)


def _form(prefix: str, kind: str, what: str, folder: str, view: Storage) -> Page:
    place = view.location
    id_, subject = document_id(prefix, place.key), f"location:{place.key}"
    return Page(id_, kind, f"{what}: {place.name}", subject, f"{folder}/{kind}.md", Part.FORMS, view)


def _no_check(place: Location) -> Absence:
    title, reason = f"Check of the seals: {place.name}", "by the inventory nothing lies there"
    return Absence("seal-check", title, f"location:{place.key}", reason)

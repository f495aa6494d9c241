"""Registers: where a reader begins, and the indexes by account, device, person and location."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.page import Page, Part


def pages(organization: Organization) -> Iterator[Page]:
    """The start page and the registers; they see the whole organization and need no view."""
    names = {
        "home": ("START", f"{organization.document.title}: start here", "index.md"),
        "accounts": ("RG-ACCOUNTS", "Register of accounts", "accounts/index.md"),
        "devices": ("RG-DEVICES", "Register of devices", "devices/index.md"),
        "people": ("RG-PEOPLE", "Register of people", "people/index.md"),
        "locations": ("RG-LOCATIONS", "Register of locations", "locations/index.md"),
    }
    for kind, (key, title, path) in names.items():
        yield Page(key, kind, title, "", path, Part.REGISTERS, None)

"""Registers, which are the index pages, and the plan of what to buy."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.cost import cost_plan
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.catalogue_entries import BinderTab, RunbookPage


def register_pages(organization: Organization) -> Iterator[RunbookPage]:
    """The start page and the registers; they see the whole organization and need no view."""
    names = {
        "home": ("START", f"{organization.document.title}: start here", "index.md"),
        "accounts": ("RG-ACCOUNTS", "Register of accounts", "accounts/index.md"),
        "devices": ("RG-DEVICES", "Register of devices", "devices/index.md"),
        "people": ("RG-PEOPLE", "Register of people", "people/index.md"),
        "locations": ("RG-LOCATIONS", "Register of locations", "locations/index.md"),
    }
    for kind, (key, title, path) in names.items():
        yield RunbookPage(key, kind, title, "", path, BinderTab.REGISTERS, None)


def planning_pages(organization: Organization) -> Iterator[RunbookPage]:
    """One of each for the whole inventory."""
    plan = cost_plan(organization)
    yield RunbookPage(
        "DG-1", "choosing", "Choosing a device", "organization", "organization/choosing.md", BinderTab.PLANNING, plan
    )
    yield RunbookPage("CP-1", "cost", "Cost plan", "organization", "organization/cost.md", BinderTab.PLANNING, plan)

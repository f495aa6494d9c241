"""Choosing and buying: the guide to devices, and the cost plan."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.cost import cost_plan
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.page import Page, Part


def pages(organization: Organization) -> Iterator[Page]:
    """One of each for the whole inventory."""
    plan = cost_plan(organization)
    yield Page("DG-1", "choosing", "Choosing a device", "organization", "organization/choosing.md", Part.PLANNING, plan)
    yield Page("CP-1", "cost", "Cost plan", "organization", "organization/cost.md", Part.PLANNING, plan)

"""The exception sheet: what went otherwise than printed, in whichever ceremony."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.organization.organization import Organization
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Page, Part


def pages(organization: Organization) -> Iterator[Page]:
    """One for each AWS organization, to be copied for each ceremony."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        id_, title = document_id("EX", aws.key), f"Exception sheet: {aws.name}"
        path, subject = f"organizations/{names[aws.key]}/exceptions.md", f"organization:{aws.key}"
        yield Page(id_, "exception-sheet", title, subject, path, Part.FORMS, aws)

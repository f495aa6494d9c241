"""What a CLI session through IAM Identity Center needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.aws_accounts import AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.addresses import document_id, profile_name, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class IdentityCenterSession:
    """The view of a session sheet. `region` is where IAM Identity Center lives; None if nobody wrote it down."""

    aws_organization: AwsOrganization
    start_url: str
    region: str | None
    provider: str | None
    """Who asks for the device: an external provider, or None for IAM Identity Center itself."""
    name: str
    """The name given to the session and to the profile."""


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each organization whose portal is known; why there is none for another."""
    names = slugs(organization.organizations)
    for key, aws_organization in organization.organizations.items():
        subject, view = f"organization:{key}", identity_center_session(aws_organization)
        if view is None:
            reason = "the inventory has no address of an AWS access portal (identity.start_url)"
            yield Absence("identity-center-session", "CLI session through Identity Center", subject, reason)
            continue
        title, path = f"CLI session through Identity Center: {aws_organization.name}", f"organizations/{names[key]}"
        id_ = document_id("IS", key)
        yield Page(id_, "identity-center-session", title, subject, f"{path}/session.md", Part.USERS, view)


def identity_center_session(aws_organization: AwsOrganization) -> IdentityCenterSession | None:
    """Everything that the session sheet prints of an organization; None without an address of the portal."""
    identity = aws_organization.identity
    if identity is None or identity.start_url is None:
        return None
    name = profile_name(aws_organization.key, "portal")
    return IdentityCenterSession(aws_organization, identity.start_url, identity.region, identity.provider, name)

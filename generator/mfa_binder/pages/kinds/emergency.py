"""What the emergency sheet needs to know: which account's sheet to take, and how the rest is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.emergency_ways import AccountWays, accounts_with_ways
from mfa_binder.organization.aws_accounts import AccountStatus, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Page, Part


@dataclass(frozen=True)
class Emergency:
    """The view of an emergency sheet. `without` are active accounts that have no sealed way of their own."""

    aws_organization: AwsOrganization
    with_ways: tuple[AccountWays, ...]
    without: tuple[AccountWays, ...]
    closed: int
    """How many accounts nobody works in now."""

    @property
    def reachable(self) -> tuple[AccountWays, ...]:
        """Those of `without` that an IAM user administers or a role leads into."""
        return tuple(found for found in self.without if found.administrators or found.roles)


def pages(organization: Organization) -> Iterator[Page]:
    """A sheet for each AWS organization: the first to be taken when nobody can sign in."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        path, title = f"organizations/{names[aws.key]}/emergency.md", f"Emergency access: {aws.name}"
        id_, subject = document_id("EM", aws.key), f"organization:{aws.key}"
        yield Page(id_, "emergency", title, subject, path, Part.EMERGENCY, emergency(organization, aws))


def emergency(organization: Organization, aws: AwsOrganization) -> Emergency:
    """Everything that the emergency sheet prints of an AWS organization."""
    accounts = accounts_with_ways(organization, aws)
    every = [a for a in organization.accounts.values() if organization.aws_organization(a).key == aws.key]
    return Emergency(
        aws,
        tuple(found for found in accounts if found.ways),
        tuple(found for found in accounts if not found.ways),
        sum(1 for account in every if account.status is not AccountStatus.ACTIVE),
    )

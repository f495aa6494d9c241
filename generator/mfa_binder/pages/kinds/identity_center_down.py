"""What the sheet for a dead IAM Identity Center needs to know: what was prepared, and what it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.aws_accounts import (
    Account,
    AccountStatus,
    AwsOrganization,
    EmergencyAccess,
    Identity,
    IdentitySource,
)
from mfa_binder.organization.identifiers import resource_in_arn
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class Prepared:
    """Direct federation that was prepared; `roles` are in other accounts and trust the emergency account."""

    access: EmergencyAccess
    account: Account
    administrators: tuple[Person, ...]
    roles: tuple[tuple[Account, Role], ...]


@dataclass(frozen=True)
class IdentityCenterDown:
    """The view of the sheet; `prepared` is None where the inventory knows of nothing."""

    aws_organization: AwsOrganization
    identity: Identity
    prepared: Prepared | None

    @property
    def own_directory(self) -> bool:
        """Whether the people themselves live in Identity Center: then no other sign-in of theirs exists."""
        return self.identity.source is IdentitySource.IDENTITY_CENTER


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each AWS organization whose people sign in through IAM Identity Center."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, identity = f"organization:{aws.key}", aws.identity
        if identity is None or identity.source is IdentitySource.NONE:
            reason = "the inventory does not say how people sign in"
            if identity is not None:
                reason = "people do not sign in through IAM Identity Center"
            yield Absence("identity-center-down", "IAM Identity Center is down", subject, reason)
            continue
        view = IdentityCenterDown(aws, identity, _prepared(organization, identity))
        path = f"organizations/{names[aws.key]}/identity-center-down.md"
        id_, title = document_id("ID", aws.key), f"IAM Identity Center is down: {aws.name}"
        yield Page(id_, "identity-center-down", title, subject, path, Part.EMERGENCY, view)


def _prepared(organization: Organization, identity: Identity) -> Prepared | None:
    access = identity.emergency_access
    if access is None:
        return None
    account = organization.accounts[access.account]
    roles = organization.roles_trusting(account)
    return Prepared(
        access,
        account,
        tuple(organization.people[key] for key in access.administrators),
        tuple(
            (there, role)
            for there, role in roles
            if there.status is AccountStatus.ACTIVE and _lets_in(role, account.key, access.role)
        ),
    )


def _lets_in(role: Role, account: str, other: str) -> bool:
    """Whether a role of an account may come, by its name: its path is not in the inventory."""
    named = role.named_in(account)
    return not named or any(resource_in_arn(arn).startswith("role/") and arn.endswith(f"/{other}") for arn in named)

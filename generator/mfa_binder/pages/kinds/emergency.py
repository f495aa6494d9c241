"""What the emergency sheet needs to know: which account's sheet to take, and how the rest is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.organization.accounts import Account, AccountStatus, AwsOrganization
from mfa_binder.organization.organization import Organization, Principal
from mfa_binder.organization.principals import Role
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Page, Part
from mfa_binder.pages.ways_in import WayIn, administrators, ways_in


@dataclass(frozen=True)
class RoleInto:
    """A way through another account: a role, the account that it is in, and one that it trusts."""

    account: Account
    role: Role
    trusted: Account


@dataclass(frozen=True)
class AccountWays:
    """An account with its sealed ways in."""

    account: Account
    management: bool
    ways: tuple[WayIn, ...]
    administrators: tuple[Principal, ...]
    """IAM users who administer it in the normal way, without an identity provider."""
    roles: tuple[RoleInto, ...]
    """The roles in it that can be assumed from another account."""

    @property
    def always_open(self) -> bool:
        """Whether some way, of which both halves are known, can be taken at every hour."""
        return any(way.complete and not way.closing for way in self.ways)

    @property
    def open_without_provider(self) -> bool:
        """Whether some way, of which both halves are known, is left while the identity provider is down."""
        return any(way.complete and not way.behind_provider for way in self.ways)


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


def accounts_with_ways(organization: Organization, aws: AwsOrganization) -> tuple[AccountWays, ...]:
    """The active accounts of an AWS organization, the management account first."""
    mine = [a for a in organization.accounts.values() if organization.aws_organization(a).key == aws.key]
    active = [account for account in mine if account.status is AccountStatus.ACTIVE]
    active.sort(key=lambda account: not organization.is_management(account))
    return tuple(_account_ways(organization, account) for account in active)


def _account_ways(organization: Organization, account: Account) -> AccountWays:
    return AccountWays(
        account,
        organization.is_management(account),
        ways_in(organization, account),
        administrators(organization, account),
        tuple(_roles_into(organization, account)),
    )


def _roles_into(organization: Organization, account: Account) -> Iterator[RoleInto]:
    """The roles of an account that can be assumed from an active account of the inventory."""
    for role in account.roles.values():
        for key in role.trusts:
            trusted = organization.accounts.get(key)
            if trusted is not None and trusted.status is AccountStatus.ACTIVE and key != account.key:
                yield RoleInto(account, role, trusted)

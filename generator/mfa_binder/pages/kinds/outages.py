"""Outages: the identity provider is down, or IAM Identity Center is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.emergency_ways import AccountWays, accounts_with_ways
from mfa_binder.book.document_names import distinct_slugs, document_id
from mfa_binder.organization.aws_accounts import (
    Account,
    AwsOrganization,
    EmergencyAccess,
    Identity,
    IdentitySource,
)
from mfa_binder.organization.credentials import Mailbox, Secret
from mfa_binder.organization.identifiers import resource_in_arn
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Elsewhere, Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage

_NO_PROVIDER_BECAUSE = {
    IdentitySource.IDENTITY_CENTER: "people sign in from IAM Identity Center's own directory",
    IdentitySource.NONE: "people do not sign in through an identity provider",
}


@dataclass(frozen=True)
class SecretBehind:
    """A secret that is out of reach while the provider is down, and whose password or PIN it is."""

    secret: Secret
    principals: tuple[Principal, ...]
    holders: tuple[Person, ...]


@dataclass(frozen=True)
class MailboxBehind:
    """A mailbox that is out of reach while the provider is down, and how many root users it serves."""

    mailbox: Mailbox
    readers: tuple[Person, ...]
    roots: int


@dataclass(frozen=True)
class ProviderDown:
    """The view of the sheet."""

    aws_organization: AwsOrganization
    provider: str
    """Its name, or what it is."""
    directory: bool
    """Whether it is an Active Directory."""
    secrets: tuple[SecretBehind, ...]
    mailboxes: tuple[MailboxBehind, ...]
    logins: tuple[Elsewhere, ...]
    """The entries of `elsewhere` for the provider itself."""
    accounts: tuple[AccountWays, ...]

    @property
    def open_accounts(self) -> tuple[AccountWays, ...]:
        """The accounts with a sealed way that does not need the provider."""
        return tuple(found for found in self.accounts if found.open_without_provider)

    @property
    def other_doors(self) -> tuple[AccountWays, ...]:
        """The accounts that an IAM user administers, or into which a role leads: neither needs the provider."""
        return tuple(found for found in self.accounts if found.administrators or found.roles)

    @property
    def shut_accounts(self) -> tuple[AccountWays, ...]:
        """The accounts whose every sealed way needs the provider."""
        return tuple(found for found in self.accounts if found.ways and not found.open_without_provider)


def provider_down_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each AWS organization whose people sign in through a provider outside AWS."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, reason = f"organization:{aws.key}", no_provider_because(aws)
        if reason is not None:
            yield PageAbsence("provider-down", "Identity provider is down", subject, reason)
            continue
        view = provider_down(organization, aws)
        path, title = f"organizations/{names[aws.key]}/provider-down.md", f"{view.provider} is down: {aws.name}"
        yield RunbookPage(document_id("PD", aws.key), "provider-down", title, subject, path, BinderTab.EMERGENCY, view)


def no_provider_because(aws: AwsOrganization) -> str | None:
    """Why an AWS organization has no provider that could be down; None if it has one."""
    if aws.identity is None:
        return "the inventory does not say how people sign in"
    return _NO_PROVIDER_BECAUSE.get(aws.identity.source)


def provider_down(organization: Organization, aws: AwsOrganization) -> ProviderDown:
    """Everything that the sheet prints of an AWS organization with a provider."""
    directory = aws.identity is not None and aws.identity.source is IdentitySource.ACTIVE_DIRECTORY
    named = aws.identity.provider if aws.identity is not None else None
    return ProviderDown(
        aws,
        named or ("Active Directory" if directory else "The identity provider"),
        directory,
        tuple(_secrets_behind(organization, aws)),
        tuple(_mailboxes_behind(organization, aws)),
        tuple(system for system in organization.elsewhere if named is not None and system.system == named),
        accounts_with_ways(organization, aws),
    )


def _secrets_behind(organization: Organization, aws: AwsOrganization) -> Iterator[SecretBehind]:
    """Those that open something here, and those of which the inventory does not say what they open."""
    for secret in organization.secrets.values():
        if not secret.needs_identity_provider:
            continue
        principals = tuple(_opened_principals(organization, secret))
        mine = tuple(p for p in principals if p.account and organization.aws_organization(p.account).key == aws.key)
        if mine or not principals:
            yield SecretBehind(secret, mine, tuple(organization.people[key] for key in secret.holders))


def _opened_principals(organization: Organization, secret: Secret) -> Iterator[Principal]:
    device = organization.devices[secret.device] if secret.device is not None else None
    if device is not None:
        yield from (opening.principal for opening in organization.opens(device))
    else:
        yield from (p for p in organization.principals if p.password == secret.key)


def _mailboxes_behind(organization: Organization, aws: AwsOrganization) -> Iterator[MailboxBehind]:
    for mailbox in organization.mailboxes.values():
        if mailbox.needs_identity_provider:
            roots = sum(
                1 for a in organization.accounts_of(aws) if a.root.mailbox == mailbox.key and organization.keeps_root(a)
            )
            yield MailboxBehind(mailbox, tuple(organization.people[key] for key in mailbox.readers), roots)


@dataclass(frozen=True)
class PreparedAccess:
    """Direct federation that was prepared."""

    access: EmergencyAccess
    account: Account
    administrators: tuple[Person, ...]
    roles: tuple[tuple[Account, Role], ...]
    """Those in other accounts that trust the emergency account, each with its account."""


@dataclass(frozen=True)
class IdentityCenterDown:
    """The view of the sheet."""

    aws_organization: AwsOrganization
    identity: Identity
    prepared: PreparedAccess | None
    """None where the inventory knows of nothing."""

    @property
    def own_directory(self) -> bool:
        """Whether the people themselves live in Identity Center: then no other sign-in of theirs exists."""
        return self.identity.source is IdentitySource.IDENTITY_CENTER


def identity_center_down_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each AWS organization whose people sign in through IAM Identity Center."""
    names = distinct_slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, identity = f"organization:{aws.key}", aws.identity
        if identity is None or identity.source is IdentitySource.NONE:
            reason = "the inventory does not say how people sign in"
            if identity is not None:
                reason = "people do not sign in through IAM Identity Center"
            yield PageAbsence("identity-center-down", "IAM Identity Center is down", subject, reason)
            continue
        view = IdentityCenterDown(aws, identity, _prepared_access(organization, identity))
        path = f"organizations/{names[aws.key]}/identity-center-down.md"
        id_, title = document_id("ID", aws.key), f"IAM Identity Center is down: {aws.name}"
        yield RunbookPage(id_, "identity-center-down", title, subject, path, BinderTab.EMERGENCY, view)


def _prepared_access(organization: Organization, identity: Identity) -> PreparedAccess | None:
    access = identity.emergency_access
    if access is None:
        return None
    account = organization.accounts[access.account]
    roles = organization.roles_trusting(account)
    return PreparedAccess(
        access,
        account,
        tuple(organization.people[key] for key in access.administrators),
        tuple(
            (there, role)
            for there, role in roles
            if there.is_active and _trusts_account(role, account.key, access.role)
        ),
    )


def _trusts_account(role: Role, account: str, other: str) -> bool:
    """Whether a role of an account may come, by its name: its path is not in the inventory."""
    named = role.named_in(account)
    return not named or any(resource_in_arn(arn).startswith("role/") and arn.endswith(f"/{other}") for arn in named)

"""What the sheet for a dead identity provider needs to know: what sits behind it, and which ways stay open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.emergency_ways import AccountWays, accounts_with_ways
from mfa_binder.organization.aws_accounts import AwsOrganization, IdentitySource
from mfa_binder.organization.credentials import Mailbox, Secret
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Elsewhere, Principal
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part

_WITHOUT = {
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
    """The view of the sheet. `logins` are the entries of `elsewhere` for the provider itself."""

    aws_organization: AwsOrganization
    provider: str
    directory: bool
    """Whether it is an Active Directory."""
    secrets: tuple[SecretBehind, ...]
    mailboxes: tuple[MailboxBehind, ...]
    logins: tuple[Elsewhere, ...]
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


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each AWS organization whose people sign in through a provider outside AWS."""
    names = slugs(organization.organizations)
    for aws in organization.organizations.values():
        subject, reason = f"organization:{aws.key}", no_provider_because(aws)
        if reason is not None:
            yield Absence("provider-down", "Identity provider is down", subject, reason)
            continue
        view = provider_down(organization, aws)
        path, title = f"organizations/{names[aws.key]}/provider-down.md", f"{view.provider} is down: {aws.name}"
        yield Page(document_id("PD", aws.key), "provider-down", title, subject, path, Part.EMERGENCY, view)


def no_provider_because(aws: AwsOrganization) -> str | None:
    """Why an AWS organization has no provider that could be down; None if it has one."""
    if aws.identity is None:
        return "the inventory does not say how people sign in"
    return _WITHOUT.get(aws.identity.source)


def provider_down(organization: Organization, aws: AwsOrganization) -> ProviderDown:
    """Everything that the sheet prints of an AWS organization with a provider."""
    directory = aws.identity is not None and aws.identity.source is IdentitySource.ACTIVE_DIRECTORY
    named = aws.identity.provider if aws.identity is not None else None
    return ProviderDown(
        aws,
        named or ("Active Directory" if directory else "The identity provider"),
        directory,
        tuple(_secrets(organization, aws)),
        tuple(_mailboxes(organization, aws)),
        tuple(system for system in organization.elsewhere if named is not None and system.system == named),
        accounts_with_ways(organization, aws),
    )


def _secrets(organization: Organization, aws: AwsOrganization) -> Iterator[SecretBehind]:
    """Those that open something here, and those of which the inventory does not say what they open."""
    for secret in organization.secrets.values():
        if not secret.needs_identity_provider:
            continue
        principals = tuple(_opened(organization, secret))
        mine = tuple(p for p in principals if p.account and organization.aws_organization(p.account).key == aws.key)
        if mine or not principals:
            yield SecretBehind(secret, mine, tuple(organization.people[key] for key in secret.holders))


def _opened(organization: Organization, secret: Secret) -> Iterator[Principal]:
    device = organization.devices[secret.device] if secret.device is not None else None
    if device is not None:
        yield from (opening.principal for opening in organization.opens(device))
    else:
        yield from (p for p in organization.principals if p.password == secret.key)


def _mailboxes(organization: Organization, aws: AwsOrganization) -> Iterator[MailboxBehind]:
    kept = [a for a in organization.accounts.values() if organization.aws_organization(a).key == aws.key]
    for mailbox in organization.mailboxes.values():
        if mailbox.needs_identity_provider:
            roots = sum(1 for a in kept if a.root.mailbox == mailbox.key and organization.keeps_root(a))
            yield MailboxBehind(mailbox, tuple(organization.people[key] for key in mailbox.readers), roots)

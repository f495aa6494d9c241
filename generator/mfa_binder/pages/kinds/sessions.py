"""Sessions with MFA: of an IAM user, and of IAM Identity Center."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import UserDevices, registered_devices
from mfa_binder.access.hardware_requirements import no_hardware_because
from mfa_binder.book.document_names import distinct_slugs, document_id, profile_name
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.catalogue_entries import BinderTab, CatalogueEntry, PageAbsence, RunbookPage


@dataclass(frozen=True)
class SessionSheet:
    """The view of a session sheet of an IAM user."""

    account: Account
    aws_organization: AwsOrganization
    principal: Principal
    person: Person | None
    arn: str
    devices: UserDevices
    login_profile: str
    """The name of the profile that `aws login` writes: its own, since a profile with keys would hide it."""
    code_profile: str
    """The name of the profile that `aws configure mfa-login` writes."""
    roles: tuple[tuple[Account, Role], ...]
    """What can be assumed from the user's account, as account and role."""


def session_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each IAM user with a device that works; why there is none for another."""
    for account in organization.accounts.values():
        names = distinct_slugs(account.users)
        for principal in organization.principals_of(account)[1:]:
            title, reason = (
                f"CLI session: {principal.name} in {account.name}",
                no_session_because(organization, principal),
            )
            if reason is not None:
                yield PageAbsence("session", title, principal.ref, reason)
                continue
            path = f"accounts/{account.key}/users/{names[principal.name]}/session.md"
            id_ = document_id("CS", f"{account.key}-{principal.name}")
            yield RunbookPage(
                id_, "session", title, principal.ref, path, BinderTab.USERS, session(organization, account, principal)
            )


def no_session_because(organization: Organization, principal: Principal) -> str | None:
    """Why an IAM user has no sheet; None if it has one."""
    if principal.account is None:
        return "it is no IAM user"
    reason = no_hardware_because(organization, principal.account)
    if reason is not None:
        return reason
    if not principal.mfa:
        return "the inventory plans no device for this user"
    return None if registered_devices(organization, principal).usable else "no device of this user works now"


def session(organization: Organization, account: Account, principal: Principal) -> SessionSheet:
    """Everything that the session sheet prints of an IAM user."""
    return SessionSheet(
        account,
        organization.aws_organization(account),
        principal,
        organization.people[principal.person] if principal.person is not None else None,
        organization.arn(principal),
        registered_devices(organization, principal),
        profile_name(account.name, principal.name, "login"),
        profile_name(account.name, principal.name, "code"),
        organization.roles_open_to(principal),
    )


@dataclass(frozen=True)
class IdentityCenterSession:
    """The view of a session sheet of IAM Identity Center."""

    aws_organization: AwsOrganization
    start_url: str
    region: str | None
    """Where IAM Identity Center lives; None if nobody wrote it down."""
    provider: str | None
    """Who asks for the device: an external provider, or None for IAM Identity Center itself."""
    name: str
    """The name given to the session and to the profile."""


def identity_center_session_pages(organization: Organization) -> Iterator[CatalogueEntry]:
    """A sheet for each organization whose portal is known; why there is none for another."""
    names = distinct_slugs(organization.organizations)
    for key, aws_organization in organization.organizations.items():
        subject, view = f"organization:{key}", identity_center_session(aws_organization)
        if view is None:
            reason = "the inventory has no address of an AWS access portal (identity.start_url)"
            yield PageAbsence("identity-center-session", "CLI session through Identity Center", subject, reason)
            continue
        title, path = f"CLI session through Identity Center: {aws_organization.name}", f"organizations/{names[key]}"
        id_ = document_id("IS", key)
        yield RunbookPage(id_, "identity-center-session", title, subject, f"{path}/session.md", BinderTab.USERS, view)


def identity_center_session(aws_organization: AwsOrganization) -> IdentityCenterSession | None:
    """Everything that the session sheet prints of an organization; None without an address of the portal."""
    identity = aws_organization.identity
    if identity is None or identity.start_url is None:
        return None
    name = profile_name(aws_organization.key, "portal")
    return IdentityCenterSession(aws_organization, identity.start_url, identity.region, identity.provider, name)

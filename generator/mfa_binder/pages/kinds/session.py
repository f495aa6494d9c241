"""What a CLI session of an IAM user with MFA needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import UserDevices, registered_devices
from mfa_binder.access.hardware_requirements import no_hardware_because
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.addresses import document_id, profile_name, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class Session:
    """The view of a session sheet. `roles`: what can be assumed from the user's account, as account and name."""

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


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each IAM user with a device that works; why there is none for another."""
    for account in organization.accounts.values():
        names = slugs(account.users)
        for principal in organization.principals_of(account)[1:]:
            title, reason = f"CLI session: {principal.name} in {account.name}", why_none(organization, principal)
            if reason is not None:
                yield Absence("session", title, principal.ref, reason)
                continue
            path = f"accounts/{account.key}/users/{names[principal.name]}/session.md"
            id_ = document_id("CS", f"{account.key}-{principal.name}")
            yield Page(
                id_, "session", title, principal.ref, path, Part.USERS, session(organization, account, principal)
            )


def why_none(organization: Organization, principal: Principal) -> str | None:
    """Why an IAM user has no sheet; None if it has one."""
    if principal.account is None:
        return "it is no IAM user"
    reason = no_hardware_because(organization, principal.account)
    if reason is not None:
        return reason
    if not principal.mfa:
        return "the inventory plans no device for this user"
    return None if registered_devices(organization, principal).usable else "no device of this user works now"


def session(organization: Organization, account: Account, principal: Principal) -> Session:
    """Everything that the session sheet prints of an IAM user."""
    return Session(
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

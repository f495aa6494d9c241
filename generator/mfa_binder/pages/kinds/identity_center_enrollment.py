"""What the enrollment of an Identity Center user's devices needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import UserDevices, registered_devices
from mfa_binder.organization.aws_accounts import AwsOrganization, IdentitySource
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class IdentityCenterEnrollment:
    """The view of an enrollment sheet of an Identity Center user."""

    aws_organization: AwsOrganization
    principal: Principal
    person: Person | None
    devices: UserDevices
    wanted: int
    """How many devices our own standard asks for."""

    @property
    def start_url(self) -> str | None:
        """The address of the AWS access portal."""
        return self.aws_organization.identity.start_url if self.aws_organization.identity is not None else None

    @property
    def has_tokens(self) -> bool:
        """Whether a TOTP token is planned, which the portal does not know as such."""
        return any(device.kind is DeviceKind.TOTP for device in self.devices.all)


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each Identity Center user with a device; why another, or an organization, has none."""
    for aws_organization in organization.organizations.values():
        reason = why_none(organization, aws_organization)
        if reason is not None:
            subject = f"organization:{aws_organization.key}"
            yield Absence("identity-center-enrollment", "Identity Center enrollment", subject, reason)
    names = slugs(organization.identity_center_users)
    for principal in organization.principals:
        if principal.kind == "identity-center":
            path = f"identity-center/{names[principal.name]}/enrollment.md"
            title, id_ = f"Identity Center enrollment: {principal.name}", document_id("IE", principal.name)
            view = identity_center_enrollment(organization, principal)
            if not view.devices.usable:
                reason = "the inventory plans no device that works for this user"
                yield Absence("identity-center-enrollment", title, principal.ref, reason)
                continue
            yield Page(id_, "identity-center-enrollment", title, principal.ref, path, Part.USERS, view)


def why_none(organization: Organization, aws_organization: AwsOrganization) -> str | None:
    """Why nobody registers devices in IAM Identity Center itself; None if its users do.

    MFA in IAM Identity Center is not supported for external identity providers (AWS IAM Identity
    Center User Guide, checked 2026-11-24).
    """
    identity = aws_organization.identity
    if identity is None or identity.source is IdentitySource.NONE:
        return "the inventory names no IAM Identity Center for this organization"
    if identity.source is IdentitySource.EXTERNAL:
        return f"devices are registered with {identity.provider or 'the identity provider'}, not in IAM Identity Center"
    only = next(iter(organization.organizations))
    users = organization.identity_center_users.values()
    listed = any((user.organization or only) == aws_organization.key for user in users)
    return None if listed else "the inventory lists no user of its IAM Identity Center"


def identity_center_enrollment(organization: Organization, principal: Principal) -> IdentityCenterEnrollment:
    """Everything that the enrollment sheet prints of an Identity Center user."""
    user = organization.identity_center_users[principal.name]
    key = user.organization or next(iter(organization.organizations))
    return IdentityCenterEnrollment(
        organization.organizations[key],
        principal,
        organization.people[user.person] if user.person is not None else None,
        registered_devices(organization, principal),
        organization.standards.devices_per_principal,
    )

"""What the enrollment of an IAM user's devices needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.devices_and_spares import UserDevices, registered_devices
from mfa_binder.access.hardware_requirements import no_hardware_because
from mfa_binder.access.retrieval import Retrieval, retrieval_of
from mfa_binder.organization.aws_accounts import Account, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.partitions import Partition
from mfa_binder.organization.people_and_places import Person
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.pages.addresses import document_id, slugs
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class UserEnrollment:
    """The view of an enrollment sheet. `person` is None for a shared user, such as break-glass."""

    account: Account
    aws_organization: AwsOrganization
    partition: Partition
    principal: Principal
    person: Person | None
    devices: UserDevices
    password: Retrieval | None
    wanted: int
    """How many devices our own standard asks for."""
    only_keys: bool
    """Whether our own standard asks for phishing resistance, so that a token will not do."""

    @property
    def address(self) -> str:
        """The account's sign-in page."""
        return self.partition.sign_in.replace("{account}", self.account.key)


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each IAM user of an active account; why there is none for another."""
    for account in organization.accounts.values():
        names, reason = slugs(account.users), no_hardware_because(organization, account)
        for principal in organization.principals_of(account)[1:]:
            title = f"Enrollment: {principal.name} in {account.name}"
            if reason is not None:
                yield Absence("user-enrollment", title, principal.ref, reason)
                continue
            path = f"accounts/{account.key}/users/{names[principal.name]}/enrollment.md"
            view = user_enrollment(organization, account, principal)
            id_ = document_id("UE", f"{account.key}-{principal.name}")
            yield Page(id_, "user-enrollment", title, principal.ref, path, Part.USERS, view)


def user_enrollment(organization: Organization, account: Account, principal: Principal) -> UserEnrollment:
    """Everything that the enrollment sheet prints of an IAM user."""
    standards = organization.standards
    return UserEnrollment(
        account,
        organization.aws_organization(account),
        organization.partition(account),
        principal,
        organization.people[principal.person] if principal.person is not None else None,
        registered_devices(organization, principal),
        retrieval_of(organization, organization.secrets[principal.password])
        if principal.password is not None
        else None,
        standards.devices_per_principal,
        bool(set(principal.access) & set(standards.phishing_resistant_for)),
    )

"""What the break-glass sheet of an account needs to know: the sealed ways in, and what can be reached from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mfa_binder.access.emergency_ways import (
    DeviceToFetch,
    EmergencyWay,
    account_administrators,
    emergency_ways_into,
    no_emergency_way_because,
)
from mfa_binder.organization.aws_accounts import Account, AccountStatus, AwsOrganization
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal
from mfa_binder.organization.users_and_roles import Role
from mfa_binder.pages.page import Absence, Entry, Page, Part


@dataclass(frozen=True)
class BreakGlass:
    """The view of a break-glass sheet; there is at least one way.

    `administrators` sign in to the account in the normal way; `roles` are in other accounts and trust it.
    """

    account: Account
    aws_organization: AwsOrganization
    management: bool
    ways: tuple[EmergencyWay, ...]
    administrators: tuple[Principal, ...]
    roles: tuple[tuple[Account, Role], ...]

    @property
    def root(self) -> EmergencyWay | None:
        """The root user, if it is one of the ways."""
        return next((way for way in self.ways if way.principal.kind == "root"), None)

    @property
    def devices(self) -> tuple[DeviceToFetch, ...]:
        """The devices of all ways, each once, in the order in which they are needed."""
        found: dict[str, DeviceToFetch] = {}
        for device in (device for way in self.ways for device in way.devices):
            found.setdefault(device.device.key, device)
        return tuple(found.values())

    @property
    def always_open(self) -> bool:
        """Whether some way, of which both halves are known, can be taken at every hour."""
        return any(way.complete and not way.closing for way in self.ways)


def pages(organization: Organization) -> Iterator[Entry]:
    """A sheet for each account with a root or a break-glass user; why there is none for another."""
    for account in organization.accounts.values():
        title, subject = f"Break-glass access: {account.name}", f"account:{account.key}"
        reason = no_emergency_way_because(organization, account)
        if reason is not None:
            yield Absence("break-glass", title, subject, reason)
            continue
        view = break_glass(organization, account)
        path = f"accounts/{account.key}/break-glass.md"
        yield Page(f"BG-{account.key}", "break-glass", title, subject, path, Part.EMERGENCY, view, ceremony=True)


def break_glass(organization: Organization, account: Account) -> BreakGlass:
    """Everything that the break-glass sheet prints of an account."""
    ways = emergency_ways_into(organization, account)
    roles = organization.roles_trusting(account)
    users = [organization.arn(way.principal) for way in ways if way.principal.kind == "user"]
    if users:  # a root user may switch to none of them: the sheet says so, and names them all
        roles = tuple(found for found in roles if any(found[1].is_open_to(account.key, user) for user in users))
    return BreakGlass(
        account,
        organization.aws_organization(account),
        organization.is_management(account),
        ways,
        account_administrators(organization, account),
        tuple((there, role) for there, role in roles if there.status is AccountStatus.ACTIVE),
    )

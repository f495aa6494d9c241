"""Which principals sign in at all, which of them must have hardware, and why an account has none."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal


def principals_signing_in(organization: Organization) -> Iterator[Principal]:
    """Principals of active accounts; root users only where their credentials are kept."""
    return (principal for principal in organization.principals if _signs_in(organization, principal))


def _signs_in(organization: Organization, principal: Principal) -> bool:
    if principal.account is None:
        return True
    if principal.kind == "root":
        return organization.keeps_root(principal.account)
    return principal.account.is_active


def principals_needing_hardware(organization: Organization) -> Iterator[Principal]:
    """Principals for which the standards require hardware, where the partition has any."""
    required = set(organization.standards.hardware_required_for)
    able = (principal for principal in principals_signing_in(organization) if organization.may_have_hardware(principal))
    return (principal for principal in able if required.intersection(principal.access))


def must_resist_phishing(organization: Organization, principal: Principal) -> bool:
    """Whether the standards ask for FIDO2 keys: a code of a token can be typed into a false page."""
    return bool(set(organization.standards.phishing_resistant_for).intersection(principal.access))


def may_register(organization: Organization, kind: DeviceKind, principal: Principal) -> bool:
    """Whether a kind of device is possible in the partition and meets the organization's own standards."""
    if kind is DeviceKind.TOTP and must_resist_phishing(organization, principal):
        return False
    if principal.account is None:
        return kind is DeviceKind.FIDO2
    return organization.partition(principal.account).takes(kind)


def not_worked_in_because(account: Account) -> str | None:
    """Why nobody signs in to an account; None if it is active."""
    return None if account.is_active else f"the account is {account.status}"


def no_root_because(organization: Organization, account: Account) -> str | None:
    """Why an account has no root user to sign in with; None if it keeps one."""
    if organization.keeps_root(account):
        return None
    inactive = not_worked_in_because(account)
    if inactive is not None:
        return inactive
    if not organization.partition(account).root_user:
        linked = organization.accounts[account.linked_account] if account.linked_account is not None else None
        return "this partition has no root user" + (
            f"; the commercial account linked to it is {linked.label}" if linked else ""
        )
    return "its root credentials are meant to be removed"


def root_elsewhere(organization: Organization, account: Account) -> str:
    """The subject whose root user stands for that of an account without one: its linked commercial account; or ""."""
    linked = account.linked_account
    absent = linked is None or organization.partition(account).root_user or not_worked_in_because(account) is not None
    return "" if absent else f"account:{linked}"


def no_hardware_because(organization: Organization, account: Account) -> str | None:
    """Why no IAM user of an account has a hardware MFA device; None if one may."""
    inactive = not_worked_in_because(account)
    if inactive is not None:
        return inactive
    return None if organization.partition(account).takes_hardware else "this partition has no hardware MFA devices"

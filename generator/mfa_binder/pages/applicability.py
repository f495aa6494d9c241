"""Why something does not apply to an account or a person: the reasons that several kinds of page share."""

from __future__ import annotations

from mfa_binder.organization.accounts import Account, AccountStatus
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.people import Person


def not_worked_in_because(account: Account) -> str | None:
    """Why nobody signs in to an account; None if it is active."""
    return None if account.status is AccountStatus.ACTIVE else f"the account is {account.status}"


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


def left_because(organization: Organization, person: Person) -> str | None:
    """Why a person is no longer there; None if they are, or if the document has no day to judge by.

    The catalogue reads no clock: a person has left when the last day is before `document.dated`.
    """
    dated = organization.document.dated
    if dated is None or person.ends is None or person.ends >= dated:
        return None
    return f"{person.name} left on {person.ends.isoformat()}"


def no_hardware_because(organization: Organization, account: Account) -> str | None:
    """Why no IAM user of an account has a hardware MFA device; None if one may."""
    inactive = not_worked_in_because(account)
    if inactive is not None:
        return inactive
    here = organization.partition(account)
    return None if here.fido2 or here.hardware_totp else "this partition has no hardware MFA devices"

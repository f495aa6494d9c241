"""Who could go on working if AWS demanded MFA, and whom that would shut out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.principals_and_openings import Principal


@dataclass(frozen=True)
class EnforcedUser:
    """An IAM user on the day when MFA is demanded."""

    principal: Principal
    account: Account
    usable: tuple[Device, ...]
    """Registered devices that can still sign in; empty: the user would be shut out."""
    unusable: tuple[Device, ...]
    """Registered devices that are lost, stolen, damaged or retired."""
    shows_codes: bool
    """Whether a usable device is a TOTP token: only its codes give a session to `get-session-token`."""
    tokens: tuple[Device, ...]
    """Every registered TOTP token, usable or not."""
    first_token: str | None
    """What conditions call the first of them: the device, or the ARN where AWS takes it for a virtual device."""

    @property
    def break_glass(self) -> bool:
        """Whether it is a break-glass user, which the policy leaves out."""
        return self.principal.is_break_glass

    @property
    def nobodys(self) -> bool:
        """Whether the inventory names no person: perhaps a program works with its keys."""
        return self.principal.person is None and not self.break_glass

    @property
    def ready(self) -> bool:
        """Whether a person works with it and has a usable device: the policy may bind it."""
        return bool(self.usable) and not self.break_glass and not self.nobodys


class MfaReadiness:
    """Users by whether the policy may bind them: a part of the views that have users."""

    users: tuple[EnforcedUser, ...]
    """Everybody of an account or an organization, those who may do least first."""

    @property
    def unready(self) -> tuple[EnforcedUser, ...]:
        """People's users without a device that signs in: they enroll first."""
        return tuple(user for user in self.users if not user.usable and not user.nobodys)

    @property
    def nobodys(self) -> tuple[EnforcedUser, ...]:
        """Users of nobody in particular: perhaps programs."""
        return tuple(user for user in self.users if user.nobodys)

    @property
    def break_glass(self) -> tuple[EnforcedUser, ...]:
        """The users that the policy leaves out."""
        return tuple(user for user in self.users if user.break_glass)


def enforced_users(organization: Organization, account: Account) -> tuple[EnforcedUser, ...]:
    """The IAM users of an account, those who may do least first: the order in which the policy binds them."""
    principals = [p for p in organization.principals_of(account) if p.kind == "user"]
    return tuple(
        _enforced_user(organization, account, principal) for principal in sorted(principals, key=_harmless_rank)
    )


def rollout_order(organization: Organization, accounts: Iterable[Account]) -> tuple[Account, ...]:
    """Accounts in the order of a roll-out: small and harmless ones first, the management account last."""

    def rank(account: Account) -> tuple[bool, bool, int, str]:
        return (organization.is_management(account), bool(account.data), len(account.users), account.key)

    return tuple(sorted(accounts, key=rank))


def _enforced_user(organization: Organization, account: Account, principal: Principal) -> EnforcedUser:
    devices = organization.devices_of(principal)
    coded = {r.device: r.virtual or r.device for r in reversed(principal.mfa) if organization.gives_codes(r)}
    tokens = tuple(device for device in devices if device.key in coded)
    return EnforcedUser(
        principal,
        account,
        organization.usable_devices_of(principal),
        tuple(device for device in devices if not device.usable),
        any(device.usable for device in tokens),
        tokens,
        coded[tokens[0].key] if tokens else None,
    )


def _harmless_rank(principal: Principal) -> tuple[int, str]:
    return (-principal.danger_place, principal.name)

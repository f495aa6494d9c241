"""Who a device is registered to, and the IAM user that stands for an administrator at work."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters, digits

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.references import RootReference, UserReference, parse_principal

_OPERATOR = "mfa-binder-operator"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a device is registered to: an IAM user, or the root user of an account."""

    account: str
    user: str | None = None
    """The name of the IAM user; None for the root user."""

    @property
    def ref(self) -> str:
        """The form that conditions write."""
        return str(RootReference(self.account) if self.user is None else UserReference(self.account, self.user))

    @property
    def path(self) -> str:
        """The form that ARNs contain: `user/NAME` or `root`."""
        return "root" if self.user is None else f"user/{self.user}"


def owner(ref: str) -> Owner:
    """Read `ACCOUNT/root` or `ACCOUNT/user/NAME`. Raises ValueError for anything else."""
    match parse_principal(ref):
        case RootReference() | UserReference() as principal:
            return owner_of(principal)
    raise ValueError(f"{ref} is not ACCOUNT/root or ACCOUNT/user/NAME")


def owner_of(principal: RootReference | UserReference) -> Owner:
    """The owner that a principal of an account is."""
    return Owner(principal.account, principal.name if isinstance(principal, UserReference) else None)


def operator_of(account: Account) -> str:
    """The name of the IAM user that stands for the administrator at work.

    It begins like no name of a user of the inventory: pages look for a user's name in what the operator is told.
    """
    beginnings: tuple[str, ...] = ("", *ascii_letters, *digits)
    names = (beginning + _OPERATOR for beginning in beginnings)
    return next(name for name in names if not name.startswith(tuple(account.users)))

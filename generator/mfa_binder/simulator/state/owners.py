"""Principals as conditions write them: `ACCOUNT/root`, `ACCOUNT/user/NAME`, `identity-center/NAME`."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_letters, digits

from mfa_binder.organization.aws_accounts import Account

_OPERATOR = "mfa-binder-operator"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a device is registered to: a user of an account, or (`user` is None) its root user."""

    account: str
    user: str | None = None

    @property
    def ref(self) -> str:
        """The form that conditions write."""
        return f"{self.account}/root" if self.user is None else f"{self.account}/user/{self.user}"

    @property
    def path(self) -> str:
        """The form that ARNs contain: `user/NAME` or `root`."""
        return "root" if self.user is None else f"user/{self.user}"


def owner(ref: str) -> Owner:
    """Read `ACCOUNT/root` or `ACCOUNT/user/NAME`. Raises ValueError for anything else."""
    match ref.split("/"):
        case [account, "root"]:
            return Owner(account)
        case [account, "user", name] if name:
            return Owner(account, name)
    raise ValueError(f"{ref} is not ACCOUNT/root or ACCOUNT/user/NAME")


def operator_of(account: Account) -> str:
    """The name of the IAM user that stands for the administrator at work.

    It begins like no name of a user of the inventory: pages look for a user's name in what the operator is told.
    """
    beginnings: tuple[str, ...] = ("", *ascii_letters, *digits)
    names = (beginning + _OPERATOR for beginning in beginnings)
    return next(name for name in names if not name.startswith(tuple(account.users)))

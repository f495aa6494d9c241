"""Who signs in, and what a device opens: principals in AWS, and systems outside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mfa_binder.organization.aws_accounts import Account
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.references import (
    IdentityCenterReference,
    PrincipalReference,
    RootReference,
    UserReference,
)
from mfa_binder.organization.strict_records import StrictRecord, Text, Tuple
from mfa_binder.organization.users_and_roles import Access, IdentityCenterUser, Registration, Root, User


class Elsewhere(StrictRecord):
    """A system outside AWS that one of our devices opens too."""

    system: Text
    """The name of the system."""
    login: Text
    """The login there that the device opens."""
    devices: Tuple[Text]
    """The devices that open it."""
    remove: Text
    """How a device is removed there."""


@dataclass(frozen=True)
class Principal:
    """Who signs in: a root user, an IAM user or an Identity Center user."""

    kind: Literal["root", "user", "identity-center"]
    """What AWS knows it as."""
    name: str
    """The name of the user; `root` of a root user."""
    account: Account | None
    """The account that it belongs to; None for an Identity Center user."""
    record: Root | User | IdentityCenterUser
    """The inventory's entry."""

    @property
    def reference(self) -> PrincipalReference:
        """How the rest of the program names it."""
        if self.account is None:
            return IdentityCenterReference(self.name)
        return RootReference(self.account.key) if self.kind == "root" else UserReference(self.account.key, self.name)

    @property
    def ref(self) -> str:
        """`ACCOUNT/root`, `ACCOUNT/user/NAME` or `identity-center/NAME`: the form that scripts rely on."""
        return str(self.reference)

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where it stands in the inventory."""
        if self.account is None:
            return ("identity_center_users", self.name)
        tail: tuple[str | int, ...] = ("root",) if self.kind == "root" else ("users", self.name)
        return ("accounts", self.account.key, *tail)

    @property
    def mfa(self) -> tuple[Registration, ...]:
        """The devices registered to it, in the inventory's order."""
        return self.record.mfa

    @property
    def access(self) -> tuple[Literal["root"] | Access, ...]:
        """What it may do; a root user may do everything."""
        return ("root",) if isinstance(self.record, Root) else self.record.access

    @property
    def is_break_glass(self) -> bool:
        """Whether it is a user that is sealed away for emergencies."""
        return Access.BREAK_GLASS in self.access

    @property
    def is_sealed(self) -> bool:
        """Whether nobody signs in with it on ordinary days: a root user, or a break-glass user."""
        return self.kind == "root" or self.is_break_glass

    @property
    def administers(self) -> bool:
        """Whether it is a user that may administer its account, every day or in an emergency."""
        return self.is_break_glass or Access.ADMINISTRATOR in self.access

    @property
    def danger_place(self) -> int:
        """Its place among all, the most dangerous first: 0 for a root user; last where its access is not recorded."""
        order = ("root", *Access)
        return min((order.index(access) for access in self.access), default=len(order))

    @property
    def person(self) -> str | None:
        """Whose it is, or None if nobody's in particular."""
        return None if isinstance(self.record, Root) else self.record.person

    @property
    def password(self) -> str | None:
        """The key of the secret that is its password."""
        return None if isinstance(self.record, IdentityCenterUser) else self.record.password


@dataclass(frozen=True)
class Opening:
    """A device opens a principal: its registrations there, seen from the device; mostly one."""

    device: Device
    """The piece of metal."""
    principal: Principal
    """Whom it signs in."""
    registrations: tuple[Registration, ...]
    """The device's registrations there, in the inventory's order."""

    @property
    def registration(self) -> Registration:
        """The one as hardware, else the first."""
        return next((one for one in self.registrations if one.virtual is None), self.registrations[0])

    @property
    def virtual(self) -> tuple[str, ...]:
        """The ARNs of the virtual devices that AWS takes it for, one for each seed in it."""
        return tuple(r.virtual for r in self.registrations if r.virtual is not None)

    @property
    def as_hardware(self) -> bool:
        """Whether AWS knows it as hardware, by serial or as a FIDO2 key."""
        return self.registration.virtual is None


def danger_rank(opening: Opening) -> tuple[int, str]:
    """Sort key of openings, the most dangerous first: root, break-glass, administrator, billing, the rest."""
    return (opening.principal.danger_place, opening.principal.ref)

"""Principals: root users, IAM users and Identity Center users, and the devices registered to them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from generator.organization.choice import Choice
from generator.organization.identifiers import VIRTUAL_MFA_ARN, AccountId, DeviceName, UserName
from generator.organization.record import Date, Keyed, Record, Text, Tuple


class Access(Choice):
    """What a principal may do, as far as the standards for hardware ask."""

    BREAK_GLASS = "break-glass"
    ADMINISTRATOR = "administrator"
    BILLING = "billing"
    SENSITIVE_DATA = "sensitive-data"
    STANDARD = "standard"


class RootIntent(Choice):
    """What is meant to become of an account's root credentials."""

    KEPT = "kept"
    REMOVED = "removed"


class Registration(Record):
    """The entry by which AWS asks a principal for a device at sign-in.

    AWS knows a FIDO2 key by `aws_serial`, never by its engraving. One device may have several entries of one
    principal: a key that is a passkey and also shows codes, a programmable token with several seeds.
    """

    device: Text
    name: DeviceName | None = None
    """The name given to the device in AWS."""
    aws_serial: Text | None = None
    """The ARN that IAM lists: only this inventory ties it to the metal.

    `…:u2f/…` of a FIDO2 key; `…:mfa/…` where AWS sees a virtual device, since the seed was written into the key or
    the programmable token from a QR code.
    """

    @property
    def virtual(self) -> str | None:
        """The ARN of the virtual device that AWS takes it for; None if it is hardware to AWS."""
        return self.aws_serial if self.aws_serial and VIRTUAL_MFA_ARN.fullmatch(self.aws_serial) else None


class Root(Record):
    """The user with which an AWS account begins: it signs in with an email address and may do everything."""

    intended: RootIntent
    reason: Text | None = None
    """Why a member account keeps its root credentials."""
    until: Date | None = None
    email: Text
    mailbox: Text | None = None
    phone: Text | None = None
    password: Text | None = None
    """The secret that is the password; where it is kept stands under `secrets`."""
    mfa: Tuple[Registration] = ()


class User(Keyed):
    """A name in one AWS account with a password, access keys and devices of its own."""

    key: UserName
    person: Text | None = None
    """Who works with it; empty for a shared break-glass user."""
    access: Tuple[Access] = ()
    password: Text | None = None
    mfa: Tuple[Registration] = ()


class Role(Keyed):
    """A set of permissions that somebody takes on for a while, also from another account."""

    key: UserName
    trusts: Tuple[AccountId]
    requires_mfa: bool = False
    max_session_seconds: Annotated[int, Field(ge=3600, le=43200)] = 3600
    """iam MaxSessionDuration, in seconds: 3,600 to 43,200 (botocore)."""


class IdentityCenterUser(Keyed):
    """A user of IAM Identity Center's own directory: signs in once, then chooses an account."""

    person: Text | None = None
    access: Tuple[Access] = ()
    mfa: Tuple[Registration] = ()
    organization: Text | None = None
    """Needed only where the inventory has several organizations."""

"""Root users, IAM users, Identity Center users and roles as the inventory has them, with their registrations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from mfa_binder.organization.identifiers import (
    VIRTUAL_MFA_ARN,
    AccountId,
    DeviceName,
    ExternalId,
    IamPath,
    PrincipalArn,
    UserName,
    account_in_arn,
)
from mfa_binder.organization.strict_records import Date, KeyedRecord, StrictRecord, Text, Tuple, WordEnum


class Access(WordEnum):
    """What a principal may do, as far as the standards for hardware ask."""

    BREAK_GLASS = "break-glass"
    ADMINISTRATOR = "administrator"
    BILLING = "billing"
    SENSITIVE_DATA = "sensitive-data"
    STANDARD = "standard"


class RootIntent(WordEnum):
    """What is meant to become of an account's root credentials."""

    KEPT = "kept"
    REMOVED = "removed"


class Registration(StrictRecord):
    """The entry by which AWS asks a principal for a device at sign-in.

    AWS knows a FIDO2 key by `aws_serial`, never by its engraving. One device may have several entries of one
    principal: a key that is a passkey and also shows codes, a programmable token with several seeds.
    """

    device: Text
    """The device, by its tag."""
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


class Root(StrictRecord):
    """The user with which an AWS account begins: it signs in with an email address and may do everything."""

    intended: RootIntent
    """Whether its credentials are kept or removed."""
    reason: Text | None = None
    """Why a member account keeps its root credentials."""
    until: Date | None = None
    """The day until which a member account keeps its root credentials."""
    email: Text
    """The address with which it signs in."""
    mailbox: Text | None = None
    """The mailbox that receives its mail."""
    phone: Text | None = None
    """The phone that AWS calls to verify it."""
    password: Text | None = None
    """The secret that is the password; where it is kept stands under `secrets`."""
    mfa: Tuple[Registration] = ()
    """The devices registered to it."""


class User(KeyedRecord):
    """A name in one AWS account with a password, access keys and devices of its own."""

    key: UserName
    path: IamPath = "/"
    """Where IAM keeps it, such as /ops/: a part of its ARN."""
    person: Text | None = None
    """Who works with it; empty for a shared break-glass user."""
    access: Tuple[Access] = ()
    """What it may do, as far as the standards ask."""
    password: Text | None = None
    """The secret that is the password; where it is kept stands under `secrets`."""
    mfa: Tuple[Registration] = ()
    """The devices registered to it."""

    @property
    def resource(self) -> str:
        """How its ARN ends: `user/ops/dan`."""
        return f"user{self.path}{self.key}"


LONGEST_MFA_AGE = 129_600
"""In seconds: no code is older, since no session of GetSessionToken lasts longer (botocore)."""


class Role(KeyedRecord):
    """A set of permissions that somebody takes on for a while, also from another account."""

    key: UserName
    path: IamPath = "/"
    """Where IAM keeps it, such as /ops/: a part of its ARN."""
    trusts: Tuple[AccountId]
    """The accounts whose users and roles may assume it."""
    trusted_principals: Tuple[PrincipalArn] = ()
    """Users and roles that the trust policy names: of their accounts nobody else may assume the role."""
    requires_mfa: bool | None = False
    """Whether nobody can assume it without MFA; null: not known."""
    max_mfa_age_seconds: Annotated[int, Field(ge=1, le=LONGEST_MFA_AGE)] | None = None
    """The role takes a code that is less than so many seconds old; empty: as old as the session with it."""
    external_id: ExternalId | None = None
    """What must be given as the external id when the role is assumed."""
    further_trust: Text | None = None
    """What else its trust policy says, which no other key holds: other conditions, principals or denials."""
    max_session_seconds: Annotated[int, Field(ge=3600, le=43200)] = 3600
    """iam MaxSessionDuration, in seconds: 3,600 to 43,200 (botocore)."""

    @property
    def resource(self) -> str:
        """How its ARN ends: `role/ops/Deployer`."""
        return f"role{self.path}{self.key}"

    @property
    def is_told_whole(self) -> bool:
        """Whether the inventory holds all that its trust policy says."""
        return self.requires_mfa is not None and self.further_trust is None

    @property
    def asks_for_mfa(self) -> str:
        """The answer as it is printed, with what else is asked for."""
        mfa = {True: "yes", False: "no", None: "not known"}[self.requires_mfa]
        more = {", and an external id": self.external_id, ", and more": self.further_trust}
        return mfa + "".join(words for words, asked in more.items() if asked is not None)

    def named_in(self, account: str) -> tuple[str, ...]:
        """The users and roles of an account that the trust policy names; empty: it names none, or only the account."""
        return tuple(arn for arn in self.trusted_principals if account_in_arn(arn) == account)

    @property
    def names_only_roles(self) -> bool:
        """Whether no user may assume it, with keys or without: only sessions of the roles that it names."""
        named = [self.named_in(account) for account in self.trusts]
        return bool(named) and all(arns and not any(":user/" in arn for arn in arns) for arns in named)

    def is_open_to(self, account: str, arn: str) -> bool:
        """Whether the trust policy names a user or role, or all of its account."""
        named = self.named_in(account)
        return account in self.trusts and (not named or arn in named)


class IdentityCenterUser(KeyedRecord):
    """A user of IAM Identity Center's own directory: signs in once, then chooses an account."""

    person: Text | None = None
    """Who works with it."""
    access: Tuple[Access] = ()
    """What it may do, as far as the standards ask."""
    mfa: Tuple[Registration] = ()
    """The devices registered to it in IAM Identity Center."""
    organization: Text | None = None
    """Needed only where the inventory has several organizations."""

"""How principals and subjects are written as text, in `runbooks.json`, in templates and on the command line.

Here alone such a text is put together and taken apart.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AdministratorReference:
    """The administrator of an account at work, written `444455556666`."""

    account: str

    def __str__(self) -> str:
        return self.account


@dataclass(frozen=True, slots=True)
class RootReference:
    """The root user of an account, written `444455556666/root`."""

    account: str

    def __str__(self) -> str:
        return f"{self.account}/root"


@dataclass(frozen=True, slots=True)
class UserReference:
    """An IAM user, written `444455556666/user/admin-user`."""

    account: str
    name: str

    def __str__(self) -> str:
        return f"{self.account}/user/{self.name}"


@dataclass(frozen=True, slots=True)
class RoleReference:
    """A role, written `444455556666/role/Deployer`. It signs in nowhere, so it is no principal of ours."""

    account: str
    name: str

    def __str__(self) -> str:
        return f"{self.account}/role/{self.name}"


@dataclass(frozen=True, slots=True)
class IdentityCenterReference:
    """A user of IAM Identity Center, written `identity-center/alice`."""

    name: str

    def __str__(self) -> str:
        return f"{_IDENTITY_CENTER}/{self.name}"


@dataclass(frozen=True, slots=True)
class ThingReference:
    """Something of the inventory that is no principal, written `device:YK-001`, `person:alice`, `site:berlin`."""

    kind: str
    key: str
    """Its id in the inventory."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class InventoryReference:
    """The whole inventory, written `organization`."""

    def __str__(self) -> str:
        return _INVENTORY


PrincipalReference = RootReference | UserReference | IdentityCenterReference
"""Who signs in."""

ActorReference = UserReference | AdministratorReference
"""Who has a long-term access key, so that commands run as them."""

SubjectReference = PrincipalReference | RoleReference | ThingReference | InventoryReference
"""What a page is for."""

_IDENTITY_CENTER = "identity-center"
_INVENTORY = "organization"


def parse_principal(text: str) -> PrincipalReference:
    """A principal from its text. Raises ValueError for anything else."""
    match text.split("/"):
        case [account, "root"] if account:
            return RootReference(account)
        case [account, "user", name] if account and name:
            return UserReference(account, name)
        case [prefix, *rest] if prefix == _IDENTITY_CENTER and any(rest):
            return IdentityCenterReference("/".join(rest))
    raise ValueError(f"{text} is not ACCOUNT/root, ACCOUNT/user/NAME or {_IDENTITY_CENTER}/NAME")


def parse_iam_user(text: str) -> UserReference:
    """An IAM user from its text. Raises ValueError for anybody else."""
    match text.split("/"):
        case [account, "user", name] if account and name:
            return UserReference(account, name)
    raise ValueError(f"{text} is not ACCOUNT/user/NAME")


def parse_actor(text: str) -> ActorReference:
    """Who has an access key, from the text. Raises ValueError for anybody else."""
    return AdministratorReference(text) if text.isdigit() else parse_iam_user(text)


def account_of(text: str) -> str:
    """The account that a principal, a role or an administrator belongs to; of any other text its first part."""
    return text.partition("/")[0]


def parse_thing(text: str) -> ThingReference:
    """Something of the inventory from its text. Raises ValueError for what is written in another form."""
    kind, colon, key = text.partition(":")
    if not colon or "/" in kind:
        raise ValueError(f"{text} is not KIND:ID")
    return ThingReference(kind, key)


def id_of(text: str) -> str:
    """What other things call a subject: `hq-safe` for `location:hq-safe`, a principal as it is."""
    return text.partition(":")[2] or text


def parse_subject(text: str) -> SubjectReference:
    """What a page is for, from its text. Raises ValueError for what is written in no known form."""
    if text == _INVENTORY:
        return InventoryReference()
    match text.split("/"):
        case [account, "role", name] if account and name:
            return RoleReference(account, name)
        case [thing, *_] if ":" in thing:
            return parse_thing(text)
    return parse_principal(text)

"""Principals and accounts as fields of records: text on disk, checked and typed in memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import PlainSerializer, PlainValidator

from mfa_binder.organization.references import (
    ActorReference,
    AdministratorReference,
    IdentityCenterReference,
    PrincipalReference,
    RootReference,
    UserReference,
    parse_actor,
    parse_iam_user,
    parse_principal,
)

_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_Reference = TypeVar("_Reference")


def _parser(
    kinds: tuple[type[_Reference], ...], parse: Callable[[str], _Reference], form: str
) -> Callable[[object], _Reference]:
    """What reads a reference from text, and says in which form it is written."""

    def read(written: object) -> _Reference:
        if isinstance(written, kinds):
            return written
        try:
            return parse(str(written))
        except ValueError:
            raise ValueError(f"write {form}") from None

    return read


def _account(written: object) -> str:
    if not isinstance(written, str) or _ACCOUNT_ID.fullmatch(written) is None:
        raise ValueError("write the 12 digits of an account")
    return str(written)


PrincipalField = Annotated[
    PrincipalReference,
    PlainValidator(
        _parser(
            (RootReference, UserReference, IdentityCenterReference),
            parse_principal,
            "ACCOUNT/root, ACCOUNT/user/NAME or identity-center/NAME",
        )
    ),
    PlainSerializer(str, return_type=str),
]
"""A root user, an IAM user or a user of IAM Identity Center."""

IamUserField = Annotated[
    UserReference,
    PlainValidator(_parser((UserReference,), parse_iam_user, "ACCOUNT/user/NAME: only IAM users have it")),
    PlainSerializer(str, return_type=str),
]
"""An IAM user: what is said holds of no root user and of nobody of IAM Identity Center."""

ActorField = Annotated[
    ActorReference,
    PlainValidator(
        _parser(
            (UserReference, AdministratorReference),
            parse_actor,
            "ACCOUNT (its administrator at work) or ACCOUNT/user/NAME: nobody else has an access key",
        )
    ),
    PlainSerializer(str, return_type=str),
]
"""Who has a long-term access key."""

AccountField = Annotated[str, PlainValidator(_account)]
"""The id of an account."""

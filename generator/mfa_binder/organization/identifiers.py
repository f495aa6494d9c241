"""The forms of AWS's identifiers (botocore 1.44.5 service models, checked 2026-11-24)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import StringConstraints

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
"""Twelve digits. Leading zeros are real, so it is text and never a number."""

UserName = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_+=,.@-]+$")]
"""An IAM user or role name: 1 to 128 of letters, digits and `+=,.@_-`."""

ApiCall = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+:[A-Za-z0-9*]+$")]
"""An action as policies name it: `iam:DeactivateMFADevice`."""

DeviceName = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_+=,.@-]+$")]
"""The name that an MFA device gets when it is registered."""

PATH_PATTERN = r"^/([!-~]+/)?$"
"""`/` alone, or between two of them what can be printed (iam pathType)."""

IamPath = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=PATH_PATTERN)]
"""The path of a user or a role: `/`, or `/ops/`; it stands in the ARN before the name."""

PRINCIPAL_PATTERN = r"^arn:[a-z-]+:(iam::[0-9]{12}:(user|role)|sts::[0-9]{12}:(assumed-role|federated-user))/[!-~]+$"
"""The ARN of a user, a role, or a session of one."""

PrincipalArn = Annotated[str, StringConstraints(min_length=20, max_length=2048, pattern=PRINCIPAL_PATTERN)]
"""The ARN of a user, a role or a session, as a trust policy names one (iam arnType)."""

ExternalId = Annotated[str, StringConstraints(min_length=2, max_length=1224, pattern=r"^[A-Za-z0-9_+=,.@:/-]+$")]
"""What a role may ask for besides, so that it is assumed for the right party only (sts externalIdType).

Not a secret: AWS shows it to whoever may read the role.
"""

SERIAL_NUMBER = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""iam SerialNumber: 9 to 256 of letters, digits and `+=/:,.@_-`."""

ORGANIZATION_ID = re.compile(r"o-[a-z0-9]{10,32}")
"""organizations OrganizationId."""

VIRTUAL_MFA_ARN = re.compile(r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}):mfa/[\w+=/,.@-]+", re.ASCII)
"""A *virtual* MFA device. A hardware TOTP token is named by its bare printed serial instead."""

FIDO_ARN = re.compile(r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}):u2f/(?P<path>[\w+=/,.@-]+)", re.ASCII)
"""A FIDO2 key or passkey, as IAM lists it."""


def root_arn(partition: str, account: str) -> str:
    """The ARN of an account's root user."""
    return f"arn:{partition}:iam::{account}:root"


def user_arn(partition: str, account: str, user: str, path: str = "/") -> str:
    """The ARN of an IAM user."""
    return f"arn:{partition}:iam::{account}:user{path}{user}"


def role_arn(partition: str, account: str, role: str, path: str = "/") -> str:
    """The ARN of an IAM role."""
    return f"arn:{partition}:iam::{account}:role{path}{role}"


def account_in_arn(arn: str) -> str:
    """The account that an ARN belongs to."""
    return arn.split(":", 5)[4]


def resource_in_arn(arn: str) -> str:
    """The last part of an ARN: `user/ops/dan`."""
    return arn.split(":", 5)[-1]


def path_in_arn(arn: str, name: str) -> str | None:
    """The path in the ARN of a user or role of that name; None where it is no such ARN."""
    _, slash, rest = resource_in_arn(arn).partition("/")
    path = f"/{rest.removesuffix(name)}"
    return path if slash and rest.endswith(name) and re.fullmatch(PATH_PATTERN, path) else None


def spaced_account_id(account: str) -> str:
    """An account id as people read it aloud: `4444 5555 6666`."""
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))

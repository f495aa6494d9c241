"""The forms of AWS's identifiers (botocore 1.44.5 service models, checked 2026-11-24)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import StringConstraints

AccountId = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
"""Twelve digits. Leading zeros are real, so it is text and never a number."""

UserName = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_+=,.@-]+$")]
"""An IAM user or role name: 1 to 128 of letters, digits and `+=,.@_-`."""

DeviceName = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_+=,.@-]+$")]
"""The name that an MFA device gets when it is registered."""

SERIAL_NUMBER = re.compile(r"[\w+=/:,.@-]{9,256}", re.ASCII)
"""iam SerialNumber: 9 to 256 of letters, digits and `+=/:,.@_-`."""

ORGANIZATION_ID = re.compile(r"o-[a-z0-9]{10,32}")
"""organizations OrganizationId."""

VIRTUAL_MFA_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:mfa/.+", re.ASCII)
"""A *virtual* MFA device. A hardware TOTP token is named by its bare printed serial instead."""

FIDO_ARN = re.compile(r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}):u2f/(?P<path>[\w+=/,.@-]+)", re.ASCII)
"""A FIDO2 key or passkey, as IAM lists it."""


def root_arn(partition: str, account: str) -> str:
    """The ARN of an account's root user."""
    return f"arn:{partition}:iam::{account}:root"


def user_arn(partition: str, account: str, user: str) -> str:
    """The ARN of an IAM user."""
    return f"arn:{partition}:iam::{account}:user/{user}"


def role_arn(partition: str, account: str, role: str) -> str:
    """The ARN of an IAM role without a path."""
    return f"arn:{partition}:iam::{account}:role/{role}"


def grouped(account: str) -> str:
    """An account id as people read it aloud: `4444 5555 6666`."""
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))

"""The root user of an account: AWS has hardly an API for it, so its state is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mfa_binder.simulator.state.deterministic_ids import access_key_id, stable_id

VIRTUAL_DEVICE = "root-account-mfa-device"
"""The name of a root user's own virtual MFA device (`…:mfa/root-account-mfa-device`)."""


@dataclass
class RootUser:
    """The root user of an account, as far as AWS's APIs do not show it."""

    arn: str
    password: bool
    access_keys: bool = False
    devices: dict[str, datetime] = field(default_factory=dict)
    """When each registered MFA device was registered, by its serial number."""
    email: str | None = None
    new_email: str | None = None
    """The address to which a code was sent that confirms it."""
    contact: Mapping[str, Any] | None = None
    """The account's primary contact as somebody put it."""

    @property
    def access_key_id(self) -> str:
        """The id of its access key, where it has one."""
        return access_key_id(self.arn)

    def mailed_code(self, address: str) -> str:
        """The code that is sent to an address which is to become the root user's: six letters and digits."""
        return stable_id("", self.arn, address, length=6)

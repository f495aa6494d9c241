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
    """`devices` maps the serial number of each registered MFA device to when it was registered.

    `contact` is the account's primary contact as somebody put it, `new_email` the address to which a code
    was sent that confirms it.
    """

    arn: str
    password: bool
    access_keys: bool = False
    devices: dict[str, datetime] = field(default_factory=dict)
    email: str | None = None
    new_email: str | None = None
    contact: Mapping[str, Any] | None = None

    @property
    def access_key_id(self) -> str:
        """The id of its access key, where it has one."""
        return access_key_id(self.arn)

    def mailed_code(self, address: str) -> str:
        """The code that is sent to an address which is to become the root user's: six letters and digits."""
        return stable_id("", self.arn, address, length=6)

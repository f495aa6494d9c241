"""The root user of an account: AWS has hardly an API for it, so its state is kept here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from generator.simulator.stable import access_key_id

VIRTUAL_DEVICE = "root-account-mfa-device"
"""The name of a root user's own virtual MFA device (`…:mfa/root-account-mfa-device`)."""


@dataclass
class RootUser:
    """`devices` maps the serial number of each registered MFA device to when it was registered."""

    arn: str
    password: bool
    access_keys: bool = False
    devices: dict[str, datetime] = field(default_factory=dict)

    @property
    def access_key_id(self) -> str:
        """The id of its access key, where it has one."""
        return access_key_id(self.arn)

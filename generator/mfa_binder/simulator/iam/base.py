"""What every IAM operation has in common, and lists in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import User
from moto.iam.responses import IamResponse

from mfa_binder.simulator.constraints import optional_user_name
from mfa_binder.simulator.refusals import invalid_token, validation_error
from mfa_binder.simulator.registrations import Registrations
from mfa_binder.simulator.service import SimulatedService

_PAGE = 100
"""Entries of a list where MaxItems is not given (iam API reference)."""


class IamService(SimulatedService, IamResponse):
    """Base of the IAM operations."""

    @property
    def registrations(self) -> Registrations:
        """The MFA devices of the caller's account."""
        return Registrations(self.world, self.state)

    def _check(self, action: str) -> None:
        super()._check(action)
        session = self.caller.session
        if session is not None and self.caller.role_arn is None and session.mfa_at is None:
            # GetSessionToken: no IAM operation unless an MFA code was given.
            raise invalid_token()
        if self.optional("UserName") is None and optional_user_name("iam", action):
            self.params["UserName"] = self._calling_user()

    def _calling_user(self) -> str:
        if self.caller.user is None:
            raise validation_error("Must specify userName when calling with non-User credentials")
        return self.caller.user

    def named_user(self) -> User:
        """The IAM user that the request names, or NoSuchEntity."""
        return self.registrations.user(self.text("UserName"))

    def in_parts(self, member: str, entries: Sequence[Any]) -> ActionResult:
        """A list, cut by Marker and MaxItems."""
        marker = self.optional("Marker") or "0"
        if not marker.isdecimal():
            raise validation_error("Invalid Marker.")
        start, size = int(marker), int(self.optional("MaxItems") or _PAGE)
        more = start + size < len(entries)
        result = {member: entries[start : start + size], "IsTruncated": more}
        return ActionResult({**result, "Marker": str(start + size)} if more else result)

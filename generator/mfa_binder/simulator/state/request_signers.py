"""Who signs a request: an IAM user with a long-term key, or a session that STS handed out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RequestSigner:
    """An authenticated principal, as GetCallerIdentity names it."""

    account: str
    arn: str
    user_id: str
    user: str | None = None
    """The IAM user whose credentials these are; None for an assumed role and for a root session."""
    role_arn: str | None = None
    """The assumed role, if it is one."""
    root_task: str | None = None
    """The name of the task policy of a privileged root session."""
    session: TemporarySession | None = None
    """None for a long-term key."""
    session_policies: tuple[str, ...] = ()
    """The policies that narrow the session of a role, as JSON."""


@dataclass(frozen=True, slots=True)
class TemporarySession:
    """Temporary credentials."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    began: datetime
    """When they were handed out."""
    expiration: datetime
    holder: RequestSigner
    """Whom they were handed out to."""
    mfa_at: datetime | None
    """When a code was given for them; None if none was."""

    @property
    def caller(self) -> RequestSigner:
        """Who signs with these credentials."""
        return replace(self.holder, session=self)

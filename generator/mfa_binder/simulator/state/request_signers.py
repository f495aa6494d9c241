"""Who signs a request: an IAM user with a long-term key, or a session that STS handed out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RequestSigner:
    """An authenticated principal, as GetCallerIdentity names it.

    `user` is the IAM user whose credentials these are; for an assumed role it is None and `role_arn`
    is set, for a privileged root session `root_task`, the name of its task policy. `session` is None
    for a long-term key.
    """

    account: str
    arn: str
    user_id: str
    user: str | None = None
    role_arn: str | None = None
    root_task: str | None = None
    session: TemporarySession | None = None
    session_policies: tuple[str, ...] = ()
    """The policies that narrow the session of a role, as JSON."""


@dataclass(frozen=True, slots=True)
class TemporarySession:
    """Temporary credentials of `holder`, handed out at `began`.

    `mfa_at` is when a code was given for them, None if none was.
    """

    access_key_id: str
    secret_access_key: str
    session_token: str
    began: datetime
    expiration: datetime
    holder: RequestSigner
    mfa_at: datetime | None

    @property
    def caller(self) -> RequestSigner:
        """Who signs with these credentials."""
        return replace(self.holder, session=self)

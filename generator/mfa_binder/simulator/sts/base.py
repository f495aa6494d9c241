"""What the operations of STS that hand out credentials have in common."""

from __future__ import annotations

from datetime import datetime, timedelta

from moto.sts.responses import TokenResponse

from mfa_binder.simulator.callers import Caller, Session
from mfa_binder.simulator.service import SimulatedService
from mfa_binder.simulator.stable import access_key_id, secret_access_key, session_token


class StsService(SimulatedService, TokenResponse):
    """Base of the STS operations."""

    def _duration(self, default: int) -> int:
        seconds = self.optional("DurationSeconds")
        return default if seconds is None else int(seconds)

    def _credentials(self, holder: Caller, seconds: int, mfa_at: datetime | None) -> dict[str, str | datetime]:
        unique = (holder.arn, str(len(self.world.sessions)))
        session = Session(
            access_key_id=access_key_id(*unique, prefix="ASIA"),
            secret_access_key=secret_access_key(*unique),
            session_token=session_token(*unique),
            began=self.world.clock.now,
            expiration=self.world.clock.now + timedelta(seconds=seconds),
            holder=holder,
            mfa_at=mfa_at,
        )
        self.world.sessions[session.access_key_id] = session
        return {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.session_token,
            "Expiration": session.expiration,
        }

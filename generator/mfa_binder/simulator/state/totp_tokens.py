"""TOTP tokens (RFC 6238), what AWS remembers of each, and simulated time, which stands still until it is moved.

A token's own clock drifts; AWS remembers by how much it was off when it was enabled or resynced
last, and accepts codes a few steps around that. Submitted late, two good codes leave a wrong
figure behind: the operation succeeds and the token is out of sync, as AWS documents it
(botocore, EnableMFADevice). The widths of both windows are not documented and are ours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pyotp

from mfa_binder.simulator.state.deterministic_ids import base32

STEP_SECONDS = 30
"""How long a token shows one code (RFC 6238)."""


class SimulatedClock:
    """The time at AWS. `begins` must know its time zone."""

    def __init__(self, begins: datetime) -> None:
        if begins.tzinfo is None:
            raise ValueError("the simulated clock needs a time zone")
        self._now = begins

    @property
    def now(self) -> datetime:
        """The simulated moment."""
        return self._now

    @property
    def step(self) -> int:
        """The number of the 30-second step since 1970 that the moment lies in."""
        return int(self._now.timestamp()) // STEP_SECONDS

    def advance(self, seconds: int) -> None:
        """Let time pass. Raises ValueError for a step back."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._now += timedelta(seconds=seconds)


WINDOW = 3
"""Steps of 30 s around the expected one in which a single code is accepted."""

SEARCH = 120
"""Steps either way in which enabling and resyncing look for two consecutive codes: one hour."""

DRIFT = 40
"""Steps by which a drifted token is fast: 20 minutes, far outside WINDOW and within SEARCH."""


class SimulatedToken:
    """One token: its seed (base32) and drift, and AWS's memory of it. All times are step numbers."""

    def __init__(self, seed: str) -> None:
        self._otp = pyotp.TOTP(seed)
        self._drift = 0
        self._assumed_drift = 0
        self._last_used = -1

    @property
    def in_sync(self) -> bool:
        """Whether AWS would accept a fresh code."""
        return abs(self._drift - self._assumed_drift) <= WINDOW

    def drift_away(self) -> None:
        """Let the token's clock run fast until its codes are refused. Without effect on a drifted one."""
        if self.in_sync:
            self._drift = self._assumed_drift + DRIFT

    def catch_up(self) -> None:
        """Let AWS know the token's drift, as a resync with fresh codes does."""
        self._assumed_drift = self._drift

    def shown(self, step: int) -> tuple[str, str]:
        """The code on the display at `step` and the one after its next change."""
        own = step + self._drift
        return self._code(own), self._code(own + 1)

    def accept(self, code: str, step: int) -> bool:
        """Use a single code at `step`: True once per code, within WINDOW of what AWS expects."""
        expected = step + self._assumed_drift
        for candidate in range(expected - WINDOW, expected + WINDOW + 1):
            if candidate > self._last_used and self._code(candidate) == code:
                self._last_used = candidate
                return True
        return False

    def accept_pair(self, first: str, second: str, step: int) -> bool:
        """Use two consecutive, unused codes at `step` and remember the drift that they show."""
        for candidate in sorted(range(step - SEARCH, step + SEARCH + 1), key=lambda one: abs(one - step)):
            if candidate > self._last_used and self._code(candidate) == first and self._code(candidate + 1) == second:
                self._assumed_drift = candidate - step
                self._last_used = candidate + 1
                return True
        return False

    def use_up(self, code: str, step: int) -> None:
        """Let a code that is shown about `step`, and all before it, be used. Without effect for another code."""
        own = step + self._drift
        for candidate in range(own - WINDOW, own + WINDOW + 1):
            if self._code(candidate) == code:
                self._last_used = max(self._last_used, candidate)

    def wrong(self, step: int) -> str:
        """A code that AWS does not accept at `step`, whatever AWS thinks of the token's clock."""
        near = range(-2 * WINDOW, 2 * WINDOW + 1)
        shown = {self._code(step + drift + away) for drift in (self._drift, self._assumed_drift) for away in near}
        return next(code for code in (f"{number:06}" for number in range(len(shown) + 1)) if code not in shown)

    def _code(self, step: int) -> str:
        return self._otp.generate_otp(step)


def seed_of(serial: str) -> str:
    """The seed of a simulated hardware token: always the same for the same printed serial."""
    return base32(sha256(f"seed of {serial}".encode()).digest())[:32]

"""Simulated time: it stands still until it is moved, so nothing ever sleeps or races."""

from __future__ import annotations

from datetime import datetime, timedelta

STEP_SECONDS = 30
"""How long a token shows one code (RFC 6238)."""


class Clock:
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

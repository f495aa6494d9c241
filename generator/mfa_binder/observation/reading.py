"""One thing that AWS was asked: its answer and when, or why there was none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from mfa_binder.organization.strict_records import StrictRecord, WordEnum


def _moment(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError("a moment that no calendar has") from None


def written(moment: datetime) -> str:
    """A moment as observed.json and the pages have it: `2026-11-24T18:57:37Z`."""
    return f"{_utc(moment):%Y-%m-%dT%H:%M:%SZ}"


Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_utc), PlainSerializer(written, when_used="json")]
"""A time in UTC, to the second."""


class Reason(WordEnum):
    """Why something could not be read."""

    ACCESS_DENIED = "access-denied"
    ROLE_MISSING = "role-missing"
    """The role to assume is not there, or does not trust the caller: AWS says no more than AccessDenied to either."""
    NOT_ACTIVE = "account-not-active"
    THROTTLED = "throttled"
    TIMED_OUT = "timed-out"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed-answer"
    EXPIRED = "expired-credentials"
    CLOCK = "clock-skewed"
    SERVICE = "service-error"
    NOT_IN_REGION = "not-in-region"
    """AWS found nothing in the Region that was asked: it may be in another one, or nowhere."""
    REFUSED = "refused"
    """An error of AWS that is none of the others; its code says more."""
    NOT_ASKED = "not-asked"
    """It was left out on purpose: an option was not given, or the account has no such thing."""


class Failure(StrictRecord):
    """A reading that failed: when, at which call, and what came back."""

    at: Moment
    reason: Reason
    operation: str
    """Service and operation as policies name them: `iam:ListMFADevices`."""
    code: str = ""
    """The error code of AWS; empty if no answer of AWS came."""
    message: str = ""


Value = TypeVar("Value")


class Reading(StrictRecord, Generic[Value]):
    """The last answer and its time, and the failure of the last attempt if it failed.

    A failure never takes an answer away: with both, `value` is what was known at `at`.
    """

    value: Value | None = None
    at: Moment | None = None
    failure: Failure | None = None

    @property
    def known(self) -> bool:
        """Whether there is an answer, however old."""
        return self.at is not None

    @property
    def current(self) -> bool:
        """Whether the last attempt was answered."""
        return self.at is not None and self.failure is None

    def since(self, last: Reading[Value] | None) -> Reading[Value]:
        """The same reading, with the answer of an earlier one if it has none."""
        if self.at is not None or last is None or last.at is None:
            return self
        return self.model_copy(update={"value": last.value, "at": last.at})

"""One thing that AWS was asked: its answer and when, or why there was none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from mfa_binder.organization.strict_records import StrictRecord, WordEnum


def _parse_moment(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _to_utc_second(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError("a moment that no calendar has") from None


def utc_text(moment: datetime) -> str:
    """A moment as observed.json and the pages have it: `2026-11-24T18:57:37Z`."""
    return f"{_to_utc_second(moment):%Y-%m-%dT%H:%M:%SZ}"


Moment = Annotated[
    datetime,
    BeforeValidator(_parse_moment),
    AfterValidator(_to_utc_second),
    PlainSerializer(utc_text, when_used="json"),
]
"""A time in UTC, to the second."""


class FailureReason(WordEnum):
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


class ReadingFailure(StrictRecord):
    """A reading that failed: when, at which call, and what came back."""

    at: Moment
    """When AWS was asked."""
    reason: FailureReason
    operation: str
    """Service and operation as policies name them: `iam:ListMFADevices`."""
    code: str = ""
    """The error code of AWS; empty if no answer of AWS came."""
    message: str = ""
    """What AWS or the network said, shortened."""


ReadValue = TypeVar("ReadValue")


class AwsReading(StrictRecord, Generic[ReadValue]):
    """One thing that AWS was asked. A failure never takes an earlier answer away: then there are both."""

    value: ReadValue | None = None
    """The last answer; None, too, if it says that there is nothing."""
    at: Moment | None = None
    """When the last answer came; None: there is none."""
    failure: ReadingFailure | None = None
    """Why the last attempt was not answered; None: it was."""

    @property
    def known(self) -> bool:
        """Whether there is an answer, however old."""
        return self.at is not None

    @property
    def current(self) -> bool:
        """Whether the last attempt was answered."""
        return self.at is not None and self.failure is None

    def since(self, last: AwsReading[ReadValue] | None) -> AwsReading[ReadValue]:
        """The same reading, with the answer of an earlier one if it has none."""
        if self.at is not None or last is None or last.at is None:
            return self
        return self.model_copy(update={"value": last.value, "at": last.at})


_REASON_TEXTS = {
    FailureReason.ACCESS_DENIED: "AWS refused access",
    FailureReason.ROLE_MISSING: "the role to be assumed is missing, or does not trust the caller",
    FailureReason.NOT_ACTIVE: "the account is not active",
    FailureReason.THROTTLED: "AWS allowed no more calls",
    FailureReason.TIMED_OUT: "AWS did not answer in time",
    FailureReason.UNREACHABLE: "AWS could not be reached",
    FailureReason.MALFORMED: "the answer made no sense",
    FailureReason.EXPIRED: "the credentials had expired",
    FailureReason.CLOCK: "the clock of the computer was wrong",
    FailureReason.SERVICE: "AWS had an error of its own",
    FailureReason.NOT_IN_REGION: "AWS found none in the Region that was asked",
    FailureReason.REFUSED: "AWS refused the question",
    FailureReason.NOT_ASKED: "it was not asked for",
}

_PASSING_REASONS = (FailureReason.THROTTLED, FailureReason.TIMED_OUT, FailureReason.SERVICE)
"""What is over after a while, whatever anybody does."""


def reason_text(failure: ReadingFailure) -> str:
    """The reason of a failure, with the call: `AWS refused access (iam:ListMFADevices, AccessDenied)`."""
    code = f", {failure.code}" if failure.code else ""
    message = failure.message if failure.reason is FailureReason.NOT_IN_REGION else ""
    return f"{message or _REASON_TEXTS[failure.reason]} ({failure.operation}{code})"


def next_step(failure: ReadingFailure) -> str:
    """What to do about a failure."""
    if failure.reason is FailureReason.NOT_IN_REGION:
        return "if the organization uses IAM Identity Center, run mfa-binder collect with --region and its Region"
    if failure.reason in _PASSING_REASONS:
        return "it passes by itself: run mfa-binder collect again later"
    return "remove the cause and run mfa-binder collect again; until then nobody knows what is there"


def staleness_note(reading: AwsReading[ReadValue]) -> str:
    """What a sentence that rests on a reading must add: nothing if it is current, else ` (last known at …)`."""
    if reading.current or reading.at is None:
        return ""
    return f" (last known at {utc_text(reading.at)})"

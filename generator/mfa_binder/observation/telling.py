"""Why something could not be read, and how old an answer is, in words that people read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mfa_binder.observation.observation import PARTS, ObservedAccount
from mfa_binder.observation.parts import CredentialReport
from mfa_binder.observation.reading import Failure, Reading, Reason, Value, written

_WORDS = {
    Reason.ACCESS_DENIED: "AWS refused access",
    Reason.ROLE_MISSING: "the role to be assumed is missing, or does not trust the caller",
    Reason.NOT_ACTIVE: "the account is not active",
    Reason.THROTTLED: "AWS allowed no more calls",
    Reason.TIMED_OUT: "AWS did not answer in time",
    Reason.UNREACHABLE: "AWS could not be reached",
    Reason.MALFORMED: "the answer made no sense",
    Reason.EXPIRED: "the credentials had expired",
    Reason.CLOCK: "the clock of the computer was wrong",
    Reason.SERVICE: "AWS had an error of its own",
    Reason.NOT_IN_REGION: "AWS found none in the Region that was asked",
    Reason.REFUSED: "AWS refused the question",
    Reason.NOT_ASKED: "it was not asked for",
}

_PASSING = (Reason.THROTTLED, Reason.TIMED_OUT, Reason.SERVICE)
"""What is over after a while, whatever anybody does."""

_PARTS = {
    "tags": "tags",
    "contacts": "contacts",
    "summary": "account summary",
    "password_policy": "password policy",
    "report": "credential report",
    "identities": "users and roles",
    "devices": "MFA devices",
    "root": "audit of the root user",
}


def because(failure: Failure) -> str:
    """The reason of a failure, with the call: `AWS refused access (iam:ListMFADevices, AccessDenied)`."""
    code = f", {failure.code}" if failure.code else ""
    said = failure.message if failure.reason is Reason.NOT_IN_REGION else ""
    return f"{said or _WORDS[failure.reason]} ({failure.operation}{code})"


def next_step(failure: Failure) -> str:
    """What to do about a failure."""
    if failure.reason is Reason.NOT_IN_REGION:
        return "if the organization uses IAM Identity Center, run mfa-binder collect with --region and its Region"
    if failure.reason in _PASSING:
        return "it passes by itself: run mfa-binder collect again later"
    return "remove the cause and run mfa-binder collect again; until then nobody knows what is there"


def part_name(part: str) -> str:
    """What people call one of PARTS."""
    return _PARTS[part]


def age(reading: Reading[Value]) -> str:
    """What a sentence that rests on a reading must add: nothing if it is current, else ` (last known at …)`."""
    if reading.current or reading.at is None:
        return ""
    return f" (last known at {written(reading.at)})"


def report_age(report: Reading[CredentialReport]) -> str:
    """What a sentence that rests on the credential report must add: when AWS made it, as far as anybody knows."""
    made = report.value.generated_at if report.value is not None else None
    if made is None:
        return " (by a credential report of unknown age)"
    return f" (by the credential report of {written(made)})"


@dataclass(frozen=True, slots=True)
class Unread:
    """Parts of an account that could not be read for one reason, and when they were last known; None: never."""

    parts: tuple[str, ...]
    last_known: datetime | None
    failure: Failure

    @property
    def names(self) -> str:
        """The parts as people call them."""
        return ", ".join(_PARTS[part] for part in self.parts)


def unread(account: ObservedAccount) -> tuple[Unread, ...]:
    """What could not be read of an account the last time, but for what was not asked on purpose."""
    failures: dict[tuple[Reason, str, str, datetime | None], Failure] = {}
    parts: dict[tuple[Reason, str, str, datetime | None], list[str]] = {}
    for part in PARTS:
        reading = account.reading(part)
        if reading.failure is not None and reading.failure.reason is not Reason.NOT_ASKED:
            alike = (reading.failure.reason, reading.failure.operation, reading.failure.code, reading.at)
            failures.setdefault(alike, reading.failure)
            parts.setdefault(alike, []).append(part)
    return tuple(Unread(tuple(parts[alike]), alike[3], failure) for alike, failure in failures.items())

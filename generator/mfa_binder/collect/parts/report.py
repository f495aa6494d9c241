"""The credential report, which AWS makes when asked and gives out when it is ready.

AWS makes a new one at most every four hours and gives out the last one until then (IAM User Guide,
"Generate credential reports for your AWS account"): how old it is stands in it, and what has happened
since does not.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from mfa_binder.collect.calls import Calls, UnansweredError
from mfa_binder.observation.parts import CredentialReport, ReportRow

CALLS = ("iam:GenerateCredentialReport", "iam:GetCredentialReport")

PATIENCE_SECONDS = 120.0
"""How long a report is waited for; of an account with few users it is ready in seconds."""

_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 15.0

_NOT_READY = ("ReportInProgress", "ReportNotPresent", "ReportExpired")
"""What GetCredentialReport answers while there is no report to give out (botocore)."""
_NO_CAPACITY = "LimitExceeded"
"""What GenerateCredentialReport answers while AWS launches no more such tasks (botocore)."""
_PASSING = (*_NOT_READY, _NO_CAPACITY)

_NOTHING = ("", "N/A", "no_information", "not_supported")
"""How the report says that there is nothing to say (IAM User Guide, credential reports)."""
_FLAGS = {"true": True, "false": False}


def begin(calls: Calls, iam: Any) -> None:
    """Have the report made while other things are read; what fails here fails again when it is fetched."""
    with suppress(UnansweredError):
        calls.ask(iam, "GenerateCredentialReport")


def report(calls: Calls, iam: Any, pause: Callable[[float], None], patience: float) -> CredentialReport:
    """Have the report made, wait for it, read it. `patience` is how many seconds are spent in pauses at most.

    Raises UnansweredError; for a report that is not ready by then, with what AWS said last.
    """
    for seconds in _pauses(patience):
        try:
            return _fetched(calls, iam)
        except UnansweredError as unanswered:
            if unanswered.code not in _PASSING:
                raise
        pause(seconds)
    return _fetched(calls, iam)


def _pauses(patience: float) -> Iterator[float]:
    """Growing pauses that make `patience` together."""
    pause, left = _FIRST_PAUSE_SECONDS, patience
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _fetched(calls: Calls, iam: Any) -> CredentialReport:
    """The report, if there is one: also where AWS cannot begin another just now."""
    refused = _begun(calls, iam)
    try:
        answer = calls.ask(iam, "GetCredentialReport")
    except UnansweredError as unanswered:
        if refused is not None and unanswered.code in _NOT_READY:
            raise refused from unanswered
        raise
    rows = csv.DictReader(answer["Content"].decode("utf-8").splitlines())
    return CredentialReport(generated_at=answer.get("GeneratedTime"), rows=tuple(map(_row, rows)))


def _begun(calls: Calls, iam: Any) -> UnansweredError | None:
    """Ask for a report. Returns the refusal where there is no capacity, which passes."""
    try:
        calls.ask(iam, "GenerateCredentialReport")
    except UnansweredError as refused:
        if refused.code != _NO_CAPACITY:
            raise
        return refused
    return None


def _row(entry: Mapping[str, str]) -> ReportRow:
    keys = [number for number in "12" if entry.get(f"access_key_{number}_active") == "true"]
    used = [_moment(entry.get(f"access_key_{number}_last_used_date")) for number in "12"]
    return ReportRow(
        user=entry["user"],
        password=_FLAGS.get(entry.get("password_enabled", "")),
        password_used_at=_moment(entry.get("password_last_used")),
        password_changed_at=_moment(entry.get("password_last_changed")),
        password_expires_at=_moment(entry.get("password_next_rotation")),
        mfa=_FLAGS.get(entry.get("mfa_active", "")),
        access_keys_active=len(keys),
        access_key_used_at=max((moment for moment in used if moment is not None), default=None),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None or text in _NOTHING else datetime.fromisoformat(text)

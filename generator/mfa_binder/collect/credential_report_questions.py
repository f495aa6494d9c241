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

from mfa_binder.collect.aws_calls import AwsCalls, UnansweredCallError
from mfa_binder.observation.account_parts import CredentialReport, CredentialReportRow

REPORT_CALLS = ("iam:GenerateCredentialReport", "iam:GetCredentialReport")

REPORT_WAIT_SECONDS = 120.0
"""How long a report is waited for; of an account with few users it is ready in seconds."""

_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 15.0

_NOT_READY_CODES = ("ReportInProgress", "ReportNotPresent", "ReportExpired")
"""What GetCredentialReport answers while there is no report to give out (botocore)."""
_NO_CAPACITY_CODE = "LimitExceeded"
"""What GenerateCredentialReport answers while AWS launches no more such tasks (botocore)."""
_PASSING_CODES = (*_NOT_READY_CODES, _NO_CAPACITY_CODE)

_EMPTY_TEXTS = ("", "N/A", "no_information", "not_supported")
"""How the report says that there is nothing to say (IAM User Guide, credential reports)."""
_FLAGS = {"true": True, "false": False}


def begin_report(calls: AwsCalls, iam: Any) -> None:
    """Have the report made while other things are read; what fails here fails again when it is fetched."""
    with suppress(UnansweredCallError):
        calls.ask(iam, "GenerateCredentialReport")


def ask_report(calls: AwsCalls, iam: Any, pause: Callable[[float], None], patience: float) -> CredentialReport:
    """Have the report made, wait for it, read it. `patience` is how many seconds are spent in pauses at most.

    Raises UnansweredCallError; for a report that is not ready by then, with what AWS said last.
    """
    for seconds in _pauses(patience):
        try:
            return _fetch_report(calls, iam)
        except UnansweredCallError as unanswered:
            if unanswered.code not in _PASSING_CODES:
                raise
        pause(seconds)
    return _fetch_report(calls, iam)


def _pauses(patience: float) -> Iterator[float]:
    """Growing pauses that make `patience` together."""
    pause, left = _FIRST_PAUSE_SECONDS, patience
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _fetch_report(calls: AwsCalls, iam: Any) -> CredentialReport:
    """The report, if there is one: also where AWS cannot begin another just now."""
    refused = _begin_or_refusal(calls, iam)
    try:
        answer = calls.ask(iam, "GetCredentialReport")
    except UnansweredCallError as unanswered:
        if refused is not None and unanswered.code in _NOT_READY_CODES:
            raise refused from unanswered
        raise
    rows = csv.DictReader(answer["Content"].decode("utf-8").splitlines())
    return CredentialReport(generated_at=answer.get("GeneratedTime"), rows=tuple(map(_report_row, rows)))


def _begin_or_refusal(calls: AwsCalls, iam: Any) -> UnansweredCallError | None:
    """Ask for a report. Returns the refusal where there is no capacity, which passes."""
    try:
        calls.ask(iam, "GenerateCredentialReport")
    except UnansweredCallError as refused:
        if refused.code != _NO_CAPACITY_CODE:
            raise
        return refused
    return None


def _report_row(entry: Mapping[str, str]) -> CredentialReportRow:
    keys = [number for number in "12" if entry.get(f"access_key_{number}_active") == "true"]
    used = [_report_moment(entry.get(f"access_key_{number}_last_used_date")) for number in "12"]
    return CredentialReportRow(
        user=entry["user"],
        password=_FLAGS.get(entry.get("password_enabled", "")),
        password_used_at=_report_moment(entry.get("password_last_used")),
        password_changed_at=_report_moment(entry.get("password_last_changed")),
        password_expires_at=_report_moment(entry.get("password_next_rotation")),
        mfa=_FLAGS.get(entry.get("mfa_active", "")),
        access_keys_active=len(keys),
        access_key_used_at=max((moment for moment in used if moment is not None), default=None),
    )


def _report_moment(text: str | None) -> datetime | None:
    return None if text is None or text in _EMPTY_TEXTS else datetime.fromisoformat(text)

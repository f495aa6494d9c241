"""The credential report, which AWS makes when asked and gives out when it is ready."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from generator.collect.calls import Calls, UnansweredError
from generator.observation.parts import CredentialReport, ReportRow

CALLS = ("iam:GenerateCredentialReport", "iam:GetCredentialReport")

_TRIES = 30
_PAUSE_SECONDS = 2.0
_NOTHING = ("", "N/A", "no_information", "not_supported")
"""How the report says that there is nothing to say (IAM User Guide, credential reports)."""


def begin(calls: Calls, iam: Any) -> None:
    """Have the report made while other things are read; what fails here fails again when it is fetched."""
    with suppress(UnansweredError):
        calls.ask(iam, "GenerateCredentialReport")


def report(calls: Calls, iam: Any, pause: Callable[[float], None]) -> CredentialReport:
    """Have the report made, wait for it, read it. Raises UnansweredError, also for one that never gets ready."""
    for _ in range(_TRIES):
        if calls.ask(iam, "GenerateCredentialReport").get("State") == "COMPLETE":
            break
        pause(_PAUSE_SECONDS)
    answer = calls.ask(iam, "GetCredentialReport")
    rows = csv.DictReader(answer["Content"].decode("utf-8").splitlines())
    return CredentialReport(generated_at=answer.get("GeneratedTime"), rows=tuple(map(_row, rows)))


def _row(entry: Mapping[str, str]) -> ReportRow:
    keys = [number for number in "12" if entry.get(f"access_key_{number}_active") == "true"]
    used = [_moment(entry.get(f"access_key_{number}_last_used_date")) for number in "12"]
    return ReportRow(
        user=entry["user"],
        password={"true": True, "false": False}.get(entry.get("password_enabled", "")),
        password_used_at=_moment(entry.get("password_last_used")),
        password_changed_at=_moment(entry.get("password_last_changed")),
        mfa=entry.get("mfa_active") == "true",
        access_keys_active=len(keys),
        access_key_used_at=max((moment for moment in used if moment is not None), default=None),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None or text in _NOTHING else datetime.fromisoformat(text)

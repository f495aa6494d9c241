"""The day that the documents are dated, and on which everything time-dependent in them rests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from mfa_binder.errors import UsageError

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Builds that must not depend on the day use 1970; after 2199 a period of a century still has an end."""


def document_day(as_of: str | None, dated: date | None, environ: Mapping[str, str], option: str = "--as-of") -> date:
    """What `option` says, else `document.dated`, else SOURCE_DATE_EPOCH, else today."""
    if as_of is not None:
        return _possible(_parse(as_of, option), option)
    if dated is not None:
        return dated
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(tz=UTC).date()
    try:
        return _possible(datetime.fromtimestamp(int(epoch), tz=UTC).date(), "SOURCE_DATE_EPOCH")
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds", "unset it or set it right") from None


def _possible(day: date, said_by: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"{said_by}: the year is {day.year}", f"take a day from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _parse(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day", "write it as 2026-11-24") from None

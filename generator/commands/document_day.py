"""The day that the documents are dated, and on which everything time-dependent in them rests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from generator.errors import UsageError


FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
"""The days that documents can be dated: years before and after them can be counted from each."""


def document_day(as_of: str | None, dated: date | None, environ: Mapping[str, str], option: str = "--as-of") -> date:
    """What `option` says, else `document.dated`, else SOURCE_DATE_EPOCH, else today. Raises UsageError."""
    if as_of is not None:
        return _possible(_parse(as_of, option), f"{option} {as_of!r}")
    if dated is not None:
        return _possible(dated, f"dated: {dated.isoformat()} of the inventory")
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(tz=UTC).date()
    try:
        day = datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds", "unset it or set it right") from None
    return _possible(day, "SOURCE_DATE_EPOCH")


def _possible(day: date, source: str) -> date:
    if not FIRST <= day <= LAST:
        raise UsageError(f"{source} is not between {FIRST.year} and {LAST.year}", "write the day of the documents")
    return day


def _parse(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day", "write it as 2026-11-24") from None

"""Days as other programs write them; one that can be read in two ways is none.

Snipe-IT offers nine styles of dates (resources/macros/macros.php, read 2026-12-01); exports of its list of assets
use the one that is set.
"""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_TIME = re.compile(
    r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?$", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_DOTS = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})", re.ASCII)
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)

ISO = "write it as YYYY-MM-DD, as text, or set that style in the program and export again"


def read_day(text: str) -> date:
    """A day of the calendar. Raises ValueError that says why it is none, in words for a message."""
    words = _TIME.sub("", text.strip()).strip()
    if _SERIAL.fullmatch(words):
        raise ValueError("this is a spreadsheet's number of a day")
    year, month, day = _year_first(words) or _named_month(words) or _day_first(words) or _slashes(words)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None


def _year_first(words: str) -> tuple[int, int, int] | None:
    found = _YEAR_FIRST.fullmatch(words)
    return (int(found[1]), int(found[3]), int(found[4])) if found else None


def _named_month(words: str) -> tuple[int, int, int] | None:
    found = _MONTH_FIRST.fullmatch(words)
    if found is not None:
        return int(found[3]), _month(found[1]), int(found[2])
    found = _DAY_FIRST.fullmatch(words)
    return (int(found[3]), _month(found[2]), int(found[1])) if found is not None else None


def _month(word: str) -> int:
    lower = word.lower()
    if lower in _LONG:
        return _LONG.index(lower) + 1
    if lower[:3] in _MONTHS and lower in (lower[:3], "sept"):
        return _MONTHS.index(lower[:3]) + 1
    raise ValueError("no month has this name in English")


def _day_first(words: str) -> tuple[int, int, int] | None:
    found = _DOTS.fullmatch(words)
    return (int(found[3]), int(found[2]), int(found[1])) if found is not None else None


def _slashes(words: str) -> tuple[int, int, int]:
    """Month and day in an order that only a number above 12 tells."""
    found = _SLASHES.fullmatch(words)
    if found is None:
        raise ValueError("this is not a day")
    one, two, year = int(found[1]), int(found[3]), found[4]
    if len(year) == 2 and (one > 12 or two <= 12):
        raise ValueError("this day can be read in several ways: its year has two digits")
    whole = int(year) + (2000 if len(year) == 2 else 0)
    if one <= 12 and two <= 12 and one != two:
        raise ValueError("this day can be read in two ways: month first or day first")
    return (whole, two, one) if one > 12 else (whole, one, two)

"""Days that cannot be: an end before its beginning, the past after the day of the document."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part, day_of
from mfa_binder.inventory.forms import Form, form, matches

_PAST = (
    ("bags", "sealed_on", "sealed"),
    ("secrets", "rotated_on", "rotated"),
    ("devices", "purchased", "bought"),
    ("devices", "status_since", "in this state"),
    ("models", "priced_on", "priced"),
    ("accounts", "closed_on", "closed"),
)

DAYS: tuple[Form, ...] = tuple(
    form(text)
    for text in (
        *("document.dated", "people.*.starts", "people.*.ends", "accounts.*.root.until"),
        "binders.each.*.copies.*.withdrawn",
        *(f"{section}.*.{name}" for section, name, _ in _PAST),
    )
)
"""Every day of the format."""

_FIRST_YEAR, _LAST_YEAR = 1990, 2199
"""A year outside is a slip of the pen."""


def dates(draft: Draft) -> Iterator[Unplaced]:
    """Contracts, states and events whose days contradict each other."""
    for wanted in DAYS:
        for path, value in matches(draft.top.data, wanted):
            day = day_of(value)
            if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                yield problem("impossible-date", path, f"the year is {day.year}", "mend the year")
    for person in draft.top.parts("people"):
        yield from _in_order(person, "starts", "ends", "this ends before it starts")
    for device in draft.top.parts("devices"):
        yield from _in_order(device, "purchased", "status_since", "the device was in this state before it was bought")
    yield from _after_the_document(draft)
    for account in draft.top.parts("accounts"):
        yield from _closed(account)


def _after_the_document(draft: Draft) -> Iterator[Unplaced]:
    for section, name, done in _PAST:
        for entry in draft.top.parts(section):
            yield from _past(draft, entry, name, done)
    for copy in _copies(draft):
        yield from _past(draft, copy, "withdrawn", "withdrawn")


def _copies(draft: Draft) -> Iterator[Part]:
    binders = draft.top.part("binders")
    for binder in binders.parts("each") if binders is not None else ():
        yield from binder.parts("copies")


def _in_order(entry: Part, first: str, last: str, message: str) -> Iterator[Unplaced]:
    begin, end = entry.day(first), entry.day(last)
    if begin is not None and end is not None and end < begin:
        yield problem("impossible-date", (*entry.path, last), message, f"mend {first} or {last}")


def _past(draft: Draft, entry: Part, name: str, done: str) -> Iterator[Unplaced]:
    day, dated = entry.day(name), draft.dated
    if day is not None and dated is not None and day > dated:
        message = f"{done} on {day.isoformat()}, after the day of the document, {dated.isoformat()}"
        yield problem("impossible-date", (*entry.path, name), message, f"mend {name}, or document.dated")


def _closed(account: Part) -> Iterator[Unplaced]:
    is_closed, has_day = account.text("status") == "closed", account.has("closed_on")
    if is_closed and not has_day:
        message = "the account is closed, and closed_on is missing"
        hint = "add the day: a closed account can be reopened for 90 days"
        yield problem("closed-on", (*account.path, "closed_on"), message, hint)
    if has_day and not is_closed:
        message = "closed_on is given, and the status is not closed"
        yield problem("closed-on", (*account.path, "closed_on"), message, "add status: closed, or remove closed_on")

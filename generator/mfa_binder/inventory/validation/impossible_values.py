"""Values of the right form that cannot be: addresses, numbers, links, days, Regions, time zones.

Regions are those that botocore knows without a network, time zones those of the IANA database.

Sources: AWS takes an address as `[^\\s@]+@[^\\s@]+\\.[^\\s@]+` (botocore 1.44.5, organizations, Email); no country code
begins with 0 and an international number has seven digits or more in use (ITU-T E.164); checked 2026-12-01.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

import botocore
from dateutil.zoneinfo import get_zonefile_instance

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.message_words import NOT_KNOWN, did_you_mean, quote_word
from mfa_binder.inventory.raw_inventory import PathForm, RawInventory, RawMap, day_of, path_form
from mfa_binder.inventory.validation.problem_ids import inventory_error
from mfa_binder.organization.partitions import PartitionName

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\.]+")
_DECORATED_ADDRESS = re.compile(rf"(?:mailto:|[^<>]*<)?\s*(?P<address>{_ADDRESS.pattern})\s*[>.,;]*", re.IGNORECASE)
"""An address as a mail program or a page shows it."""

_AT_SIGNS = re.compile(r"\s*[(\[{]\s*at\s*[)\]}]\s*|\s+at\s+|\s+@\s*|\s*@\s+|@@+", re.IGNORECASE)
_LONGEST_CONTACT = 500
_FEWEST_DIGITS, _FEWEST_ABROAD = 3, 7
_LETTERS_FOR_DIGITS = re.compile(r"(?=[OoIl]*[0-9][OoIl]*[0-9])(?=[0-9]*[OoIl])[0-9OoIl]+")
"""Letters among two or more digits; O2 is a name."""

_DIGITS_FOR_LETTERS = str.maketrans("OoIl", "0011")


class _ContactKind(NamedTuple):
    """Addresses, numbers or links."""

    forms: tuple[PathForm, ...]
    """Where the format has them."""
    describe_error: Callable[[str], tuple[str, str] | None]
    """Message and hint for one that cannot be; None if it can."""


def check_contacts(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Addresses without @, numbers without digits, links without a host; each with the value."""
    for kind in _CONTACT_KINDS:
        for form in kind.forms:
            for path, value in raw.values_at(form):
                error = (
                    kind.describe_error(value)
                    if isinstance(value, str) and 0 < len(value) <= _LONGEST_CONTACT
                    else None
                )
                if error is not None and value != NOT_KNOWN:
                    yield inventory_error("impossible-contact", path, *error)


def is_address(text: str) -> bool:
    """Whether a text is one email address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None and ".." not in text


def _wrong_address(text: str) -> tuple[str, str] | None:
    if is_address(text):
        return None
    match = _DECORATED_ADDRESS.fullmatch(_AT_SIGNS.sub("@", text))
    address = match["address"] if match is not None else ""
    hint = f"did you mean {address}?" if is_address(address) else "write one as name@example.com"
    return f"{quote_word(text)} is not an email address", hint


def _wrong_number(text: str) -> tuple[str, str] | None:
    digits = [unicodedata.decimal(character) for character in text if character.isdecimal()]
    slip = next((word for word in re.split(r"[^0-9A-Za-z]+", text) if _LETTERS_FOR_DIGITS.fullmatch(word)), None)
    message = f"{quote_word(text)} is not a telephone number"
    if slip is not None:
        return f"{message}: there is a letter among the digits of {slip}", (
            f"did you mean {quote_word(text.replace(slip, slip.translate(_DIGITS_FOR_LETTERS)))}?"
        )
    if len(digits) < _FEWEST_DIGITS:
        return f"{message}: it has {len(digits) or 'no'} digits to dial", "write it as +1 206 555 0100"
    if text.startswith("+") and (digits[0] == 0 or len(digits) < _FEWEST_ABROAD):
        reason = "no country code begins with 0" if digits[0] == 0 else f"after + it has only {len(digits)} digits"
        return f"{message}: {reason}", "write it as +1 206 555 0100"
    return None


def _wrong_link(text: str) -> tuple[str, str] | None:
    if _is_link(text):
        return None
    bare = re.sub(r"^[a-z]*\s*[:;]?\s*/+\s*", "", text, flags=re.IGNORECASE)
    hint = (
        f"did you mean https://{bare}?"
        if _is_link(f"https://{bare}")
        else "write it as https://example.awsapps.com/start"
    )
    return f"{quote_word(text)} is not a link that a browser opens", hint


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    labels = host.split(".")
    return parts.scheme == "https" and len(labels) > 1 and all(labels) and not re.search(r"\s", text)


_CONTACT_KINDS = (
    _ContactKind(
        tuple(map(path_form, ("people.*.email", "mailboxes.*.address", "accounts.*.root.email"))), _wrong_address
    ),
    _ContactKind(tuple(map(path_form, ("people.*.phone", "phones.*.number"))), _wrong_number),
    _ContactKind((path_form("organizations.*.identity.start_url"),), _wrong_link),
)


_PAST_DAYS = (
    ("bags", "sealed_on", "sealed"),
    ("secrets", "rotated_on", "rotated"),
    ("devices", "purchased", "bought"),
    ("devices", "status_since", "in this state"),
    ("models", "priced_on", "priced"),
    ("accounts", "closed_on", "closed"),
)

DAY_FORMS: tuple[PathForm, ...] = tuple(
    path_form(text)
    for text in (
        *("document.dated", "people.*.starts", "people.*.ends", "accounts.*.root.until"),
        "binders.each.*.copies.*.withdrawn",
        *(f"{section}.*.{name}" for section, name, _ in _PAST_DAYS),
    )
)
"""Every day of the format."""

_FIRST_YEAR, _LAST_YEAR = 1990, 2199
"""A year outside is a slip of the pen."""


def check_dates(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Contracts, states and events whose days contradict each other."""
    for form in DAY_FORMS:
        for path, value in raw.values_at(form):
            day = day_of(value)
            if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
                yield inventory_error("impossible-date", path, f"the year is {day.year}", "mend the year")
    for person in raw.top.parts("people"):
        yield from _check_order(person, "starts", "ends", "this ends before it starts")
    for device in raw.top.parts("devices"):
        yield from _check_order(
            device, "purchased", "status_since", "the device was in this state before it was bought"
        )
    yield from _check_past_days(raw)
    for account in raw.top.parts("accounts"):
        yield from _check_closing_day(account)


def _check_past_days(raw: RawInventory) -> Iterator[UnplacedFinding]:
    for section, name, event in _PAST_DAYS:
        for entry in raw.top.parts(section):
            yield from _check_past(raw, entry, name, event)
    for copy in _binder_copies(raw):
        yield from _check_past(raw, copy, "withdrawn", "withdrawn")


def _binder_copies(raw: RawInventory) -> Iterator[RawMap]:
    binders = raw.top.part("binders")
    for binder in binders.parts("each") if binders is not None else ():
        yield from binder.parts("copies")


def _check_order(entry: RawMap, first: str, last: str, message: str) -> Iterator[UnplacedFinding]:
    begin, end = entry.day(first), entry.day(last)
    if begin is not None and end is not None and end < begin:
        yield inventory_error("impossible-date", (*entry.path, last), message, f"mend {first} or {last}")


def _check_past(raw: RawInventory, entry: RawMap, name: str, event: str) -> Iterator[UnplacedFinding]:
    day, dated = entry.day(name), raw.document_day
    if day is not None and dated is not None and day > dated:
        message = f"{event} on {day.isoformat()}, after the day of the document, {dated.isoformat()}"
        yield inventory_error("impossible-date", (*entry.path, name), message, f"mend {name}, or document.dated")


def _check_closing_day(account: RawMap) -> Iterator[UnplacedFinding]:
    is_closed, has_day = account.text("status") == "closed", account.has("closed_on")
    if is_closed and not has_day:
        message = "the account is closed, and closed_on is missing"
        hint = "add the day: a closed account can be reopened for 90 days"
        yield inventory_error("closed-on", (*account.path, "closed_on"), message, hint)
    if has_day and not is_closed:
        message = "closed_on is given, and the status is not closed"
        yield inventory_error(
            "closed-on", (*account.path, "closed_on"), message, "add status: closed, or remove closed_on"
        )


_REGIONS_SHOWN = 3


@cache
def known_regions() -> Mapping[str, tuple[str, ...]]:
    """The Regions of each partition; of the pseudo Regions of global services, such as aws-global, none."""
    data = json.loads(files("botocore").joinpath("data", "partitions.json").read_text(encoding="utf-8"))
    return {
        entry["id"]: tuple(name for name in entry["regions"] if not name.endswith("-global"))
        for entry in data["partitions"]
    }


def check_regions(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Regions, of an organization and of its Identity Center, that its partition does not have."""
    for organization in raw.top.parts("organizations"):
        name = organization.text("partition") if organization.has("partition") else PartitionName.AWS.value
        known = known_regions().get(name or "")
        for part in filter(None, (organization, organization.part("identity"))):
            region = part.text("region")
            if known is not None and region and region not in known:
                yield _unknown_region(part, region, name or "", known)


def _unknown_region(part: RawMap, region: str, partition: str, known: tuple[str, ...]) -> UnplacedFinding:
    others = [other for other, names in known_regions().items() if region in names]
    message = f"the partition {partition} has no Region {quote_word(region)}"
    if others:
        message += f"; the partition {others[0]} has it"
    some = ", ".join(known[:_REGIONS_SHOWN])
    newer = f"write one that it has, such as {some}; botocore {botocore.__version__} knows none that is newer"
    return inventory_error(
        "unknown-region", (*part.path, "region"), message, partial(did_you_mean, region, known, newer)
    )


_ZONE_EXAMPLE = "write a name such as Europe/Berlin or America/Los_Angeles"


@cache
def known_zones() -> frozenset[str]:
    """The names that this machine knows, and those that python-dateutil brings along: a machine may know none."""
    return frozenset(zoneinfo.available_timezones()) | frozenset(get_zonefile_instance().zones)


def check_time_zones(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Sites with a time zone that nobody can look up."""
    for site in raw.top.parts("sites"):
        zone = site.text("time_zone")
        if zone and zone not in known_zones():
            path = (*site.path, "time_zone")
            yield inventory_error(
                "unknown-time-zone", path, f"there is no time zone {quote_word(zone)}", partial(_suggest_zone, zone)
            )


def _suggest_zone(zone: str) -> str:
    """The zone of that spelling, else of that city, else the nearest."""
    folded_name = zone.replace(" ", "_").casefold()
    known = sorted(known_zones())
    city = folded_name.rpartition("/")[2]
    names = [name for name in known if name.casefold() == folded_name]
    names += [name for name in known if name.rpartition("/")[2].casefold() == city]
    return f"did you mean {names[0]}?" if names else did_you_mean(zone, known, _ZONE_EXAMPLE)

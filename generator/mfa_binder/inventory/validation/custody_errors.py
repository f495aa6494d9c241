"""Where things are: each device, secret and binder in exactly one place, that people can open and reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from mfa_binder.findings import UnplacedFinding
from mfa_binder.inventory.file_format import INVENTORY_FORMAT
from mfa_binder.inventory.message_words import did_you_mean
from mfa_binder.inventory.raw_inventory import RawInventory, RawMap
from mfa_binder.inventory.validation.problem_ids import inventory_error


def check_quorums(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Each location that no number of its custodians can open."""
    for location in raw.top.parts("locations"):
        quorum = location.whole("quorum") if location.has("quorum") else 1
        custodians = {person for _, person in location.texts("custodians")}
        if quorum is None or not isinstance(location.data.get("custodians"), list):
            continue
        if quorum > len(custodians):
            message = f"{quorum} custodians must come together, and {len(custodians)} are named"
            path = (*location.path, "quorum" if location.has("quorum") else "custodians")
            yield inventory_error("quorum-too-large", path, message, "lower the quorum, or name more custodians")


_DEVICE_PLACES = ("bag", "location", "holder")
_SECRET_PLACES = ("vault", "bag", "location")


def check_custody(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Devices and secrets in no place or in several; PINs of no key, or of a token that has none."""
    for device in raw.top.parts("devices"):
        yield from _check_one_place(device, _DEVICE_PLACES, "device")
    for secret in raw.top.parts("secrets"):
        yield from _check_one_place(secret, _SECRET_PLACES, "secret")
        yield from _check_pin(raw, secret)


def _check_one_place(thing: RawMap, places: tuple[str, ...], kind: str) -> Iterator[UnplacedFinding]:
    places_given = [place for place in places if thing.has(place)]
    names = f"{', '.join(places[:-1])} or {places[-1]}"
    if len(places_given) > 1:
        message = f"the {kind} is in several places: {' and '.join(places_given)}"
        yield inventory_error("custody", thing.path, message, f"keep exactly one of {names}")
    elif not places_given and not _is_misspelt(thing):
        lost = thing.text("status") in ("lost", "stolen")
        hint = f"add exactly one of {names}" + (", where it was last" if lost else "")
        yield inventory_error("custody", thing.path, f"the {kind} is in none of {names}", hint)


def _is_misspelt(thing: RawMap) -> bool:
    """Whether an unknown key may be the place: then that is the finding, and no other."""
    return not set(thing.data) <= set(INVENTORY_FORMAT.known_keys(thing.path))


def _check_pin(raw: RawInventory, secret: RawMap) -> Iterator[UnplacedFinding]:
    if secret.text("kind") != "fido2-pin":
        return
    if not secret.has("device"):
        message = "a FIDO2 PIN does not say which key it belongs to"
        yield inventory_error("pin-without-device", secret.path, message, "add device: the id of the key")
    elif raw.kind(secret.text("device")) == "totp":
        message = "a FIDO2 PIN belongs to a FIDO2 key, and this device is a TOTP token"
        yield inventory_error("pin-without-device", (*secret.path, "device"), message, "name the key")


_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def check_journeys(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Journeys that are not between two different sites, or are declared twice."""
    journeys: set[frozenset[str]] = set()
    for travel in raw.top.parts("travel_minutes"):
        between = travel.data.get("between")
        sites = frozenset(site for _, site in travel.texts("between"))
        path = (*travel.path, "between")
        if not isinstance(between, list):
            continue
        if len(between) != 2 or len(sites) != 2:
            message = "a journey is between two different sites"
            yield inventory_error("impossible-travel", path, message, "name two sites")
        elif sites in journeys:
            message = "this journey is declared already, and holds for both directions"
            yield inventory_error("impossible-travel", path, message, "keep one of the two")
        journeys.add(sites)


def check_opening_hours(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Locations that close before they open."""
    for location in raw.top.parts("locations"):
        opening = location.part("open")
        begin, end = (opening.text("from"), opening.text("to")) if opening is not None else (None, None)
        if opening is None or begin is None or end is None:
            continue
        if _TIME_OF_DAY.fullmatch(begin) and _TIME_OF_DAY.fullmatch(end) and end <= begin:
            message = "the location closes before it opens"
            yield inventory_error("impossible-hours", (*opening.path, "to"), message, "mend from or to")


_BINDERS_OF = {"account": "accounts", "location": "locations", "person": "people"}


def check_binders(raw: RawInventory) -> Iterator[UnplacedFinding]:
    """Binders of nothing that is declared; copies in no place or in two."""
    whole = raw.top.part("binders")
    if whole is None:
        return
    known = _known_binders(raw)
    for binder in whole.parts("each"):
        if binder.key not in known:
            hint = partial(
                did_you_mean, binder.key, known, "write complete, cards, or location-, account- or person- and an id"
            )
            yield inventory_error("unknown-binder", binder.path, "there is no such binder", hint)
        for copy in binder.parts("copies"):
            if copy.has("location") == copy.has("person"):
                message = "a copy stands at one location or with one person"
                yield inventory_error("custody", copy.path, message, "write exactly one of location or person")


def _known_binders(raw: RawInventory) -> tuple[str, ...]:
    entries = ((kind, _ids_of_section(raw.top, section)) for kind, section in _BINDERS_OF.items())
    return ("complete", "cards", *(f"{kind}-{key}" for kind, keys in entries for key in keys))


def _ids_of_section(top: RawMap, section: str) -> tuple[str, ...]:
    value = top.data.get(section)
    return tuple(map(str, value)) if isinstance(value, dict) else ()

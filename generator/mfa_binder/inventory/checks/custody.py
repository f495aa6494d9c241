"""Where things are: exactly one place each. And PINs: each names its key."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft, Part
from mfa_binder.inventory.format import INVENTORY

_DEVICE_PLACES = ("bag", "location", "holder")
_SECRET_PLACES = ("vault", "bag", "location")


def custody(draft: Draft) -> Iterator[Unplaced]:
    """Devices and secrets in no place or in several; PINs of no key, or of a token that has none."""
    for device in draft.top.parts("devices"):
        yield from _one_place(device, _DEVICE_PLACES, "device")
    for secret in draft.top.parts("secrets"):
        yield from _one_place(secret, _SECRET_PLACES, "secret")
        yield from _pin(draft, secret)


def _one_place(thing: Part, places: tuple[str, ...], what: str) -> Iterator[Unplaced]:
    given = [place for place in places if thing.has(place)]
    names = f"{', '.join(places[:-1])} or {places[-1]}"
    if len(given) > 1:
        message = f"the {what} is in several places: {' and '.join(given)}"
        yield problem("custody", thing.path, message, f"keep exactly one of {names}")
    elif not given and not _is_misspelt(thing):
        lost = thing.text("status") in ("lost", "stolen")
        hint = f"add exactly one of {names}" + (", where it was last" if lost else "")
        yield problem("custody", thing.path, f"the {what} is in none of {names}", hint)


def _is_misspelt(thing: Part) -> bool:
    """Whether an unknown key may be the place: then that is the finding, and no other."""
    return not set(thing.data) <= set(INVENTORY.known_keys(thing.path))


def _pin(draft: Draft, secret: Part) -> Iterator[Unplaced]:
    if secret.text("kind") != "fido2-pin":
        return
    if not secret.has("device"):
        message = "a FIDO2 PIN does not say which key it belongs to"
        yield problem("pin-without-device", secret.path, message, "add device: the id of the key")
    elif draft.kind(secret.text("device")) == "totp":
        message = "a FIDO2 PIN belongs to a FIDO2 key, and this device is a TOTP token"
        yield problem("pin-without-device", (*secret.path, "device"), message, "name the key")

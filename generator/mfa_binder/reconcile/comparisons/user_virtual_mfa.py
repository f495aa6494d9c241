"""A user with a virtual device: it is no hardware, and on no list of devices here."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.parts import DeviceType
from mfa_binder.reconcile.both import Both, Listing
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for listing in both.listings:
        if listing.observed_path[2] == "root":  # root-virtual-mfa says it
            continue
        for number, device in enumerate(listing.devices):
            if device.type is DeviceType.VIRTUAL and listing.of(device.serial) is None:
                yield Difference(listing.place(number), _message(listing, device.serial), _HINT)


def _message(listing: Listing, serial: str) -> str:
    return f"{listing.who} has a virtual MFA device, which is no hardware: {serial}{listing.age}"


_HINT = "register a hardware device with the user's enrollment sheet, then remove the virtual one"

COMPARISON = Comparison("user-virtual-mfa", Severity.WARNING, "A user has a virtual MFA device.", _check)

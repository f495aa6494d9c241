"""A device that is registered on paper, and that AWS does not list."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.parts import DeviceType
from mfa_binder.reconcile.both import Both, Listing, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    for listing in both.listings:
        for entry in listing.paper:
            if _missing(listing, entry.serial):
                yield Difference(
                    Spot(entry.path),
                    f"AWS does not list {entry.device.key} for {listing.who}{listing.age}",
                    "register it with the enrollment sheet, or remove it here",
                )


def _missing(listing: Listing, serial: str | None) -> bool:
    """Whether it is surely not there: a key without ARN only where AWS lists none that it could be."""
    if serial is not None:
        return serial not in listing.serials
    return not any(device.type is DeviceType.FIDO2 for _, device in listing.unowned)


COMPARISON = Comparison(
    "device-not-registered", Severity.WARNING, "A device is registered on paper, and AWS does not list it.", _check
)

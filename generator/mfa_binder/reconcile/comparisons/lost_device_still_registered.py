"""A lost or stolen device that AWS still lists: who finds it signs in."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import DeviceStatus
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference

_GONE = (DeviceStatus.LOST, DeviceStatus.STOLEN)


def _check(both: Both) -> Iterator[Difference]:
    gone = _serials(both)
    for listing in both.listings:
        for device in listing.devices:
            for key in gone.get(device.serial, ()):
                status = both.organization.devices[key].status
                yield Difference(
                    Spot(("devices", key, "status")),
                    f"{key} is {status}, and AWS lists it for {listing.who}: {device.serial}{listing.age}",
                    f"work through its loss sheet now (LD-{key}), then collect again",
                )


def _serials(both: Both) -> dict[str, tuple[str, ...]]:
    """What AWS may list each lost or stolen device by, and its key."""
    found: dict[str, tuple[str, ...]] = {}
    for device in both.organization.devices.values():
        if device.status not in _GONE:
            continue
        listed = {
            device.serial,
            *(r.aws_serial for opening in both.organization.opens(device) for r in opening.registrations),
        }
        for serial in listed:
            if serial is not None:
                found[serial] = (*found.get(serial, ()), device.key)
    return found


COMPARISON = Comparison(
    "lost-device-still-registered", Severity.ERROR, "AWS still lists a device that is lost or stolen.", _check
)

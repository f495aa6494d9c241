"""A device that opens something in AWS and is on no paper."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.observation.parts import ObservedDevice
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    known = _tokens(both)
    for listing in both.listings:
        for number, device in listing.unowned:
            if not listing.candidates(device):
                yield Difference(
                    Spot((*listing.observed_path, number), observed=True),
                    f"AWS lists {device.serial} for {listing.who}, {_paper(device, known)}{listing.age}",
                    "find the device and write it down under devices and mfa, or remove it in AWS",
                )


def _tokens(both: Both) -> dict[str, str]:
    devices = both.organization.devices.values()
    return {
        device.serial: device.key
        for device in devices
        if device.serial is not None and both.organization.kind(device) is DeviceKind.TOTP
    }


def _paper(device: ObservedDevice, known: dict[str, str]) -> str:
    key = known.get(device.serial)
    return "and no device on paper is that one" if key is None else f"and on paper {key} is not registered there"


COMPARISON = Comparison(
    "device-unowned", Severity.WARNING, "A device is registered in AWS, and on paper nobody has it.", _check
)

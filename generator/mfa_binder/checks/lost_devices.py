"""A lost or stolen device that still signs somebody in: on paper, or as AWS lists it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.checks.aws_comparison import AwsComparison, CasePlace
from mfa_binder.checks.rule import ComparisonCase, ComparisonRule, Rule, RuleCase
from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import DeviceStatus
from mfa_binder.organization.organization import Organization

_LOST = (DeviceStatus.LOST, DeviceStatus.STOLEN)


def _lost_device_registered(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    for principal in organization.principals:
        for position, registration in enumerate(principal.mfa):
            device = organization.device_of(registration)
            if device.status in _LOST:
                yield RuleCase(
                    (*principal.path, "mfa", position),
                    f"{device.key} is {device.status} and still registered for {principal.ref}",
                    f"work through its loss sheet now, then remove it here (LD-{device.key})",
                )
    for number, system in enumerate(organization.elsewhere):
        for position, key in enumerate(system.devices):
            status = organization.devices[key].status
            if status in _LOST:
                yield RuleCase(
                    ("elsewhere", number, "devices", position),
                    f"{key} is {status} and still opens {system.system}",
                    f"remove it there now, then here: {system.remove}",
                )


LOST_DEVICE_REGISTERED = Rule(
    "lost-device-registered",
    Severity.ERROR,
    "A lost or stolen device is still registered somewhere.",
    _lost_device_registered,
)


_LOST_STATUSES = (DeviceStatus.LOST, DeviceStatus.STOLEN)


def _lost_device_still_registered(both: AwsComparison) -> Iterator[ComparisonCase]:
    gone = _lost_devices_by_serial(both)
    for listing in both.listings:
        for device in listing.devices:
            for key in gone.get(device.serial, ()):
                status = both.organization.devices[key].status
                yield ComparisonCase(
                    CasePlace(("devices", key, "status")),
                    f"{key} is {status}, and AWS lists it for {listing.who}: {device.serial}{listing.age}",
                    f"work through its loss sheet now (LD-{key}), then collect again",
                )


def _lost_devices_by_serial(both: AwsComparison) -> dict[str, tuple[str, ...]]:
    """What AWS may list each lost or stolen device by, and its key."""
    found: dict[str, tuple[str, ...]] = {}
    for device in both.organization.devices.values():
        if device.status not in _LOST_STATUSES:
            continue
        listed = {
            device.serial,
            *(r.aws_serial for opening in both.organization.opens(device) for r in opening.registrations),
        }
        for serial in listed:
            if serial is not None:
                found[serial] = (*found.get(serial, ()), device.key)
    return found


LOST_DEVICE_STILL_REGISTERED = ComparisonRule(
    "lost-device-still-registered",
    Severity.ERROR,
    "AWS still lists a device that is lost or stolen.",
    _lost_device_still_registered,
)

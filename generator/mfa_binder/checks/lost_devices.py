"""A lost or stolen device that still signs somebody in: on paper, or as AWS lists it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization


@rule("lost-device-registered", Severity.ERROR, "A lost or stolen device is still registered somewhere.")
def lost_device_registered(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A lost or stolen device that still signs somebody in."""
    for principal in organization.principals:
        for position, registration in enumerate(principal.mfa):
            device = organization.device_of(registration)
            if not device.in_hand:
                yield RuleCase(
                    (*principal.path, "mfa", position),
                    f"{device.key} is {device.status} and still registered for {principal.ref}",
                    f"work through its loss sheet now, then remove it here (LD-{device.key})",
                )
    for number, system in enumerate(organization.elsewhere):
        for position, key in enumerate(system.devices):
            device = organization.devices[key]
            if not device.in_hand:
                yield RuleCase(
                    ("elsewhere", number, "devices", position),
                    f"{key} is {device.status} and still opens {system.system}",
                    f"remove it there now, then here: {system.remove}",
                )


@rule("lost-device-still-registered", Severity.ERROR, "AWS still lists a device that is lost or stolen.")
def lost_device_still_registered(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A lost or stolen device that AWS still lists: who finds it signs in."""
    lost = _lost_devices_by_serial(comparison)
    for listing in comparison.listings:
        for device in listing.devices:
            for key in lost.get(device.serial, ()):
                status = comparison.organization.devices[key].status
                yield RuleCase(
                    ("devices", key, "status"),
                    f"{key} is {status}, and AWS lists it for {listing.who}: {device.serial}{listing.age_note}",
                    f"work through its loss sheet now (LD-{key}), then collect again",
                )


def _lost_devices_by_serial(comparison: AwsComparison) -> dict[str, tuple[str, ...]]:
    """The keys of lost or stolen devices, by each serial number or ARN that AWS may list them by."""
    keys: dict[str, tuple[str, ...]] = {}
    for device in comparison.organization.devices.values():
        if device.in_hand:
            continue
        openings = comparison.organization.opens(device)
        arns = (entry.aws_serial for opening in openings for entry in opening.registrations)
        for serial in {device.serial, *arns}:
            if serial is not None:
                keys[serial] = (*keys.get(serial, ()), device.key)
    return keys

"""A lost or stolen device that still signs somebody in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import DeviceStatus
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule

_GONE = (DeviceStatus.LOST, DeviceStatus.STOLEN)


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for principal in organization.principals:
        for position, registration in enumerate(principal.mfa):
            device = organization.devices[registration.device]
            if device.status in _GONE:
                yield Problem(
                    (*principal.path, "mfa", position),
                    f"{device.key} is {device.status} and still registered for {principal.ref}",
                    f"work through its loss sheet now, then remove it here (LD-{device.key})",
                )
    for number, system in enumerate(organization.elsewhere):
        for position, key in enumerate(system.devices):
            status = organization.devices[key].status
            if status in _GONE:
                yield Problem(
                    ("elsewhere", number, "devices", position),
                    f"{key} is {status} and still opens {system.system}",
                    f"remove it there now, then here: {system.remove}",
                )


RULE = Rule("lost-device-registered", Severity.ERROR, "A lost or stolen device is still registered somewhere.", _check)

"""A token whose battery is expected to end within half a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import battery_end
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule

HORIZON = timedelta(days=180)
"""How early a replacement is ordered: our own choice, about the time that buying and sealing takes."""


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for device in organization.devices.values():
        model = organization.models[device.model]
        end = battery_end(device, model) if device.usable else None
        if end is not None and end <= as_of + HORIZON:
            yield Problem(
                ("devices", device.key, "purchased"),
                f"the battery of {device.key} is expected to end on {end.isoformat()}",
                "order a replacement and enroll it before that day",
            )


RULE = Rule("battery-ending", Severity.WARNING, "The battery of a token ends within 180 days, or has ended.", _check)

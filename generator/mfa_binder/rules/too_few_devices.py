"""A principal with fewer working devices than the organization's own standards ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_needing_hardware, usable_devices
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    wanted = organization.standards.devices_per_principal
    for principal in principals_needing_hardware(organization):
        usable = usable_devices(organization, principal)
        if principal.mfa and len(usable) < wanted:
            names = ", ".join(device.key for device in usable) or "none that works"
            yield Problem(
                (*principal.path, "mfa"),
                f"{principal.ref} has {len(usable)} of {wanted} devices: {names}",
                "register another device; a spare is named on the loss sheets",
            )


RULE = Rule(
    "too-few-devices", Severity.WARNING, "A principal has fewer working devices than our standards ask for.", _check
)

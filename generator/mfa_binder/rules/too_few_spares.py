"""Fewer spares than the organization's own standard, by kind of device."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING

from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import DeviceKind, DeviceStatus
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    ratio = organization.standards.spare_ratio
    for kind in DeviceKind:
        of_kind = [d for d in organization.devices.values() if organization.kind(d) is kind]
        in_use = sum(1 for d in of_kind if d.status is DeviceStatus.ACTIVE and organization.opens(d))
        spares = sum(1 for d in organization.spares if organization.kind(d) is kind)
        wanted = int((in_use * ratio).to_integral_value(ROUND_CEILING))
        if spares < wanted:
            yield Problem(
                ("standards", "spare_ratio"),
                f"{spares} spare {kind} device(s) for {in_use} in use, and our standards ask for {wanted}",
                "order spares: mfa-binder cost says how many",
            )


RULE = Rule("too-few-spares", Severity.INFO, "There are fewer spares than our standards ask for.", _check)

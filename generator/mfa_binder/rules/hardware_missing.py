"""A principal that must have hardware by the organization's own standards, and has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_needing_hardware
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for principal in principals_needing_hardware(organization):
        if not principal.mfa:
            yield Problem(
                principal.path,
                f"{principal.ref} has no hardware device, and our standards require one",
                "register devices and list them under mfa",
            )


RULE = Rule("hardware-missing", Severity.ERROR, "A principal that must have hardware has none.", _check)

"""One person who reaches both the password and a device of a shared principal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in, usable_devices
from mfa_binder.access.retrieval import who_reaches_alone
from mfa_binder.findings import Severity
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    if not organization.standards.separate_password_and_device:
        return
    for principal in principals_signing_in(organization):
        if principal.person is not None or principal.password is None:
            continue
        password = who_reaches_alone(organization, organization.secrets[principal.password])
        for device in usable_devices(organization, principal):
            both = sorted(password & who_reaches_alone(organization, device))
            if both:
                yield Problem(
                    (*principal.path, "password"),
                    f"{', '.join(both)} can reach alone both the password and {device.key} of {principal.ref}",
                    "move one of the two, or raise the quorum of the location",
                )


RULE = Rule(
    "password-with-device",
    Severity.WARNING,
    "One person alone reaches the password and a device of a root or shared user.",
    _check,
)

"""A FIDO2 key whose line in AWS nobody has tied to the metal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in
from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    for principal in principals_signing_in(organization):
        if principal.kind != "user":
            continue
        for position, registration in enumerate(principal.mfa):
            device = organization.devices[registration.device]
            if organization.kind(device) is DeviceKind.FIDO2 and registration.aws_serial is None:
                yield Problem(
                    (*principal.path, "mfa", position),
                    f"{device.key} has no aws_serial for {principal.ref}, so its loss sheet must ask which line it is",
                    "add the ARN that aws iam list-mfa-devices prints for it",
                )


RULE = Rule("unlinked-security-key", Severity.INFO, "A FIDO2 key of an IAM user is not tied to its ARN in AWS.", _check)

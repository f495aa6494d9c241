"""FIDO2 keys: which line in AWS is which key on paper, and which key may be a passkey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in
from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization


@rule("unlinked-security-key", Severity.INFO, "A FIDO2 key of an IAM user is not tied to its ARN in AWS.")
def unlinked_security_key(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A FIDO2 key whose line in AWS nobody has tied to the metal."""
    for principal in principals_signing_in(organization):
        if principal.kind != "user":
            continue
        for position, registration in enumerate(principal.mfa):
            device = organization.device_of(registration)
            if organization.kind(device) is DeviceKind.FIDO2 and registration.aws_serial is None:
                yield RuleCase(
                    (*principal.path, "mfa", position),
                    f"{device.key} has no aws_serial for {principal.ref}, so its loss sheet must ask which line it is",
                    "add the ARN that aws iam list-mfa-devices prints for it",
                )


@rule("device-could-be", Severity.INFO, "A key that AWS lists could be one of ours whose ARN nobody wrote down.")
def device_could_be(comparison: AwsComparison) -> Iterator[RuleCase]:
    """An ARN that AWS lists for a principal, one of whose keys on paper has no ARN yet."""
    for listing in comparison.listings:
        for _, device in listing.unowned:
            keys = [entry.device.key for entry in listing.candidates(device)]
            if keys:
                yield RuleCase(
                    listing.principal_place,
                    f"{device.serial} of {listing.who} could be {' or '.join(keys)}{listing.age_note}",
                    "run mfa-binder link: it proposes which, and writes down what you confirm",
                )


@rule("passkey-uncertified", Severity.WARNING, "A FIDO2 device without certification may be a synced passkey.")
def passkey_uncertified(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A FIDO2 device for which AWS has no certification: a synced passkey registers just like a security key."""
    for listing in comparison.listings:
        for number, device in enumerate(listing.devices):
            if device.type is DeviceType.FIDO2 and device.certifications == {}:
                yield RuleCase(
                    listing.device_place(number),
                    f"AWS shows no certification of {device.serial}, registered for {listing.who}: "
                    f"it may be a synced passkey and no hardware{listing.age_note}",
                    "look at the key itself; if it is a passkey, register a security key and remove it",
                )

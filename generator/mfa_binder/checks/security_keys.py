"""FIDO2 keys: which line in AWS is which key on paper, and which key may be a passkey."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in
from mfa_binder.checks.aws_comparison import AwsComparison
from mfa_binder.checks.rule import ComparisonCase, ComparisonRule, Rule, RuleCase
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType
from mfa_binder.organization.mfa_devices import DeviceKind
from mfa_binder.organization.organization import Organization


def _unlinked_security_key(organization: Organization, as_of: date) -> Iterator[RuleCase]:
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


UNLINKED_SECURITY_KEY = Rule(
    "unlinked-security-key",
    Severity.INFO,
    "A FIDO2 key of an IAM user is not tied to its ARN in AWS.",
    _unlinked_security_key,
)


def _device_could_be(both: AwsComparison) -> Iterator[ComparisonCase]:
    for listing in both.listings:
        for _, device in listing.unowned:
            keys = [entry.device.key for entry in listing.candidates(device)]
            if keys:
                yield ComparisonCase(
                    listing.spot,
                    f"{device.serial} of {listing.who} could be {' or '.join(keys)}{listing.age}",
                    "run mfa-binder link: it proposes which, and writes down what you confirm",
                )


DEVICE_COULD_BE = ComparisonRule(
    "device-could-be",
    Severity.INFO,
    "A key that AWS lists could be one of ours whose ARN nobody wrote down.",
    _device_could_be,
)


def _passkey_uncertified(both: AwsComparison) -> Iterator[ComparisonCase]:
    for listing in both.listings:
        for number, device in enumerate(listing.devices):
            if device.type is DeviceType.FIDO2 and device.certifications == {}:
                yield ComparisonCase(
                    listing.place(number),
                    f"AWS shows no certification of {device.serial}, registered for {listing.who}: "
                    f"it may be a synced passkey and no hardware{listing.age}",
                    "look at the key itself; if it is a passkey, register a security key and remove it",
                )


PASSKEY_UNCERTIFIED = ComparisonRule(
    "passkey-uncertified",
    Severity.WARNING,
    "A FIDO2 device without certification may be a synced passkey.",
    _passkey_uncertified,
)

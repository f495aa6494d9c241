"""Devices that open something in AWS and stand on no paper, or stand on paper and not in AWS."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AwsComparison, ListedDevices
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType, ObservedDevice
from mfa_binder.organization.mfa_devices import DeviceKind


@rule("device-unowned", Severity.WARNING, "A device is registered in AWS, and on paper nobody has it.")
def device_unowned(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A device that opens something in AWS and is on no paper."""
    tokens = _tokens_by_serial(comparison)
    for listing in comparison.listings:
        for number, device in listing.unowned:
            if not listing.candidates(device):
                yield RuleCase(
                    listing.observed_device(number),
                    f"AWS lists {device.serial} for {listing.who}, {_paper_clause(device, tokens)}{listing.age_note}",
                    "find the device and write it down under devices and mfa, or remove it in AWS",
                )


def _tokens_by_serial(comparison: AwsComparison) -> dict[str, str]:
    """The keys of TOTP tokens by the serial number that AWS lists them by."""
    devices = comparison.organization.devices.values()
    return {
        device.serial: device.key
        for device in devices
        if device.serial is not None and comparison.organization.kind(device) is DeviceKind.TOTP
    }


def _paper_clause(device: ObservedDevice, tokens: dict[str, str]) -> str:
    """What the inventory says of a listed device that no registration there names."""
    key = tokens.get(device.serial)
    return "and no device on paper is that one" if key is None else f"and on paper {key} is not registered there"


@rule("device-not-registered", Severity.WARNING, "A device is registered on paper, and AWS does not list it.")
def device_not_registered(comparison: AwsComparison) -> Iterator[RuleCase]:
    """A device that is registered on paper, and that AWS does not list."""
    for listing in comparison.listings:
        for entry in listing.declared:
            if _is_surely_unlisted(listing, entry.serial):
                yield RuleCase(
                    entry.path,
                    f"AWS does not list {entry.device.key} for {listing.who}{listing.age_note}",
                    "register it with the enrollment sheet, or remove it here",
                )


def _is_surely_unlisted(listing: ListedDevices, serial: str | None) -> bool:
    """Whether it is surely not there: a key without ARN only where AWS lists none that it could be."""
    if serial is not None:
        return serial not in listing.serials
    return not any(device.type is DeviceType.FIDO2 for _, device in listing.unowned)

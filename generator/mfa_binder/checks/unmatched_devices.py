"""Devices that open something in AWS and stand on no paper, or stand on paper and not in AWS."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.checks.aws_comparison import AwsComparison, CasePlace, ListedDevices
from mfa_binder.checks.rule import ComparisonCase, ComparisonRule
from mfa_binder.findings import Severity
from mfa_binder.observation.account_parts import DeviceType, ObservedDevice
from mfa_binder.organization.mfa_devices import DeviceKind


def _device_unowned(both: AwsComparison) -> Iterator[ComparisonCase]:
    known = _tokens_by_serial(both)
    for listing in both.listings:
        for number, device in listing.unowned:
            if not listing.candidates(device):
                yield ComparisonCase(
                    CasePlace((*listing.observed_path, number), observed=True),
                    f"AWS lists {device.serial} for {listing.who}, {_paper_clause(device, known)}{listing.age}",
                    "find the device and write it down under devices and mfa, or remove it in AWS",
                )


def _tokens_by_serial(both: AwsComparison) -> dict[str, str]:
    devices = both.organization.devices.values()
    return {
        device.serial: device.key
        for device in devices
        if device.serial is not None and both.organization.kind(device) is DeviceKind.TOTP
    }


def _paper_clause(device: ObservedDevice, known: dict[str, str]) -> str:
    key = known.get(device.serial)
    return "and no device on paper is that one" if key is None else f"and on paper {key} is not registered there"


DEVICE_UNOWNED = ComparisonRule(
    "device-unowned", Severity.WARNING, "A device is registered in AWS, and on paper nobody has it.", _device_unowned
)


def _device_not_registered(both: AwsComparison) -> Iterator[ComparisonCase]:
    for listing in both.listings:
        for entry in listing.paper:
            if _is_surely_unlisted(listing, entry.serial):
                yield ComparisonCase(
                    CasePlace(entry.path),
                    f"AWS does not list {entry.device.key} for {listing.who}{listing.age}",
                    "register it with the enrollment sheet, or remove it here",
                )


def _is_surely_unlisted(listing: ListedDevices, serial: str | None) -> bool:
    """Whether it is surely not there: a key without ARN only where AWS lists none that it could be."""
    if serial is not None:
        return serial not in listing.serials
    return not any(device.type is DeviceType.FIDO2 for _, device in listing.unowned)


DEVICE_NOT_REGISTERED = ComparisonRule(
    "device-not-registered",
    Severity.WARNING,
    "A device is registered on paper, and AWS does not list it.",
    _device_not_registered,
)

"""The organization's own standards of hardware: devices at all, enough of them, apart, against phishing, spares."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_CEILING

from mfa_binder.access.hardware_requirements import (
    must_resist_phishing,
    principals_needing_hardware,
    principals_signing_in,
)
from mfa_binder.checks.rule import RuleCase, rule
from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import Device, DeviceKind, DeviceStatus
from mfa_binder.organization.organization import Organization
from mfa_binder.organization.users_and_roles import Registration


@rule("hardware-missing", Severity.ERROR, "A principal that must have hardware has none.")
def hardware_missing(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A principal that must have hardware by the organization's own standards, and has none."""
    for principal in principals_needing_hardware(organization):
        if not principal.mfa:
            yield RuleCase(
                principal.path,
                f"{principal.ref} has no hardware device, and our standards require one",
                "register devices and list them under mfa",
            )


@rule("too-few-devices", Severity.WARNING, "A principal has fewer working devices than our standards ask for.")
def too_few_devices(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A principal with fewer working devices than the organization's own standards ask for."""
    required = organization.standards.devices_per_principal
    for principal in principals_needing_hardware(organization):
        usable = organization.usable_devices_of(principal)
        if principal.mfa and len(usable) < required:
            names = ", ".join(device.key for device in usable) or "none that works"
            yield RuleCase(
                (*principal.path, "mfa"),
                f"{principal.ref} has {len(usable)} of {required} devices: {names}",
                "register another device; a spare is named on the loss sheets",
            )


@rule("devices-at-one-site", Severity.WARNING, "All devices of a principal are at one site or with one person.")
def devices_at_one_site(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """All devices of a principal at one site: one fire, one burglary, and nobody signs in."""
    if not organization.standards.separate_sites:
        return
    for principal in principals_signing_in(organization):
        usable = organization.usable_devices_of(principal)
        places = {_site_or_holder(organization, device) for device in usable}
        if len(usable) > 1 and len(places) == 1 and None not in places:
            names = " and ".join(device.key for device in usable)
            yield RuleCase(
                (*principal.path, "mfa"),
                f"{names} of {principal.ref} are all {places.pop()}",
                "move one of them to a location at another site",
            )


def _site_or_holder(organization: Organization, device: Device) -> str | None:
    """The site in words; the holder's hands, where the holder's site is not known."""
    site = organization.site_of(device)
    if site is not None:
        return f"at the site {site.key}"
    return f"with {device.holder}" if device.holder is not None else None


@rule("phishing-resistance", Severity.WARNING, "A TOTP token where our standards demand FIDO2.")
def phishing_resistance(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """A TOTP token where the organization's own standards ask for what cannot be phished."""
    for principal in principals_signing_in(organization):
        if not must_resist_phishing(organization, principal):
            continue
        for position, registration in enumerate(principal.mfa):
            if organization.gives_codes(registration):
                yield RuleCase(
                    (*principal.path, "mfa", position),
                    f"{_code_source(registration)}, and {principal.ref} must resist phishing by our standards",
                    "replace it by a FIDO2 key: a code can be typed into a false page",
                )


def _code_source(registration: Registration) -> str:
    """What gives the code, as the beginning of a sentence."""
    if registration.virtual is not None:
        return f"{registration.device} gives codes ({registration.virtual})"
    return f"{registration.device} is a TOTP token"


@rule("too-few-spares", Severity.INFO, "There are fewer spares than our standards ask for.")
def too_few_spares(organization: Organization, as_of: date) -> Iterator[RuleCase]:
    """Fewer spares than the organization's own standard, by kind of device."""
    ratio = organization.standards.spare_ratio
    for kind in DeviceKind:
        of_kind = [d for d in organization.devices.values() if organization.kind(d) is kind]
        in_use = sum(1 for d in of_kind if d.status is DeviceStatus.ACTIVE and organization.opens(d))
        spares = sum(1 for d in organization.spares if organization.kind(d) is kind)
        required = int((in_use * ratio).to_integral_value(ROUND_CEILING))
        if spares < required:
            yield RuleCase(
                ("standards", "spare_ratio"),
                f"{spares} spare {kind} device(s) for {in_use} in use, and our standards ask for {required}",
                "order spares: mfa-binder cost says how many",
            )

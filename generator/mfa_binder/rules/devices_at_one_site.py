"""All devices of a principal at one site: one fire, one burglary, and nobody signs in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mfa_binder.access.hardware_requirements import principals_signing_in, usable_devices
from mfa_binder.findings import Severity
from mfa_binder.organization.mfa_devices import Device
from mfa_binder.organization.organization import Organization
from mfa_binder.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    if not organization.standards.separate_sites:
        return
    for principal in principals_signing_in(organization):
        usable = usable_devices(organization, principal)
        places = {_place(organization, device) for device in usable}
        if len(usable) > 1 and len(places) == 1 and None not in places:
            names = " and ".join(device.key for device in usable)
            yield Problem(
                (*principal.path, "mfa"),
                f"{names} of {principal.ref} are all {places.pop()}",
                "move one of them to a location at another site",
            )


def _place(organization: Organization, device: Device) -> str | None:
    """The site in words; the holder's hands, where the holder's site is not known."""
    site = organization.site_of(device)
    if site is not None:
        return f"at the site {site.key}"
    return f"with {device.holder}" if device.holder is not None else None


RULE = Rule(
    "devices-at-one-site", Severity.WARNING, "All devices of a principal are at one site or with one person.", _check
)

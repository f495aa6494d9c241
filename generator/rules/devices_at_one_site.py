"""All devices of a principal at one site: one fire, one burglary, and nobody signs in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.findings import Severity
from generator.organization.organization import Organization
from generator.rules.demands import signing_in, usable_devices
from generator.rules.rule import Problem, Rule


def _check(organization: Organization, as_of: date) -> Iterator[Problem]:
    if not organization.standards.separate_sites:
        return
    for principal in signing_in(organization):
        usable = usable_devices(organization, principal)
        sites = {site.key if site is not None else None for site in map(organization.site_of, usable)}
        if len(usable) > 1 and len(sites) == 1 and None not in sites:
            names = " and ".join(device.key for device in usable)
            yield Problem(
                (*principal.path, "mfa"),
                f"{names} of {principal.ref} are all at the site {sites.pop()}",
                "move one of them to a location at another site",
            )


RULE = Rule("devices-at-one-site", Severity.WARNING, "All devices of a principal are at one site.", _check)

"""Time zones that the IANA database does not have."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from functools import cache, partial

from dateutil.zoneinfo import get_zonefile_instance

from mfa_binder.findings import Unplaced
from mfa_binder.inventory.checks.problem import problem
from mfa_binder.inventory.draft import Draft
from mfa_binder.inventory.nearest import did_you_mean
from mfa_binder.inventory.spelling import quoted

_EXAMPLE = "write a name such as Europe/Berlin or America/Los_Angeles"


@cache
def known_zones() -> frozenset[str]:
    """The names that this machine knows, and those that python-dateutil brings along: a machine may know none."""
    return frozenset(zoneinfo.available_timezones()) | frozenset(get_zonefile_instance().zones)


def time_zones(draft: Draft) -> Iterator[Unplaced]:
    """Sites with a time zone that nobody can look up."""
    for site in draft.top.parts("sites"):
        zone = site.text("time_zone")
        if zone and zone not in known_zones():
            path = (*site.path, "time_zone")
            yield problem("unknown-time-zone", path, f"there is no time zone {quoted(zone)}", partial(_meant, zone))


def _meant(zone: str) -> str:
    """The zone of that spelling, else of that city, else the nearest."""
    wanted = zone.replace(" ", "_").casefold()
    known = sorted(known_zones())
    for found in (name for name in known if name.casefold() == wanted):
        return f"did you mean {found}?"
    cities = [name for name in known if name.rpartition("/")[2].casefold() == wanted.rpartition("/")[2]]
    return f"did you mean {cities[0]}?" if cities else did_you_mean(zone, known, _EXAMPLE)

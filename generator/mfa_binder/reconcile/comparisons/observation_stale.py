"""An observation that is too old to rest on."""

from __future__ import annotations

from collections.abc import Iterator

from mfa_binder.findings import Severity
from mfa_binder.reconcile.both import Both, Spot
from mfa_binder.reconcile.comparison import Comparison, Difference


def _check(both: Both) -> Iterator[Difference]:
    observed_on, limit = both.observation.ended_at.date(), both.organization.standards.observation_max_age_days
    days = (both.as_of - observed_on).days
    if days > limit:
        yield Difference(
            Spot(("ended_at",), observed=True),
            f"AWS was last read on {observed_on.isoformat()}, {days} days before {both.as_of.isoformat()}",
            f"run mfa-binder collect; our standard is every {limit} days",
        )


COMPARISON = Comparison("observation-stale", Severity.WARNING, "AWS was not read for longer than our standard.", _check)
